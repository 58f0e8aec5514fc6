/** What is sent to a notebook's front end: one display, or an update of it. */
export type DisplayKind = "display_data" | "update_display_data";

/** The interface of the Deno kernel; absent elsewhere. */
export interface Kernel {
  broadcast(
    kind: DisplayKind,
    content: {
      data: Record<string, string>;
      metadata: Record<string, unknown>;
      transient: { display_id: string };
    },
  ): Promise<void>;
}

/** The kernel that this code runs in; undefined in a terminal. */
export function currentKernel(): Kernel | undefined {
  try {
    return (Deno as unknown as { jupyter?: Kernel }).jupyter;
  } catch {
    // Elsewhere Deno throws.
    return undefined;
  }
}

/** One output of a cell that is replaced as often as something is shown. */
export interface Display {
  /** Shows data by MIME type. */
  show(data: Record<string, string>): void;
  /** Resolves when all has been sent. */
  settled(): Promise<void>;
}

let displays = 0;

/** Begins an output of the cell that runs. */
export function createDisplay(kernel: Kernel): Display {
  const display_id = `display-${++displays}`;
  let kind: DisplayKind = "display_data";
  let sent = Promise.resolve();
  return {
    show: (data) => {
      const next = kind;
      kind = "update_display_data";
      sent = sent.then(() => kernel.broadcast(next, { data, metadata: {}, transient: { display_id } }));
    },
    settled: () => sent,
  };
}

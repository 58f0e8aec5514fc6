import { showWorkBy } from "../../lib/model/shown/progress.ts";
import { barText, createProgress, createThrottle, type Progress, type Work } from "../cli/progress.ts";
import { createDisplay, currentKernel, type DisplayKind, type Kernel } from "./kernel.ts";

const WIDTH = 20;
/** Work that is done sooner shows nothing. */
const AFTER_MS = 1000;

/** Marks a display that comes and goes with the speed of the machine: when notebooks are compared or saved by the runner it is left out. */
const METADATA = { aiops: "progress" };

/**
 * Shows a bar for all work of the library that takes more than a second: in place below the cell of a notebook, on the
 * error stream of a terminal, and nowhere else. Notebooks that `deno task lab` opens do so by themselves.
 */
export function showProgress(): void {
  const kernel = currentKernel();
  showWorkBy((work) =>
    kernel === undefined ? createProgress(work, AFTER_MS) : createPassingProgress(kernel, work)
  );
}

/**
 * A bar in a notebook, which also moves while code runs that never awaits.
 *
 * @param afterMs how long the work has to take for a bar to be shown
 */
export function createPassingProgress(kernel: Kernel, work: Work, afterMs = AFTER_MS): Progress {
  const display_id = `progress-${crypto.randomUUID()}`;
  let kind: DisplayKind | undefined;
  // Deno sends what is broadcast before it gives the promise back.
  const send = (text: string) => {
    const data = { "text/plain": text };
    const next = kind === undefined ? "display_data" : "update_display_data";
    kind = next;
    void kernel.broadcast(next, { data, metadata: METADATA, transient: { display_id } });
  };
  const show = createThrottle(
    work,
    (done, pace) => send(`${work.label} ${barText(work, { done, width: WIDTH })}  ${pace}`),
    afterMs,
  );
  let last = 0;
  return {
    update: (done) => show(last = done),
    finish: () => {
      if (kind !== undefined) send(`${work.label}: ${Math.floor(last)} ${work.unit ?? "done"}`);
    },
  };
}

/** Shows progress where the code runs: as a live output in a notebook, as a bar in a terminal. */
export function createLiveProgress(work: Work): Progress & { settled(): Promise<void> } {
  const kernel = currentKernel();
  if (kernel === undefined) return { ...createProgress(work), settled: () => Promise.resolve() };
  return createNotebookProgress(kernel, work);
}

/** Says in a notebook that a run was found; whether one is, depends on what was run before, so that it is left out like a bar. */
export async function showFound(text: string, kernel: Kernel | undefined = currentKernel()): Promise<void> {
  await kernel?.broadcast("display_data", {
    data: { "text/plain": text },
    metadata: METADATA,
    transient: { display_id: `found-${crypto.randomUUID()}` },
  });
}

/** A single output that is updated in place; its final state has no times, so that it is the same in each run. */
export function createNotebookProgress(
  kernel: Kernel,
  work: Work,
): Progress & { settled(): Promise<void> } {
  const display = createDisplay(kernel);
  const send = (text: string) => display.show({ "text/plain": text });
  const show = createThrottle(
    work,
    (done, pace) => send(`${work.label} ${barText(work, { done, width: WIDTH })}  ${pace}`),
  );
  return {
    update: show,
    finish: () => send(`${work.label}: ${work.total} episodes`),
    settled: display.settled,
  };
}

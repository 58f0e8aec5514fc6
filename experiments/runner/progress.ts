import { createProgress, createThrottle, type Progress, type Work } from "../cli/progress.ts";

/** The interface of the Deno kernel; absent elsewhere. */
interface Kernel {
  broadcast(
    kind: "display_data" | "update_display_data",
    content: {
      data: Record<string, string>;
      metadata: Record<string, unknown>;
      transient: { display_id: string };
    },
  ): Promise<void>;
}

let displays = 0;

/** Shows progress where the code runs: as a live output in a notebook, as a bar in a terminal. */
export function createLiveProgress(work: Work): Progress & { settled(): Promise<void> } {
  const kernel = (Deno as unknown as { jupyter?: Kernel }).jupyter;
  if (kernel === undefined) return { ...createProgress(work), settled: () => Promise.resolve() };
  return createNotebookProgress(kernel, work);
}

/** A single output that is updated in place; its final state has no times, so that it is the same in each run. */
export function createNotebookProgress(
  kernel: Kernel,
  work: Work,
): Progress & { settled(): Promise<void> } {
  const display_id = `progress-${++displays}`;
  let kind: "display_data" | "update_display_data" = "display_data";
  let sent = Promise.resolve();
  const send = (text: string) => {
    const content = { data: { "text/plain": text }, metadata: {}, transient: { display_id } };
    const next = kind;
    kind = "update_display_data";
    sent = sent.then(() => kernel.broadcast(next, content));
  };
  const show = createThrottle(work, (done, pace) => {
    const filled = Math.round(20 * done / work.total);
    send(`${work.label} ${"█".repeat(filled)}${"░".repeat(20 - filled)} ${done}/${work.total}  ${pace}`);
  });
  return {
    update: show,
    finish: () => send(`${work.label}: ${work.total} episodes`),
    settled: () => sent,
  };
}

import { createProgress, createThrottle, type Progress, type Work } from "../cli/progress.ts";
import { createDisplay, currentKernel, type Kernel } from "./kernel.ts";

/** Shows progress where the code runs: as a live output in a notebook, as a bar in a terminal. */
export function createLiveProgress(work: Work): Progress & { settled(): Promise<void> } {
  const kernel = currentKernel();
  if (kernel === undefined) return { ...createProgress(work), settled: () => Promise.resolve() };
  return createNotebookProgress(kernel, work);
}

/** A single output that is updated in place; its final state has no times, so that it is the same in each run. */
export function createNotebookProgress(
  kernel: Kernel,
  work: Work,
): Progress & { settled(): Promise<void> } {
  const display = createDisplay(kernel);
  const send = (text: string) => display.show({ "text/plain": text });
  const show = createThrottle(work, (done, pace) => {
    const filled = Math.round(20 * done / work.total);
    send(`${work.label} ${"█".repeat(filled)}${"░".repeat(20 - filled)} ${done}/${work.total}  ${pace}`);
  });
  return {
    update: show,
    finish: () => send(`${work.label}: ${work.total} episodes`),
    settled: display.settled,
  };
}

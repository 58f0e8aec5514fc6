import type { Progress, Work } from "../../lib/model/shown/progress.ts";

const WIDTH = 30;
const BETWEEN_MS = 100;

export type { Progress, Work };

/**
 * Creates a progress bar on the error stream if that is a terminal; in a pipe nothing is shown.
 *
 * @param afterMs how long the work has to take for a bar to be shown
 */
export function createProgress(work: Work, afterMs = 0): Progress {
  if (!Deno.stderr.isTerminal()) return { update: () => {}, finish: () => {} };
  const encoder = new TextEncoder();
  const write = (text: string) => Deno.stderr.writeSync(encoder.encode(text));
  const show = createThrottle(
    work,
    (done, pace) => write(`\r\x1b[2K${work.label} ${barText(work, { done, width: WIDTH })}  ${pace}`),
    afterMs,
  );
  return { update: show, finish: () => write("\r\x1b[2K") };
}

/** A bar with numbers; the number alone where nobody knows how many units it will be. */
export function barText({ total, unit }: Work, { done, width }: { done: number; width: number }): string {
  const count = Math.floor(done);
  if (total === undefined) return unit === undefined ? String(count) : `${count} ${unit}`;
  const filled = Math.round(width * Math.min(1, done / total));
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} ${count}/${total}`;
}

/**
 * Calls `show` for the first unit, the last one, and those in between at a readable rate.
 *
 * @param show is given the number of units done, and the speed with the remaining time as text
 * @param afterMs how long the work has to take to be shown
 */
export function createThrottle(
  { total, before = 0 }: Work,
  show: (done: number, pace: string) => void,
  afterMs = 0,
): (done: number) => void {
  const start = performance.now();
  let shown = -Infinity;
  return (done) => {
    const now = performance.now();
    if (now - start < afterMs || (now - shown < BETWEEN_MS && !(done >= (total ?? Infinity)))) return;
    shown = now;
    const rate = (done - before) / Math.max((now - start) / 1000, 1e-3);
    const pace = `${rate.toFixed(0)}/s`;
    if (total === undefined) return show(done, pace);
    const left = rate > 0 ? timeText(Math.ceil((total - done) / rate)) : "?";
    show(done, `${pace}  ${left} left`);
  };
}

/** Formats seconds: 42 s, 3:07 min, 1:02:00 h. */
export function timeText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)} h`;
}

const WIDTH = 30;
const BETWEEN_MS = 100;

/** The progress of some work, shown on terminals only. */
export interface Progress {
  update(done: number): void;
  finish(): void;
}

/** The work that a progress bar shows. */
export interface Work {
  readonly total: number;
  readonly label: string;
  /** Units done before: they count as done, but not for the speed. */
  readonly before?: number;
}

/** Creates a progress bar on the error stream if that is a terminal; in a pipe nothing is shown. */
export function createProgress(work: Work): Progress {
  if (!Deno.stderr.isTerminal()) return { update: () => {}, finish: () => {} };
  const encoder = new TextEncoder();
  const write = (text: string) => Deno.stderr.writeSync(encoder.encode(text));
  const show = createThrottle(work, (done, pace) => {
    const filled = Math.round(WIDTH * done / work.total);
    const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
    write(`\r\x1b[2K${work.label} ${bar} ${done}/${work.total}  ${pace}`);
  });
  return { update: show, finish: () => write("\r\x1b[2K") };
}

/**
 * Calls `show` for the first unit, the last one, and those in between at a readable rate.
 *
 * @param show is given the number of units done, and the speed with the remaining time as text
 */
export function createThrottle(
  { total, before = 0 }: Work,
  show: (done: number, pace: string) => void,
): (done: number) => void {
  const start = performance.now();
  let shown = -Infinity;
  return (done) => {
    const now = performance.now();
    if (now - shown < BETWEEN_MS && done < total) return;
    shown = now;
    const rate = (done - before) / Math.max((now - start) / 1000, 1e-3);
    const left = rate > 0 ? timeText(Math.ceil((total - done) / rate)) : "?";
    show(done, `${rate.toFixed(0)}/s  ${left} left`);
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

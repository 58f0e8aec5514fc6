const WIDTH = 30;
const BETWEEN_MS = 100;

/** How far a work is: shown where people look, and nowhere else. */
export interface Progress {
  update(done: number): void;
  finish(): void;
}

/** What a bar shows of a work with so many units. */
export interface Work {
  readonly total: number;
  readonly label: string;
  /** Units that were done before: they count as done, not as speed. */
  readonly before?: number;
}

/** A progress bar on the error stream if that is a terminal, nothing in a pipe. */
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
 * Calls `show` for the first, the last and as many in between as people can follow.
 *
 * @param show is given the units done, and the speed with the time left as text
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

/** Seconds as people say them: 42 s, 3:07 min, 1:02:00 h. */
export function timeText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)} h`;
}

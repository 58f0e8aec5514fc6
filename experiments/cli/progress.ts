const WIDTH = 30;
const BETWEEN_MS = 100;

/** A bar on the error stream if that is a terminal, nothing in a pipe. */
export interface Progress {
  update(done: number): void;
  finish(): void;
}

/** A progress bar over so many units of work, with rate and time left. */
export function createProgress(total: number, label: string): Progress {
  if (!Deno.stderr.isTerminal()) return { update: () => {}, finish: () => {} };
  const encoder = new TextEncoder();
  const write = (text: string) => Deno.stderr.writeSync(encoder.encode(text));
  const start = performance.now();
  let shown = -Infinity;
  return {
    update: (done) => {
      const now = performance.now();
      if (now - shown < BETWEEN_MS && done < total) return;
      shown = now;
      const filled = Math.round(WIDTH * done / total);
      const rate = done / Math.max((now - start) / 1000, 1e-3);
      const left = Math.ceil((total - done) / Math.max(rate, 1e-9));
      write(
        `\r\x1b[2K${label} ${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${done}/${total}  ${
          rate.toFixed(0)
        }/s  ${left} s left`,
      );
    },
    finish: () => write("\r\x1b[2K"),
  };
}

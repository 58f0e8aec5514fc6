/** Signals that ask a process to end, with the exit code that tells of each: 128 and its number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

const encoder = new TextEncoder();

/**
 * Lets the process say a line on the error stream when Ctrl+C or SIGTERM ends it, in place of a bar of progress. Work is not waited for: as after a
 * kill, what is on the disk must be whole at every moment. The exit code is that of a process that the signal ended.
 *
 * @param line says what is left, and how to go on
 * @param last what is done after the line, for at most a second
 * @returns gives the signals back their usual effect
 */
export function tellWhenInterrupted(line: () => string, last?: () => Promise<void>): Disposable {
  const end = async (signal: keyof typeof EXIT_CODES) => {
    give();
    const clear = Deno.stderr.isTerminal() ? "\r\x1b[2K" : "";
    Deno.stderr.writeSync(encoder.encode(`${clear}${line()}\n`));
    if (last !== undefined) {
      await Promise.race([last(), new Promise((resolve) => setTimeout(resolve, 1000))]).catch(() => {});
    }
    Deno.exit(EXIT_CODES[signal]);
  };
  const signals =
    (Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"]) as (keyof typeof EXIT_CODES)[];
  const listeners = signals.map((signal) => [signal, () => void end(signal)] as const);
  const give = () => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  };
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return { [Symbol.dispose]: give };
}

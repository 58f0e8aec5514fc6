import { fileURLToPath } from "node:url";
import { permissionFlags, type Permissions } from "../../lib/live/mod.ts";

/**
 * Signals that are handed on to the loop, and as which: two end it, the others stop all actions. At SIGUSR1 Deno opens the port of its debugger besides,
 * so that SIGUSR2 is the one that users are told of, and that the loop's own process is sent.
 */
const HANDED_ON = { SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGUSR1: "SIGUSR2", SIGUSR2: "SIGUSR2" } as const;

/**
 * Runs a program of this folder as a process with these permissions and no others, and hands signals on to it. It ends when this process does: the
 * pipe of its standard input then closes.
 *
 * @param work what the program is told, as JSON
 * @returns its exit code
 */
export async function runWithin(program: string, work: unknown, permissions: Permissions): Promise<number> {
  const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      `--config=${pathOf("../../deno.json")}`,
      ...permissionFlags(permissions),
      pathOf(program),
      JSON.stringify(work),
    ],
    stdin: "piped",
  }).spawn();
  const handlers = (Object.keys(HANDED_ON) as (keyof typeof HANDED_ON)[]).map((signal) => {
    const handle = () => child.kill(HANDED_ON[signal]);
    Deno.addSignalListener(signal, handle);
    return () => Deno.removeSignalListener(signal, handle);
  });
  try {
    return (await child.status).code;
  } finally {
    for (const remove of handlers) remove();
    await child.stdin.close().catch(() => {});
  }
}

/** The signal that is aborted when the process is asked to end, or when the one that started it has ended. */
export function endSignal(): AbortSignal {
  const end = new AbortController();
  const abort = () => end.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, abort);
  Deno.stdin.readable.pipeTo(new WritableStream()).then(abort, abort);
  return end.signal;
}

import { fileURLToPath } from "node:url";
import { ROOT } from "../runner/identity.ts";

/** A task of deno.json that runs as a process of its own, with its permissions. */
export interface StartedTask {
  /** What it has printed so far. */
  readonly printed: () => string;
  /** Sends it a signal and waits for its end. */
  end(signal: Deno.Signal): Promise<{ readonly code: number; readonly stderr: string }>;
}

/**
 * Starts a task, without the process of `deno task` in between, which would be sent the signals in its place.
 *
 * @param options.says what it reads on the standard input, which then stays open
 */
export function startTask(
  task: string,
  args: readonly string[],
  { says }: { readonly says?: string } = {},
): StartedTask {
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  const [program, ...command] = tasks[task].command.split(" ");
  const child = new Deno.Command(program, {
    args: [...command, ...args],
    cwd: fileURLToPath(ROOT),
    stdin: says === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = says === undefined ? undefined : child.stdin.getWriter();
  void input?.write(new TextEncoder().encode(says));
  let text = "";
  const read = child.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({ write: (chunk) => void (text += chunk) }),
  );
  const errors = new Response(child.stderr).text();
  return {
    printed: () => text,
    async end(signal) {
      child.kill(signal);
      const [{ code }, stderr] = await Promise.all([child.status, errors, read]);
      await input?.close().catch(() => {});
      return { code, stderr };
    },
  };
}

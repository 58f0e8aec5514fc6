import type { Clock } from "../../contract.ts";
import { startDeadline } from "../deadline.ts";

/** Maximum size of each of a program's outputs that is kept, in bytes; what comes after is read and let go. */
const MAX_OUTPUT_BYTES = 1 << 16;
/** Seconds that a program has to end by itself after SIGTERM, before SIGKILL. */
const GRACE_SECONDS = 2;
/** Seconds that the outputs of a program which has ended are still read, where something holds them open. */
const OUTPUT_SECONDS = 0.5;

/** A program to be run. */
export interface ProgramRun {
  /** The program and its arguments; no shell sees them. */
  readonly argv: readonly string[];
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
export type ProgramEnd =
  | { readonly kind: "exited"; readonly code: number; readonly output: string }
  /** A signal ended it. */
  | { readonly kind: "killed"; readonly by: string; readonly output: string }
  /** It took too long, and was killed with all that it had started. */
  | { readonly kind: "timed-out"; readonly output: string }
  | { readonly kind: "not-started"; readonly reason: string };

/**
 * Runs a program in a process group of its own, and ends the group after the time-out: SIGTERM, and SIGKILL two seconds later.
 *
 * A group can be signalled by a process that may run anything, or through `/bin/kill` where that may be run; else only the program itself is killed.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { argv, environment, timeoutSeconds, clock } = run;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(argv[0]!, {
      args: argv.slice(1),
      clearEnv: true,
      env: { ...environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: true,
    }).spawn();
  } catch (error) {
    return { kind: "not-started", reason: (error as Error).message };
  }
  const outputs = [collect(child.stdout), collect(child.stderr)];
  using deadline = startDeadline(timeoutSeconds, { clock, signal: run.signal });
  const exited = await Promise.race([child.status, aborted(deadline.signal)]);
  const status = exited ?? await endGroup(child, clock);
  // What it left running in the background may hold its outputs open for ever.
  await Promise.race([
    Promise.all(outputs.map(({ ended }) => ended)),
    clock.sleep(exited === undefined ? 0 : OUTPUT_SECONDS, deadline.signal),
  ]);
  await Promise.all(outputs.map(({ stop }) => stop()));
  const output = outputs.map(({ text }) => text().trim()).filter((text) => text !== "").join(" | ");
  if (exited === undefined) return { kind: "timed-out", output };
  return status.signal === null
    ? { kind: "exited", code: status.code, output }
    : { kind: "killed", by: status.signal, output };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

/** Ends a process group, first gently. */
async function endGroup(child: Deno.ChildProcess, clock: Clock): Promise<Deno.CommandStatus> {
  await signalGroup(child, "SIGTERM");
  const waiting = new AbortController();
  await Promise.race([child.status, clock.sleep(GRACE_SECONDS, waiting.signal)]);
  waiting.abort();
  await signalGroup(child, "SIGKILL");
  return await child.status;
}

async function signalGroup(child: Deno.ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  const may = (run: Deno.RunPermissionDescriptor) => Deno.permissions.querySync(run).state === "granted";
  try {
    if (may({ name: "run" })) return Deno.kill(-child.pid, signal);
    if (may({ name: "run", command: KILL })) {
      const args = ["-s", signal.slice(3), "--", String(-child.pid)];
      await new Deno.Command(KILL, { args, stdin: "null", stdout: "null", stderr: "null" }).output();
      return;
    }
    child.kill(signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** The program that signals a process group. */
export const KILL = "/bin/kill";

/** Reads a stream to its end, and keeps the beginning. */
function collect(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  const read = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const kept = part.value.subarray(0, MAX_OUTPUT_BYTES - size);
      text += decoder.decode(kept, { stream: true });
      size += kept.length;
    }
  };
  return { ended: read().catch(() => {}), stop: () => reader.cancel().catch(() => {}), text: () => text };
}

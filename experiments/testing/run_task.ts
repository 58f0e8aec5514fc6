import { fileURLToPath } from "node:url";
import { ROOT } from "../runner/identity.ts";

/** What a process left. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Peak of its memory (MB); undefined where /usr/bin/time is missing. */
  readonly megabytes: number | undefined;
}

const TIME = "/usr/bin/time";
const ROOT_FOLDER = fileURLToPath(ROOT);

/** Runs a task of deno.json as a process of its own, with its permissions, and measures it. */
export async function runTask(task: string, args: readonly string[]): Promise<Ended> {
  const command = [Deno.execPath(), ...argumentsOf(task), ...args];
  const measured = isMeasured();
  const report = measured ? Deno.makeTempFileSync() : "";
  const [program, ...rest] = measured ? [TIME, "-q", "-f", "%M", "-o", report, ...command] : command;
  const start = performance.now();
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args: rest,
    cwd: ROOT_FOLDER,
    stdin: "null",
  })
    .output();
  const seconds = (performance.now() - start) / 1000;
  const decoder = new TextDecoder();
  const kilobytes = measured ? Number(Deno.readTextFileSync(report).trim().split("\n").at(-1)) : NaN;
  if (measured) Deno.removeSync(report);
  return {
    ...{ code, seconds, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) },
    megabytes: Number.isNaN(kilobytes) ? undefined : kilobytes / 1024,
  };
}

function argumentsOf(task: string): string[] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  return tasks[task].command.split(" ").slice(1);
}

function isMeasured(): boolean {
  try {
    return Deno.statSync(TIME).isFile;
  } catch {
    return false;
  }
}

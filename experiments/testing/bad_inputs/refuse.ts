import { UsageError } from "../../../lib/model/mod.ts";
import { errorLine } from "../../cli/main.ts";
import { type BadInput, COMMANDS } from "./bad_input.ts";

/** What a command did with its arguments, as its process would show it. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a command in this process. */
export async function outcomeOf({ command, args }: BadInput): Promise<Outcome> {
  const printed: string[] = [];
  const own = console.log;
  const start = performance.now();
  console.log = (...parts) => void printed.push(parts.join(" "));
  let failure: unknown;
  try {
    await COMMANDS[command](args);
  } catch (error) {
    failure = error;
  } finally {
    console.log = own;
  }
  return {
    code: failure === undefined ? 0 : failure instanceof UsageError ? 2 : 1,
    stdout: printed.join("\n"),
    stderr: failure === undefined ? "" : `${errorLine(failure)}\n`,
    seconds: (performance.now() - start) / 1000,
  };
}

/** Every path under a folder with its size and time of change. */
export function stateOf(folder: string): string {
  return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1).map(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) return `${path}/\n${stateOf(path)}`;
      const { size, mtime } = Deno.lstatSync(path);
      return `${path} ${size} ${mtime?.getTime()}\n`;
    },
  ).join("");
}

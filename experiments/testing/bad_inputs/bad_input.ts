import { stripVTControlCharacters } from "node:util";
import { data } from "../../data.ts";
import { detect } from "../../detect.ts";
import { docs } from "../../docs.ts";
import { episode } from "../../episode.ts";
import { evaluate } from "../../eval.ts";
import { experiment } from "../../experiment.ts";
import { chaosCheck } from "../../checks/chaos_check.ts";
import { killCheck } from "../../checks/kill_check.ts";
import { list } from "../../list.ts";
import { merge } from "../../merge.ts";
import { notebooks } from "../../notebooks.ts";
import { ownProject } from "../../own_project.ts";
import { rca } from "../../rca.ts";
import { reference } from "../../reference.ts";
import { runs } from "../../runs.ts";
import { simulate } from "../../simulate.ts";
import { topology } from "../../topology.ts";
import { train } from "../../train.ts";
import { worker } from "../../worker.ts";

/** The commands by the name of their task. */
export const COMMANDS = {
  episode,
  eval: evaluate,
  experiment,
  worker,
  merge,
  detect,
  rca,
  topology,
  list,
  simulate,
  train,
  data,
  reference,
  runs,
  docs: (args) => docs(args),
  notebooks,
  "own-project": ownProject,
  "kill-check": killCheck,
  "chaos-check": chaosCheck,
} as const satisfies Record<string, (args: readonly string[]) => void | Promise<void>>;

/** Name of a command's task. */
export type CommandName = keyof typeof COMMANDS;

/** Arguments that a command must refuse in one line. */
export interface BadInput {
  readonly command: CommandName;
  readonly args: readonly string[];
  /** What the line must name. */
  readonly names: RegExp;
}

/** What is wrong with the way in which a bad input was refused; nothing for a good refusal. */
export function complaintsOf(
  { names }: BadInput,
  { code, stdout, stderr, seconds }: { code: number; stdout: string; stderr: string; seconds: number },
): string[] {
  const lines = stderr.trimEnd().split("\n");
  const text = lines[0]!;
  return [
    ...(code === 2 ? [] : [`exit code ${code}`]),
    ...(lines.length === 1 && text.startsWith("error: ") ? [] : [`${lines.length} lines on stderr`]),
    ...(stripVTControlCharacters(text) === text ? [] : ["control characters on stderr"]),
    ...(stdout === "" ? [] : [`stdout: ${stdout.slice(0, 80)}`]),
    ...(names.test(text) ? [] : [`the line does not match ${names}: ${text.slice(0, 300)}`]),
    ...(text.length <= 1000 ? [] : [`a line of ${text.length} characters`]),
    ...(seconds < MAX_SECONDS ? [] : [`${seconds.toFixed(1)} s`]),
  ];
}

const MAX_SECONDS = 5;

/** A bad input as one would type it. */
export function commandLine({ command, args }: BadInput): string {
  return ["deno task", command, ...args.map((arg) => /^[\w./:=,-]+$/.test(arg) ? arg : JSON.stringify(arg))]
    .join(" ");
}

/** A pattern for a text as it stands. */
export function literally(text: string): RegExp {
  return new RegExp(RegExp.escape(text));
}

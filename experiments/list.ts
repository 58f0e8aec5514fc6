import { policies } from "../lib/decide/mod.ts";
import { detectors, STREAM_DETECTORS, thresholds } from "../lib/detect/mod.ts";
import { diagnosers } from "../lib/diagnose/mod.ts";
import {
  actions,
  type Catalogue,
  type Entry,
  type EntryFacts,
  type ParameterFacts,
  requireName,
  UsageError,
} from "../lib/model/mod.ts";
import { estimators, rewardModels } from "../lib/learn/mod.ts";
import { sources } from "../lib/observe/sources.ts";
import { wrap } from "../lib/report/wrap.ts";
import { agents, planningPolicies } from "../lib/run/mod.ts";
import {
  benignEvents,
  faults,
  measuringPlaces,
  remedyWorlds,
  topologies,
  workloads,
} from "../lib/simulator/mod.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";

/** Every catalogue, by the name that the command line has for it. */
export const CATALOGUES: Readonly<Record<string, Catalogue<Entry>>> = {
  detectors,
  thresholds,
  diagnosers,
  policies,
  agents,
  topologies,
  faults,
  benign: benignEvents,
  workloads,
  actions,
  remedies: remedyWorlds,
  "measured-at": measuringPlaces,
  planning: planningPolicies,
  sources,
  estimators,
  "reward-models": rewardModels,
};

/** How an entry of a catalogue is chosen. */
const USES: Readonly<Record<string, string>> = {
  detectors: `Used as --detector NAME of deno task eval, episode and detect. In agents only: ${
    detectors.names.filter((name) => !STREAM_DETECTORS.includes(name)).join(", ")
  }.`,
  thresholds:
    "Used as --threshold NAME beside --detector of deno task eval and episode, and of deno task detect.",
  diagnosers: "Used as --diagnoser NAME of deno task eval, episode and rca.",
  policies: "Used as --policy NAME of deno task eval and episode.",
  agents: "Used as --agent NAME of deno task eval and episode.",
  topologies:
    "Used as --topology NAME of deno task eval, episode and rca; a JSON file of one's own goes there, too: deno task topology.",
  faults: "Used as --fault NAME, NAME:SERVICE or NAME:SERVICE:SEVERITY of deno task eval, episode and rca.",
  benign:
    "Used as `benign` of a scenario in an experiment's file, NAME or NAME:SERVICE; any draws one per seed.",
  workloads: "Used as `workload` of a scenario in an experiment's file.",
  remedies:
    "Used as --remedies NAME of deno task eval and episode, and as `remedies` of a scenario or of one of its phases in an experiment's file.",
  "measured-at":
    "Used as --measured-at NAME, or SERVICE+SERVICE for those measured at their callers, of deno task eval and episode, and as `measuredAt` of a scenario in an experiment's file: a NAME, or a list of services.",
  planning:
    'The policy of --agent planner, and of no other. With other parameters: --agent planner --policy planner:twinSteps=500; in code and in files { agent: "planner", policy: "planner:twinSteps=500" }.',
  estimators: "Used as --estimators NAME of deno task ope.",
  "reward-models": "Used as --model NAME of deno task ope.",
  sources: "Used as --format NAME of deno task rca (incidents) and detect (series).",
};

/** Lines after the first of an entry start here. */
const INDENT = 4;

const OPTIONS = {
  json: { type: "boolean", help: "print all that is declared, as JSON" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: `deno task list [${Object.keys(CATALOGUES).join(" | ")}] [NAME] [--json]`,
  about:
    "Prints what there is to choose from, each with what it is, where it comes from and its parameters.\nA choice is written NAME or NAME:parameter=value,parameter=value.",
  options: OPTIONS,
  examples: ["deno task list", "deno task list detectors", "deno task list detectors cusum"],
});

/** Prints one catalogue, an entry of it, or a line on each. @throws {UsageError} for an unknown catalogue or entry, with the nearest name */
export function list(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): void {
  const { operands: [stage, name, ...rest], given } = readCommandLine(args, OPTIONS);
  if (given.help) return print(HELP);
  if (rest.length > 0) throw new UsageError(`Unexpected argument "${rest[0]}"`);
  if (stage === undefined) return print(given.json ? json(factsOfAll()) : overview());
  const catalogue = CATALOGUES[requireName("catalogue", stage, Object.keys(CATALOGUES))]!;
  const facts = catalogue.list();
  if (name === undefined) {
    return print(
      given.json ? json(facts) : [...facts.map(described), USES[stage] ?? ""].join("\n\n").trimEnd(),
    );
  }
  const one = facts[catalogue.names.indexOf(catalogue.get(name).name)]!;
  print(given.json ? json(one) : described(one));
}

function factsOfAll(): Readonly<Record<string, readonly EntryFacts[]>> {
  return Object.fromEntries(Object.entries(CATALOGUES).map(([name, { list }]) => [name, list()]));
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function overview(): string {
  const width = Math.max(...Object.keys(CATALOGUES).map((name) => name.length)) + 2;
  const rows = Object.entries(CATALOGUES).map(([name, { names }]) =>
    wrap(name.padEnd(width) + names.join(", "), { indent: width })
  );
  return [...rows, "", "deno task list CATALOGUE says what each of them is."].join("\n");
}

/** An entry in a few lines: its name, what it is, what is special about it, where it comes from, its parameters. */
function described({ name, about, source, parameters, ...facts }: EntryFacts): string {
  const lines = [`${name}: ${about}`, ...notes(facts)];
  if (source !== undefined) lines.push(`from ${source}`);
  const width = Math.max(0, ...parameters.map(({ name }) => name.length)) + 2;
  return [
    ...lines.map((line, i) => wrap(" ".repeat(i === 0 ? 0 : INDENT) + line, { indent: INDENT })),
    ...parameters.map((parameter) =>
      wrap(" ".repeat(INDENT) + parameter.name.padEnd(width) + parameterText(parameter), {
        indent: INDENT + width,
      })
    ),
  ].join("\n");
}

function notes({ needs, learns, trained, trivial }: Partial<EntryFacts>): string[] {
  return [
    ...(needs !== undefined && needs.length > 0 ? [`needs ${needs.join(" and ")}`] : []),
    ...(learns ? ["learns from episode to episode"] : []),
    ...(trained ? ["trained on simulated incidents"] : []),
    ...(trivial ? ["a trivial answer, for comparison"] : []),
  ];
}

function parameterText(
  { about, type, unit, least, greatest, words, default: value }: ParameterFacts,
): string {
  const kind = words !== undefined
    ? `one of ${words.join(", ")}`
    : least !== undefined
    ? `${type === "integer" ? "whole number " : ""}${least} to ${greatest}${
      unit === undefined ? "" : ` ${unit}`
    }`
    : type === "boolean"
    ? "true or false"
    : "text";
  return `${about} (${kind}${value === undefined ? "" : `; default ${value}`})`;
}

if (import.meta.main) await main(list);

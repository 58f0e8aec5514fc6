import { type Agent, requireName, type TopologyInput, UsageError } from "../lib/model/mod.ts";
import { comparisonTable, summaryText, toCsv } from "../lib/report/mod.ts";
import { agents, createAgent, createTrial, type EpisodeRecord, type TrialSetup } from "../lib/run/mod.ts";
import { requireSignals } from "../lib/bench/agents/resolve.ts";
import { AGENT_OPTIONS, agentOf } from "./cli/agent_options.ts";
import { DECISION_OPTIONS, decisionLogging } from "./cli/decision_options.ts";
import { helpText, MAX_SEEDS, MAX_STEPS, readArguments, share, wholeNumber } from "./cli/arguments.ts";
import { isThere } from "./cli/disk.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { main } from "./cli/main.ts";
import { openState, STATE_OPTION } from "./cli/state_file.ts";
import { SYSTEM_OPTIONS, systemOf } from "./cli/system_options.ts";
import { commandParts } from "./own/command_options.ts";
import { isTopologyFile, TOPOLOGY_OPTION } from "./cli/topology_file.ts";
import { printable } from "./cli/printable.ts";
import { createProgress } from "./cli/progress.ts";
import { openWhole, writeTogether } from "./cli/write_whole.ts";

const OPTIONS = {
  episodes: { type: "string", value: "N", help: "episodes, each with a seed of its own (50)" },
  steps: { type: "string", value: "N", help: "steps of 5 s an episode, at least 100 (240)" },
  seed0: { type: "string", value: "N", help: "first seed (1)" },
  out: { type: "string", value: "FILE", help: "the CSV (results/results.csv, replaced where it is there)" },
  ...AGENT_OPTIONS,
  state: STATE_OPTION,
  topology: TOPOLOGY_OPTION,
  fault: {
    type: "string",
    value: "FAULT",
    help: "type[:service[:severity]], the type also PATH#EXPORT of one's own; drawn per seed if absent",
  },
  "fault-free-share": {
    type: "string",
    value: "P",
    help: "share of the episodes without a fault, 0 to 1 (0)",
  },
  faults: { type: "string", value: "N", help: "faults an episode, at most 8 (1)" },
  decoys: { type: "string", value: "N", help: "innocent services that look odd, at most 3 (0)" },
  signals: {
    type: "string",
    value: "WHICH",
    help: "what agents see: metrics, logs, traces or all (metrics)",
  },
  ...SYSTEM_OPTIONS,
  compare: { type: "boolean", help: "run every named agent on the same seeds and compare them" },
  ...DECISION_OPTIONS,
  help: { type: "boolean", help: "this text" },
} as const;

/** A row of the CSV is shorter. */
const MAX_ROW_BYTES = 400;

/** Signals besides metrics, by value of `--signals`. */
const SIGNALS_BY_NAME = { metrics: [], logs: ["logs"], traces: ["traces"], all: ["logs", "traces"] } as const;
const SIGNAL_NAMES = Object.keys(SIGNALS_BY_NAME) as (keyof typeof SIGNALS_BY_NAME)[];

const HELP = helpText({
  usage: "deno task eval [options]",
  about: "Simulates incidents, lets an agent mend them, and writes a CSV with one row an episode.",
  options: OPTIONS,
  examples: [
    "deno task eval --episodes 50 --steps 240 --out results/results.csv",
    "deno task eval --compare --episodes 500",
    "deno task eval --detector cusum:clip=4 --threshold peaks --topology boutique",
    "deno task eval --topology mine.json --slo latencyP95Ms=300 --telemetry-delay 2",
    "deno task eval --benign any --scrapes lostShare=.05 --slo objective=0.99",
    "deno task eval --remedies swapped --policy linear-thompson --episodes 200",
    "deno task eval --policy linear-thompson --episodes 200 --state results/learnt.json",
    "deno task eval --mode prototype --agent prototype",
    "deno task eval --policy ./mine.ts#makePolicy:steps=3 --fault ./mine.ts#expiry:api:0.8",
    "deno task eval --agent full --explore 0.3 --shadow threshold-only,blind --decisions results/decisions.parquet",
  ],
});

/** Runs one agent over the seeds. */
function run(
  agent: Agent,
  { first, count }: { readonly first: number; readonly count: number },
  options: Omit<TrialSetup, "agent">,
): EpisodeRecord[] {
  const trial = createTrial({ agent, ...options });
  const progress = createProgress({ total: count, label: agent.name });
  const records: EpisodeRecord[] = [];
  for (let seed = first; seed < first + count; seed++) {
    records.push(trial(seed));
    progress.update(records.length);
  }
  progress.finish();
  return records;
}

/** What the topology is called in texts. */
function nameOf(topology: string | TopologyInput): string {
  return typeof topology === "string" ? topology : topology.name ?? "own";
}

/** Runs many episodes and writes a CSV with a row each. @throws {UsageError} for a mistake in the arguments */
export async function evaluate(args: readonly string[]): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const parts = await commandParts(given);
  const agent = agentOf(given, parts.own);
  const seeds = {
    first: wholeNumber(given.seed0, {
      name: "seed0",
      fallback: 1,
      min: 0,
      max: Number.MAX_SAFE_INTEGER - MAX_SEEDS,
    }),
    count: wholeNumber(given.episodes, { name: "episodes", fallback: 50, min: 1, max: MAX_SEEDS }),
  };
  const system = systemOf(given);
  const options = {
    ...system.environment,
    ...system.delays,
    steps: wholeNumber(given.steps, { name: "steps", fallback: 240, min: 1, max: MAX_STEPS }),
    topology: parts.topology ?? "three-tier",
    faultFreeShare: share(given["fault-free-share"], { name: "fault-free-share", fallback: 0 }),
    faultCount: wholeNumber(given.faults, { name: "faults", fallback: 1, min: 0, max: 8 }),
    decoys: wholeNumber(given.decoys, { name: "decoys", fallback: 0, min: 0, max: 3 }),
    signals: SIGNALS_BY_NAME[requireName("signals", given.signals ?? "metrics", SIGNAL_NAMES)],
    ...parts.fault,
    ...(parts.faultName !== undefined && { scenario: parts.faultName }),
  };
  if (given.compare && (given.agent !== undefined || agent.swapped)) {
    throw new UsageError("The option --compare runs all agents as they are: leave --agent and its parts out");
  }
  if (given.compare && given.state !== undefined) {
    throw new UsageError("The option --state keeps what one agent has learnt: leave --compare out");
  }
  // All mistakes in the options must be reported before a file is touched.
  createTrial({ agent: agent.create(), ...options });
  requireSignals(given, options.signals);
  const path = given.out ?? "results/results.csv";
  if (given.compare && (given.decisions ?? given.explore) !== undefined) {
    throw new UsageError(
      "The option --compare runs all agents as they are: leave --decisions and --explore out",
    );
  }
  requireDistinctPaths({
    ...(given.topology !== undefined && isTopologyFile(given.topology) &&
      { inputs: [{ option: "topology", path: given.topology }] }),
    outputs: [
      ...(given.state === undefined ? [] : [{ option: "state", path: given.state }]),
      { option: "out", path },
      ...(given.decisions === undefined ? [] : [{ option: "decisions", path: given.decisions }]),
    ],
  });
  const logging = decisionLogging(given);
  const chosen = given.compare
    ? agents.names.map((name) => createAgent(name))
    : [logging.wrap(agent.create())];
  const state = given.state === undefined ? undefined : openState(given.state, chosen[0]!);
  // A full disk must be told before the work and not after it.
  if (given.out === undefined && isThere(path)) {
    console.error(`${printable(path)} is there and will be replaced: --out FILE writes elsewhere`);
  }
  const file = openWhole(path, { option: "out", bytes: MAX_ROW_BYTES * seeds.count * chosen.length });
  const byAgent = Object.fromEntries(chosen.map((one) => [one.name, run(one, seeds, options)]));
  const records = Object.values(byAgent).flat();
  // The figures come first, so that a disk that has filled up meanwhile doesn't take them along.
  console.log(
    given.compare
      ? `${seeds.count} seeds from ${seeds.first}, ${
        nameOf(options.topology)
      }; paired differences with 95 % intervals\n\n${comparisonTable(byAgent, "full")}`
      : summaryText(agent.name, records, { learns: chosen[0]!.learns === true }),
  );
  writeTogether([
    { file, content: toCsv(records) },
    ...(state ? [{ file: state.file, content: state.content() }] : []),
  ]);
  const decisions = logging.write();
  console.log(`\n${records.length} row${records.length === 1 ? "" : "s"} in ${printable(path)}`);
  if (decisions !== undefined) {
    console.log(`${decisions} decision${decisions === 1 ? "" : "s"} in ${printable(given.decisions!)}`);
  }
  if (given.state !== undefined) {
    console.log(`What ${chosen[0]!.name} has learnt is in ${printable(given.state)}`);
  }
}

if (import.meta.main) await main(evaluate);

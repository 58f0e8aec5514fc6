import { z } from "zod";
import { DETECTORS, THRESHOLDS } from "../../detect/mod.ts";
import { DIAGNOSERS } from "../../diagnose/mod.ts";
import { POLICIES } from "../../decide/mod.ts";
import type { OwnOrigin } from "./own_parts.ts";
import { type Guardrails, GUARDRAILS_SCHEMA } from "../../act/guardrails.ts";
import { type JsonValue, type Slo, TIMINGS, type TimingsName, type TopologyInput } from "../../model/mod.ts";
import { topologyInputSchema } from "../../model/topology_check/check_topology.ts";
import { type Signal, SIGNALS } from "../../simulator/mod.ts";
import { OBJECTIVE_SHAPE } from "../../simulator/budget/objective.ts";
import { agents } from "../../run/trial.ts";
import { CONDITIONS_SHAPE, type ScenarioConditions } from "./conditions.ts";
import type { AgentInput, Grid } from "./contestants.ts";
import { EPISODE_METRICS, type EpisodeMetric } from "./metrics.ts";

/** A scenario as the file of an experiment has it; everything has a default. */
export interface ScenarioInput extends ScenarioConditions {
  /** Its name in tables. Default: the topology and the fault. */
  readonly name?: string | undefined;
  /** `three-tier`, `boutique`, `random-N` or `random-N-SEED`, or a service graph of one's own. Default `three-tier`. */
  readonly topology?: string | TopologyInput | undefined;
  /** `type[:service[:severity]]`; null: drawn per seed. Default null. */
  readonly fault?: string | null | undefined;
  /** Faults per episode, 0 to 8. Default 1. */
  readonly faultCount?: number | undefined;
  /** Share of the episodes without a fault, 0 to 1. Default 0. */
  readonly faultFreeShare?: number | undefined;
  /** Steps after the first fault within which the others begin; null: drawn independently. Default null. */
  readonly faultGapSteps?: number | null | undefined;
  /** Healthy services that look anomalous, 0 to 3. Default 0. */
  readonly decoys?: number | undefined;
  /** What agents see besides metrics. Default: nothing. */
  readonly signals?: readonly Signal[] | undefined;
  /** Requests sampled per step, 1 to 200. Default 12. */
  readonly tracesPerStep?: number | undefined;
  /** Range that severities are drawn from. Default 0.4 to 1. */
  readonly severity?: readonly [least: number, most: number] | undefined;
  /** Measurement noise, 0 to 5; 1 is that of measuring every request. Default 1. */
  readonly noise?: number | undefined;
  /** How long remedies take: `realistic`, or the short `classic` ones of earlier results. Default `realistic`. */
  readonly timings?: TimingsName | undefined;
  /** Limits of the front service. Default: those of the environment. */
  readonly slo?: Partial<Slo> | undefined;
  /** Steps of 5 s, at most 100,000. Default: those of the experiment. */
  readonly steps?: number | undefined;
  /** Steps without faults at the start, 2 or more. Default 60. */
  readonly warmupSteps?: number | undefined;
  /** Delay of the telemetry (steps), 0 to 24. Default 0. */
  readonly telemetryDelaySteps?: number | undefined;
  /** Delay of the actions (steps), 0 to 24. Default 0. */
  readonly actionDelaySteps?: number | undefined;
  /** Limits within which agents may act. Default `DEFAULT_GUARDRAILS`. */
  readonly guardrails?: Partial<Guardrails> | undefined;
  /** By the name of an agent the parts that it has in this scenario in place of its own. Default: none. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, Grid>>>>;
  /** What changes in the course of a trial, by the episode from which on it is so. Default: nothing. */
  readonly phases?: readonly PhaseInput[];
  /** Lists of values by key, as `{ noise: [1, 2], "slo.latencyP95Ms": [220, 300] }`: the scenario stands for every combination. Default: for itself. */
  readonly grid?: Readonly<Record<string, readonly JsonValue[]>>;
}

/** How a scenario goes on from some episode of each trial: what is left out stays as it was at the beginning. */
export interface PhaseInput extends ScenarioConditions {
  /** First episode of the trial that is so, 2 or more. */
  readonly fromEpisode: number;
  /** As that of a scenario; its SLO is then the usual one of that system. */
  readonly topology?: string | TopologyInput;
  /** As that of a scenario. */
  readonly fault?: string | null;
  /** As that of a scenario. */
  readonly faultCount?: number;
  /** As that of a scenario. */
  readonly severity?: readonly [least: number, most: number];
  /** As that of a scenario. */
  readonly noise?: number;
  /** As that of a scenario. */
  readonly timings?: TimingsName;
}

/** An experiment as its file has it; only `name` and `agents` are required. */
export interface ExperimentInput {
  /** Path of the JSON Schema, for editors. */
  readonly $schema?: string | undefined;
  /** Its folder under `results/`: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** What the experiment is to answer, in a sentence. Default: none. */
  readonly question?: string | undefined;
  /** The agents to compare: names, or named agents with other parts. */
  readonly agents: readonly AgentInput[];
  /** The agent that the others are compared with. Default: `full` if it takes part, else the first. */
  readonly reference?: string | undefined;
  /** Default: a single one with all defaults. */
  readonly scenarios?: readonly ScenarioInput[] | undefined;
  /** Seeds of a trial: a list, or a range of which the next trial takes the next ones. Default: 1 to 100. */
  readonly seeds?:
    | readonly number[]
    | { readonly first?: number | undefined; readonly count?: number | undefined }
    | undefined;
  /** Trials of each agent: what it learns ends with a trial. Default 1. */
  readonly trials?: number | undefined;
  /** Steps of 5 s per episode, at most 100,000. Default 240. */
  readonly steps?: number | undefined;
  /** Columns to report. Default: SLO-violation steps, reward, detection delay, false-positive steps and relapses. */
  readonly metrics?: readonly EpisodeMetric[] | undefined;
  /** Confidence level of the intervals. Default 0.95. */
  readonly confidence?: number | undefined;
  /** Resamples of each bootstrap. Default 2000. */
  readonly resamples?: number | undefined;
  /** Permutations of each test. Default 9999. */
  readonly permutations?: number | undefined;
  /** Logs each decision in a breach, for off-policy estimates; absent: none is logged. */
  readonly decisions?: DecisionLogInput;
  /** What a resolved experiment says of its parts of one's own. */
  readonly own?: Readonly<Record<string, OwnOrigin>>;
}

/** How decisions are logged. */
export interface DecisionLogInput {
  /** Share of the decisions in a breach that are drawn at random, 0 to 1. Default 0. */
  readonly explore?: number | undefined;
  /** Agents, or policies of `full`, of which the log says what they would have done. Default none. */
  readonly shadows?: readonly string[] | undefined;
}

/** The values of `T` after the schema has filled in defaults, but for the keys `K`, which may still be absent. */
type Filled<T, K extends keyof T> =
  & { [P in Exclude<keyof T, K>]-?: Exclude<T[P], undefined> }
  & Pick<T, K>;

/** A scenario that has passed the schema. */
export type ParsedScenario = Filled<
  ScenarioInput,
  "name" | "steps" | "parts" | "phases" | "grid" | keyof ScenarioConditions
>;

/** An experiment that has passed the schema. */
export interface ParsedExperiment extends
  Filled<
    Omit<ExperimentInput, "scenarios" | "seeds" | "decisions">,
    "$schema" | "reference" | "own"
  > {
  /** At least one. */
  readonly scenarios: readonly ParsedScenario[];
  /** Seeds of a trial. */
  readonly seeds: readonly number[] | { readonly first: number; readonly count: number };
  /** How decisions are logged; absent: none is. */
  readonly decisions?: Filled<DecisionLogInput, never>;
}

/** Names appear in tables, file names and commands. */
const label = z.string().regex(/^[\w.+ =:-]{1,60}$/, "up to 60 letters, digits, spaces and . + = : - _");
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "small letters, digits and hyphens");
const wholeNumber = (least: number) => z.int().min(least);
/** Largest number of steps of an episode. */
const MAX_STEPS = 100_000;
/** Largest number of seeds of a trial. */
const MAX_SEEDS = 1_000_000;
/** Largest number of scenarios, and of entries of the list of agents. */
const MAX_ENTRIES = 1000;
const EACH_ONCE = "must name each once";
const allDiffer = (names: readonly string[]) => new Set(names).size === names.length;
const agentName = z.enum(agents.names as [string, ...string[]]);
const ownAgent = z.string().regex(/#/, { error: "a name, or PATH#EXPORT of one of one's own", abort: true });

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** Entries of a catalogue with parameters; where a list stands, each of its values takes part. Names and values are checked by the catalogue. */
function choices(names: readonly string[]) {
  const choice = z.union([
    oneByText(names),
    z.record(z.string(), z.union([scalar, z.array(scalar).min(1)])).meta({
      description: "{ name, parameter: value }; a list of values is a grid",
    }),
  ]);
  return z.union([choice, z.array(choice).min(1)]).exactOptional();
}

function oneByText(names: readonly string[]) {
  return z.string().meta({
    examples: names,
    description:
      "a name, or name:parameter=value,parameter=value; PATH#EXPORT in place of the name for one of one's own",
  });
}

/** One entry of a catalogue with parameters. */
function oneChoice(names: readonly string[]) {
  const byParameters = z.record(z.string(), scalar).meta({ description: "{ name, parameter: value }" });
  return z.union([oneByText(names), byParameters]).exactOptional();
}

const agent = z.strictObject({
  name: label.exactOptional().describe("what tables call it; made from the parts if absent"),
  agent: z.union([agentName, ownAgent]).describe(
    "the named agent to start from, or PATH#EXPORT of one of one's own",
  ),
  detector: choices(DETECTORS),
  threshold: choices(THRESHOLDS),
  diagnoser: choices(DIAGNOSERS),
  policy: choices(POLICIES),
  learns: z.boolean().exactOptional().describe("worked out anew; a resolved experiment has it"),
});

const partsInPlace = z.strictObject({
  detector: oneChoice(DETECTORS),
  threshold: oneChoice(THRESHOLDS),
  diagnoser: oneChoice(DIAGNOSERS),
  policy: oneChoice(POLICIES),
});

const phase = z.strictObject({
  fromEpisode: wholeNumber(2).describe("first episode of the trial that is so"),
  topology: z.union([z.string(), topologyInputSchema]).exactOptional().describe(
    "as that of a scenario; its SLO is then the usual one",
  ),
  fault: z.string().nullable().exactOptional().describe("type[:service[:severity]]; null: drawn per seed"),
  faultCount: wholeNumber(0).max(8).exactOptional().describe("faults an episode"),
  severity: z.tuple([z.number(), z.number()]).exactOptional().describe("severities to draw from"),
  noise: z.number().min(0).max(5).exactOptional().describe("noise of the measurements"),
  timings: z.enum(Object.keys(TIMINGS) as TimingsName[]).exactOptional().describe("how long remedies take"),
  ...CONDITIONS_SHAPE,
});

/** Largest number of changes in a trial. */
const MAX_PHASES = 100;

/** Checks the JSON of a scenario and fills in the defaults. */
export const scenarioSchema = z.strictObject({
  name: label.optional().describe("what tables call it; the topology and the fault if absent"),
  topology: z.union([z.string(), topologyInputSchema]).default("three-tier").describe(
    "three-tier, boutique, replicated, random-N or random-N-SEED, the path of a topology's JSON file from here, or the topology itself",
  ),
  fault: z.string().nullable().default(null).describe(
    "type[:service[:severity]], PATH#EXPORT in place of the type for one of one's own; null: drawn per seed",
  ),
  faultCount: wholeNumber(0).max(8).default(1).describe("faults an episode"),
  faultFreeShare: z.number().min(0).max(1).default(0).describe("share of the episodes without a fault"),
  faultGapSteps: wholeNumber(0).max(100).nullable().default(null).describe(
    "several faults begin within so many steps of the first; null: drawn independently",
  ),
  decoys: wholeNumber(0).max(3).default(0).describe("services that look odd and are innocent"),
  signals: z.array(z.enum(SIGNALS)).refine(allDiffer, EACH_ONCE).default([]).describe(
    "what agents see besides metrics",
  ),
  tracesPerStep: wholeNumber(1).max(200).default(12).describe("requests that are sampled in a step"),
  severity: z.tuple([z.number(), z.number()]).default([0.4, 1]).describe("severities to draw from"),
  noise: z.number().min(0).max(5).default(1).describe("noise of the measurements; 1 is that of all requests"),
  timings: z.enum(Object.keys(TIMINGS) as TimingsName[]).default("realistic").describe(
    "how long remedies take: realistic, or the short classic ones of earlier results",
  ),
  slo: z.strictObject({
    latencyP95Ms: z.number().positive().exactOptional(),
    errorRate: z.number().exactOptional(),
    ...OBJECTIVE_SHAPE,
  }).default({}).describe("limits of the front's p95 latency in ms and share of errors, or an error budget"),
  steps: wholeNumber(1).max(MAX_STEPS).optional().describe("steps of 5 s; the experiment's if absent"),
  warmupSteps: wholeNumber(2).max(MAX_STEPS).default(60).describe("steps at the start without faults"),
  telemetryDelaySteps: wholeNumber(0).max(24).default(0).describe("steps by which monitoring lags behind"),
  actionDelaySteps: wholeNumber(0).max(24).default(0).describe(
    "steps from an action to its being carried out",
  ),
  guardrails: GUARDRAILS_SCHEMA.default({}).describe("the limits within which agents may act"),
  parts: z.record(z.string(), partsInPlace).exactOptional().describe(
    "by the name of an agent the parts that it has in this scenario in place of its own",
  ),
  phases: z.array(phase).min(1).max(MAX_PHASES).exactOptional().describe(
    "what changes in the course of a trial: what is left out stays as it was at the beginning",
  ),
  grid: z.record(z.string(), z.array(z.json()).min(1)).exactOptional().describe(
    "lists of values by key, as noise or slo.latencyP95Ms: the scenario stands for every combination",
  ),
  ...CONDITIONS_SHAPE,
});

/** Checks the JSON of an experiment and fills in the defaults. */
export const experimentSchema: z.ZodType<ParsedExperiment, ExperimentInput> = z.strictObject({
  $schema: z.string().optional(),
  name: slug.describe("folder under results/"),
  question: z.string().max(300).default("").describe("what the experiment is to answer, in a sentence"),
  agents: z.array(z.union([agentName, ownAgent, agent])).min(1).max(MAX_ENTRIES),
  reference: z.string().optional().describe(
    "the agent that the others are compared with; full if it takes part, else the first",
  ),
  scenarios: z.array(scenarioSchema).min(1).max(MAX_ENTRIES).default(() => [scenarioSchema.parse({})]),
  seeds: z.union([
    z.array(wholeNumber(0)).min(1).max(MAX_SEEDS),
    z.strictObject({ first: wholeNumber(0).default(1), count: wholeNumber(1).max(MAX_SEEDS).default(100) }),
  ]).default({ first: 1, count: 100 }).describe("the seeds of a trial; the next trial takes the next ones"),
  trials: wholeNumber(1).max(10_000).default(1).describe(
    "lives of each agent: what it learns ends with a trial",
  ),
  steps: wholeNumber(1).max(MAX_STEPS).default(240).describe("steps of 5 s an episode"),
  metrics: z.array(z.enum(EPISODE_METRICS)).min(1).refine(allDiffer, EACH_ONCE)
    .default(["slo_steps", "total_reward", "detection_delay", "false_positive_steps", "flaps"]),
  confidence: z.number().gt(0.5).lt(1).default(0.95).describe("of the intervals"),
  resamples: wholeNumber(100).max(100_000).default(2000).describe("of each bootstrap"),
  permutations: wholeNumber(100).max(1e6).default(9999).describe("of each test"),
  decisions: z.strictObject({
    explore: z.number().min(0).max(1).default(0).describe(
      "share of the decisions in a breach that are drawn at random",
    ),
    shadows: z.array(z.string()).max(20).refine(allDiffer, EACH_ONCE).default([]).describe(
      "agents, or policies of full, of which the log says what they would have done",
    ),
  }).exactOptional().describe(
    "logs each decision in a breach with propensities and reward, for deno task ope: decisions/AGENT/SCENARIO.jsonl in the run's folder",
  ),
  own: z.record(
    z.string(),
    z.union([z.strictObject({ sha256: z.string() }), z.strictObject({ source: z.string() })]),
  ).exactOptional().describe("what a resolved experiment says of its parts of one's own"),
});

/** The schema as JSON Schema, for editors. */
export function experimentJsonSchema(): unknown {
  return z.toJSONSchema(experimentSchema, { io: "input" });
}

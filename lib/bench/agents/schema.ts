import { z } from "zod";
import { DETECTORS, THRESHOLDS } from "../../detect/mod.ts";
import { DIAGNOSERS } from "../../diagnose/mod.ts";
import { POLICIES } from "../../decide/mod.ts";
import { SIGNALS } from "../../simulator/mod.ts";
import { agents } from "../../run/trial.ts";
import { EPISODE_METRICS } from "./metrics.ts";

/** Names stand in tables, file names and commands. */
const label = z.string().regex(/^[\w.+ =:-]{1,60}$/, "up to 60 letters, digits, spaces and . + = : - _");
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "small letters, digits and hyphens");
const wholeNumber = (least: number) => z.int().min(least);
const agentName = z.enum(agents.names as [string, ...string[]]);

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** Entries of a catalogue with parameters; where a list stands, each of its values takes part. Names and values are checked by the catalogue. */
function choices(names: readonly string[]) {
  const choice = z.union([
    z.string().meta({ examples: names, description: "a name, or name:parameter=value,parameter=value" }),
    z.record(z.string(), z.union([scalar, z.array(scalar).min(1)])).meta({
      description: "{ name, parameter: value }; a list of values is a grid",
    }),
  ]);
  return z.union([choice, z.array(choice).min(1)]).exactOptional();
}

const agent = z.strictObject({
  name: label.exactOptional().describe("what tables call it; made from the parts if absent"),
  agent: agentName.describe("the named agent to start from"),
  detector: choices(DETECTORS),
  threshold: choices(THRESHOLDS),
  diagnoser: choices(DIAGNOSERS),
  policy: choices(POLICIES),
});

const guardrails = z.strictObject({
  restartCooldownSteps: wholeNumber(0).exactOptional(),
  clearCooldownSteps: wholeNumber(0).exactOptional(),
  leastReplicas: wholeNumber(1).exactOptional(),
  mostReplicas: wholeNumber(1).exactOptional(),
  leastTraffic: z.number().min(0).max(1).exactOptional(),
  mostActions: wholeNumber(0).exactOptional(),
  rateWindowSteps: wholeNumber(1).exactOptional(),
  disruptionSteps: wholeNumber(0).exactOptional(),
  undoAfterSteps: wholeNumber(1).exactOptional(),
});

const scenario = z.strictObject({
  name: label.optional().describe("what tables call it; the topology and the fault if absent"),
  topology: z.string().default("three-tier").describe(
    "three-tier, boutique, random-N or random-N-SEED",
  ),
  fault: z.string().nullable().default(null).describe("type[:service[:severity]]; null: drawn per seed"),
  faultCount: wholeNumber(0).max(8).default(1).describe("faults an episode"),
  faultFreeShare: z.number().min(0).max(1).default(0).describe("share of the episodes without a fault"),
  faultGapSteps: wholeNumber(0).max(100).nullable().default(null).describe(
    "several faults begin within so many steps of the first; null: drawn independently",
  ),
  decoys: wholeNumber(0).max(3).default(0).describe("services that look odd and are innocent"),
  signals: z.array(z.enum(SIGNALS)).default([]).describe("what agents see besides metrics"),
  tracesPerStep: wholeNumber(1).max(200).default(12).describe("requests that are sampled in a step"),
  severity: z.tuple([z.number(), z.number()]).default([0.4, 1]).describe("severities to draw from"),
  noise: z.number().min(0).max(5).default(1).describe("noise of the measurements; 1 is that of all requests"),
  slo: z.strictObject({
    latencyP95Ms: z.number().positive().exactOptional(),
    errorRate: z.number().exactOptional(),
  }).default({}).describe("limits of the front's p95 latency in ms and share of errors"),
  steps: wholeNumber(1).optional().describe("steps of 5 s; the experiment's if absent"),
  warmupSteps: wholeNumber(2).default(60).describe("steps at the start without faults"),
  telemetryDelaySteps: wholeNumber(0).max(24).default(0).describe("steps by which monitoring lags behind"),
  actionDelaySteps: wholeNumber(0).max(24).default(0).describe(
    "steps from an action to its being carried out",
  ),
  guardrails: guardrails.default({}).describe("the limits within which agents may act"),
});

/** An experiment as a user writes it down. */
export const experimentSchema = z.strictObject({
  $schema: z.string().optional(),
  name: slug.describe("folder under results/"),
  question: z.string().max(300).default("").describe("what the experiment is to answer, in a sentence"),
  agents: z.array(z.union([agentName, agent])).min(1),
  reference: z.string().optional().describe(
    "the agent that the others are compared with; full if it takes part, else the first",
  ),
  scenarios: z.array(scenario).min(1).default(() => [scenario.parse({})]),
  seeds: z.union([
    z.array(wholeNumber(0)).min(1),
    z.strictObject({ first: wholeNumber(0).default(1), count: wholeNumber(1).max(1e6).default(100) }),
  ]).default({ first: 1, count: 100 }).describe("the seeds of a trial; the next trial takes the next ones"),
  trials: wholeNumber(1).max(10_000).default(1).describe(
    "lives of each agent: what it learns ends with a trial",
  ),
  steps: wholeNumber(1).default(240).describe("steps of 5 s an episode"),
  metrics: z.array(z.enum(EPISODE_METRICS)).min(1)
    .default(["slo_steps", "total_reward", "detection_delay", "false_positive_steps", "flaps"]),
  confidence: z.number().gt(0.5).lt(1).default(0.95).describe("of the intervals"),
  resamples: wholeNumber(100).max(100_000).default(2000).describe("of each bootstrap"),
  permutations: wholeNumber(100).max(1e6).default(9999).describe("of each test"),
});

/** What may stand in an experiment's file. */
export type ExperimentInput = z.input<typeof experimentSchema>;

/** The schema as JSON Schema, for editors. */
export function experimentJsonSchema(): unknown {
  return z.toJSONSchema(experimentSchema, { io: "input" });
}

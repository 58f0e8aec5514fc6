import { z } from "zod";
import { listWith } from "../../../model/argument_schemas.ts";
import { requireName, UsageError } from "../../../model/mod.ts";
import { createStream } from "../../../random/mod.ts";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { MIN_BOOTSTRAP_CASES } from "../../../stats/estimates/resample.ts";
import { bcaMean, clusteredMean, type Estimate } from "../../../stats/mod.ts";

/** Episodes by agent. */
export const byAgentSchema: z.ZodType<ByAgent> = z.record(
  z.string(),
  listWith({ seed: "number", slo_steps: "number" }),
) as unknown as z.ZodType<ByAgent>;

/** Episodes of several agents by agent name. */
export type ByAgent = Readonly<Record<string, readonly EpisodeRecord[]>>;

/** How an outcome is described. */
export interface OutcomeInfo {
  /** Name with the unit. */
  readonly name: string;
  /** Whether less or more of it is better. */
  readonly better: "less" | "more";
  /** Comparative of the outcome: "fewer" for counted ones. */
  readonly less: "fewer" | "less";
  /** Decimals of its mean. */
  readonly digits: number;
}

/** A column of the results that pictures can compare agents by. */
export type Outcome =
  | "slo_steps"
  | "total_reward"
  | "sustained_recovery"
  | "mttr_proxy"
  | "detection_delay"
  | "anomaly_steps"
  | "false_positive_steps"
  | "diagnosis_right"
  | "flaps"
  | "refused_actions"
  | "capacity_cost"
  | "shed_cost"
  | "false_acts"
  | "false_act_cost"
  | "budget_left";

const OUTCOMES: Readonly<Record<Outcome, OutcomeInfo>> = {
  slo_steps: { name: "SLO-violation steps", better: "less", less: "fewer", digits: 1 },
  total_reward: { name: "total reward", better: "more", less: "less", digits: 1 },
  sustained_recovery: { name: "steps to lasting recovery", better: "less", less: "fewer", digits: 1 },
  mttr_proxy: { name: "steps to first recovery", better: "less", less: "fewer", digits: 1 },
  detection_delay: { name: "steps from fault to alarm", better: "less", less: "fewer", digits: 1 },
  anomaly_steps: { name: "flagged steps", better: "less", less: "fewer", digits: 1 },
  false_positive_steps: { name: "false-positive steps", better: "less", less: "fewer", digits: 2 },
  diagnosis_right: { name: "share of right diagnoses", better: "more", less: "less", digits: 2 },
  flaps: { name: "relapses", better: "less", less: "fewer", digits: 2 },
  refused_actions: { name: "refused actions", better: "less", less: "fewer", digits: 1 },
  capacity_cost: { name: "added replica-steps", better: "less", less: "fewer", digits: 1 },
  shed_cost: { name: "steps' worth of traffic turned away", better: "less", less: "fewer", digits: 2 },
  false_acts: { name: "actions without a fault", better: "less", less: "fewer", digits: 2 },
  false_act_cost: { name: "reward lost by actions without a fault", better: "less", less: "less", digits: 2 },
  budget_left: { name: "share of the error budget left", better: "more", less: "less", digits: 3 },
};

/**
 * The description of an outcome.
 *
 * @throws {UsageError} for an unknown one, with the nearest name
 */
export function outcomeInfo(outcome: Outcome): OutcomeInfo {
  return OUTCOMES[requireName("metric", outcome, Object.keys(OUTCOMES) as Outcome[])];
}

/** The label of an axis. */
export function axisLabel({ name, better, less }: OutcomeInfo): string {
  return `${name} per episode (${better === "less" ? less : "more"} is better)`;
}

/** The outcome of one episode; null if it has none. A correct diagnosis counts 1, an incorrect one 0. */
export function outcomeOf(record: EpisodeRecord, outcome: Outcome): number | null {
  const value = record[outcome];
  return value === null ? null : Number(value);
}

/** The outcomes of all episodes that have one. */
export function outcomesOf(records: readonly EpisodeRecord[], outcome: Outcome): number[] {
  return records.map((record) => outcomeOf(record, outcome)).filter((value) => value !== null);
}

/**
 * The mean with its 95 % bootstrap interval, over whole trials if there are several, since the episodes of a learning
 * agent are correlated. The same episodes give the same bytes.
 */
export function meanOutcome(records: readonly EpisodeRecord[], outcome: Outcome): Estimate {
  const values = outcomesOf(records, outcome);
  const trials = records.filter((record) => outcomeOf(record, outcome) !== null).map(({ trial }) => trial);
  return new Set(trials).size > 1
    ? clusteredMean(values, trials, resampling())
    : bcaMean(values, resampling());
}

/**
 * What the intervals of a picture rest on, or that there is too little for any.
 *
 * @param kind of the intervals
 */
export function intervalsText(byAgent: ByAgent, kind = "bootstrap intervals"): string {
  const trials = new Set(Object.values(byAgent).flat().map(({ trial }) => trial)).size;
  const fewest = trials > 1 ? trials : Math.min(...Object.values(byAgent).map(({ length }) => length));
  const unit = trials > 1 ? "trials" : "episodes";
  if (fewest < MIN_BOOTSTRAP_CASES) {
    return `without intervals: ${fewest === 1 ? "one episode is" : `${fewest} ${unit} are`} too few`;
  }
  return `with 95 % ${kind}${trials > 1 ? ` over ${trials} trials` : ""}`;
}

/** Random numbers for intervals, from the same stream as in reports. */
export function resampling(): { next: () => number } {
  return { next: createStream("bootstrap").next };
}

/**
 * The agents with their episodes.
 *
 * @throws {UsageError} without agents, or for one without episodes
 */
export function agentsWithEpisodes(byAgent: ByAgent): [string, readonly EpisodeRecord[]][] {
  const entries = Object.entries(byAgent);
  if (entries.length === 0) throw new UsageError("A picture of agents needs at least one agent, found none");
  for (const [agent, records] of entries) {
    if (records.length === 0) {
      throw new UsageError(`A picture of agents needs episodes of each, found none of "${agent}"`);
    }
  }
  return entries;
}

import {
  METRIC_COUNT,
  type MetricTable,
  type ParametersOf,
  REQUEST_RATE,
  serviceIndex,
} from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { type Baseline, knowsLoad, learnBaseline } from "../metrics/baseline.ts";
import { type Hypothesis, RULE_PARAMETERS, RULES, type Scene } from "./graph_rules.ts";

/** What the rules make of a window. */
export interface RuleOpinion {
  /** Whether every metric that the rules ask for was measured. */
  readonly isComplete: boolean;
  /** What the first rule that fits says; absent if none does. */
  readonly hypothesis?: Hypothesis;
}

/** The thresholds of the rules where none are given. */
const RULE_DEFAULTS = Object.fromEntries(
  Object.entries(RULE_PARAMETERS).map(([name, { facts }]) => [name, facts.default]),
) as ParametersOf<typeof RULE_PARAMETERS>;

/** Latest observations that the evidence is averaged over where nothing else is said. */
export const RULE_ROWS = 2;

/** Learns from the window before, for a context with a topology; the function returned applies the rules to the window after. */
export function learnRules(
  context: DiagnoserContext,
  before: MetricTable,
  { latestRows = RULE_ROWS, limits = RULE_DEFAULTS }: {
    readonly latestRows?: number;
    readonly limits?: ParametersOf<typeof RULE_PARAMETERS>;
  } = {},
): (after: MetricTable) => RuleOpinion {
  const topology = context.topology!;
  const index = new Map(topology.services.map(({ name }, i) => [name, i]));
  const baseline = knowsLoad(context, before) ? learnBaseline(topology, before) : undefined;
  const front = serviceIndex(topology, topology.front);
  return ({ columns, timesSeconds }) => {
    if (baseline === undefined || timesSeconds.length === 0) return { isComplete: false };
    const levels = columns.map((column) => latestMean(column, latestRows));
    if (!isComplete(levels, baseline)) return { isComplete: false };
    const now = (service: number, metric: number) => levels[service * METRIC_COUNT + metric]!;
    const scene: Scene = {
      limits,
      topology,
      front,
      baseline,
      now,
      rateOf: (service) => now(service, REQUEST_RATE),
      latestRateOf: (service) => columns[service * METRIC_COUNT + REQUEST_RATE]!.at(-1) ?? NaN,
      index: (name) => index.get(name)!,
    };
    const hypothesis = RULES.map((rule) => rule(scene)).find((found) => found !== undefined);
    return { isComplete: true, ...(hypothesis && { hypothesis }) };
  };
}

function isComplete(levels: readonly number[], baseline: Baseline): boolean {
  return levels.every((level, i) =>
    !Number.isNaN(level) && !Number.isNaN(baseline.usual(Math.floor(i / METRIC_COUNT), i % METRIC_COUNT))
  );
}

/** The mean of what was measured in the latest rows; NaN if nothing was. */
function latestMean(column: Float64Array, rows: number): number {
  let [sum, measured] = [0, 0];
  for (let i = Math.max(0, column.length - rows); i < column.length; i++) {
    if (Number.isNaN(column[i])) continue;
    sum += column[i]!;
    measured++;
  }
  return measured > 0 ? sum / measured : NaN;
}

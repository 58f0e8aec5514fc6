import { type Indicator, number, oneOf, type ParametersOf } from "../../model/mod.ts";
import { sampleQuantile } from "../../stats/samples/quantiles.ts";
import type { Learner } from "../diagnoser.ts";
import { present } from "./deviations.ts";
import { DEVIATION_PARAMETERS, diagnosisOf, filled } from "./metric_deviation.ts";

/** The parameters of BARO's RobustScorer. */
export const ROBUST_SCORER_PARAMETERS = {
  ...DEVIATION_PARAMETERS,
  memoryUnit: number({
    about: "what rises of memory are divided by if its quartiles are equal; 1e6 as published, for bytes",
    unit: "units of the memory metric",
    range: [1e-9, 1e12],
    default: 1e6,
  }),
  constants: oneOf(["last", "omit"], {
    about:
      "metrics that were constant count if no other rises above the alarm (last), or never, as published (omit)",
  }),
};

/** One metric before the incident. */
interface Learnt {
  readonly median: number;
  /** Interquartile range; where that is 0, 1 in the metric's unit, as scikit-learn's RobustScaler has it. */
  readonly spread: number;
  readonly constant: boolean;
  /** The last value, which missing ones after it repeat. */
  readonly last: number;
}

/** The rise of one metric, in spreads; NaN if it has no value. */
interface Rise {
  readonly score: number;
  /** Whether the metric is constant in either window. */
  readonly constant: boolean;
}

/**
 * BARO's RobustScorer: ranks metrics by their largest rise above the median of the window before, in interquartile ranges, and each
 * service by its best metric. Metrics that are constant in either window are left out, as published, as long as any other rises above
 * the alarm. If none does, they count too: those that moved from a constant in hundredths of the larger of their levels then and now.
 */
export function rankByRobustScorer(
  services: readonly string[],
  { memoryUnit, missing, alarm, constants }: ParametersOf<typeof ROBUST_SCORER_PARAMETERS>,
): Learner {
  const values = (column: Float64Array, last?: number) =>
    missing === "fill" ? filled(column, last) : present(column);
  const unit = ({ role }: Indicator) => role === "memory" ? memoryUnit : 1;
  return ({ metrics: before }) => {
    const learnt = before.columns.map((column, i) =>
      learnColumn(values(column), unit(before.indicators[i]!))
    );
    return ({ metrics }) => {
      const rises = metrics.columns.map((column, i) =>
        largestRise(values(column, learnt[i]!.last), learnt[i]!)
      );
      const published = rises.map(({ score, constant }) => constant ? NaN : score);
      const tells = constants === "omit" || published.some((score) => score > alarm);
      const scores = tells ? published : rises.map(({ score }) => score);
      return diagnosisOf(services, metrics, { scores, alarm });
    };
  };
}

function learnColumn(values: Float64Array, unit: number): Learnt {
  const sorted = values.toSorted();
  const at = (p: number) => sampleQuantile(sorted, p);
  const range = at(0.75) - at(0.25);
  return {
    median: at(0.5),
    spread: range > MIN_RANGE ? range : unit,
    constant: isConstant(values),
    last: values.at(-1) ?? 0,
  };
}

function largestRise(values: Float64Array, { median, spread, constant }: Learnt): Rise {
  const highest = values.reduce((most, x) => Math.max(most, x), -Infinity);
  const rise = highest - median;
  const still = isConstant(values);
  if (!Number.isFinite(rise) || (constant && still && rise === 0)) return { score: NaN, constant: true };
  const score = constant
    ? rise / (CONSTANT_SHARE * Math.max(Math.abs(median), Math.abs(highest)))
    : rise / spread;
  return { score, constant: constant || still };
}

/** The spread of a metric that was constant, as a share of its level before or now, whichever is larger. */
const CONSTANT_SHARE = 0.01;

/** Ranges up to this count as 0, as in scikit-learn's scalers. */
const MIN_RANGE = 10 * Number.EPSILON;

function isConstant(values: Float64Array): boolean {
  return values.every((x) => x === values[0]);
}

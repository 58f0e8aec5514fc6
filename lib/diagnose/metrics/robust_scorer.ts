import { type Indicator, oneOf, type ParametersOf } from "../../model/mod.ts";
import { isConstant } from "../../stats/samples/constant.ts";
import { sampleQuantile } from "../../stats/samples/quantiles.ts";
import type { Learner } from "../diagnoser.ts";
import { present } from "./deviations.ts";
import { DEVIATION_PARAMETERS, diagnosisOf, filled } from "./metric_deviation.ts";
import { deviation, type Scale } from "./scale.ts";

/** The parameters of BARO's RobustScorer. */
export const ROBUST_SCORER_PARAMETERS = {
  ...DEVIATION_PARAMETERS,
  constants: oneOf(["levels", "published"], {
    about:
      "metrics that were constant count, if no other rises above the alarm, in hundredths of their level (levels), or never (published)",
  }),
};

/** One metric before the incident. */
interface Learnt {
  readonly scale: Scale;
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
 * the alarm. If none does, they count too, each by its own level (see `spreadAt`), whatever its unit.
 */
export function rankByRobustScorer(
  services: readonly string[],
  { missing, alarm, constants }: ParametersOf<typeof ROBUST_SCORER_PARAMETERS>,
): Learner {
  const published = constants === "published";
  // What was never recorded stays missing: a metric that begins or ends with the incident has not risen.
  const valuesOf = (column: Float64Array, last?: number) =>
    present(missing === "skip" || column.every(Number.isNaN) ? column : filled(column, last));
  return ({ metrics: before }) => {
    const learnt = before.columns.map((column, i): Learnt => {
      const values = valuesOf(column);
      return {
        scale: quartileScale(values, before.indicators[i]!),
        constant: isConstant(values),
        last: values.at(-1) ?? 0,
      };
    });
    return ({ metrics }) => {
      const rises = metrics.columns.map((column, i) =>
        largestRise(valuesOf(column, learnt[i]!.last), learnt[i]!)
      );
      const varied = rises.map(({ score, constant }) => constant ? NaN : score);
      const tells = published || varied.some((score) => score > alarm);
      const scores = tells ? varied : rises.map(({ score }) => score);
      return diagnosisOf(services, metrics, { scores, alarm });
    };
  };
}

/**
 * Median and interquartile range; where that is 0 though the metric varies, 1 in its unit, as scikit-learn's RobustScaler has it, and a
 * megabyte for memory, as in RCAEval's preparation.
 */
function quartileScale(values: Float64Array, { role }: Indicator): Scale {
  const sorted = values.toSorted();
  const at = (p: number) => sampleQuantile(sorted, p);
  const range = at(0.75) - at(0.25);
  const spread = range > MIN_RANGE ? range : isConstant(values) ? 0 : role === "memory" ? MEGABYTE : 1;
  return { centre: at(0.5), spread };
}

function largestRise(values: Float64Array, { scale, constant }: Learnt): Rise {
  const still = isConstant(values);
  const score = values.reduce((most, x) => Math.max(most, deviation(x, scale)), -Infinity);
  const nothing = !Number.isFinite(score) || (constant && still && score === 0);
  return nothing ? { score: NaN, constant: true } : { score, constant: constant || still };
}

/** Ranges up to this count as 0, as in scikit-learn's scalers. */
const MIN_RANGE = 10 * Number.EPSILON;
/** What RCAEval's preparation divides memory by, in bytes. */
const MEGABYTE = 1e6;

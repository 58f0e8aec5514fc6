import type { Entry, ParameterShape, ParametersOf, ParameterValue } from "../../model/mod.ts";
import { pow } from "../../stats/mod.ts";
import { episodeSums, type WeightedLog } from "./weighted_log.ts";
import type { Ratio } from "./ratios.ts";

/** A parameter that trades bias for variance, and what it may be. */
export interface Tuning {
  /** Its name. */
  readonly parameter: string;
  /** The values to choose from for weights up to this one, the least bias first. */
  values(largestWeight: number): readonly number[];
}

/** An off-policy estimator of the catalogue. */
export interface EstimatorEntry extends Entry {
  /** Whether it judges each decision by itself, or whole episodes with all that a decision leads to. */
  readonly judges: "decisions" | "episodes";
  /** Whether it reads the predictions of a reward model. */
  readonly needsModel: boolean;
  /** The parameter that is chosen by SLOPE where nobody gives one. */
  readonly tuning?: Tuning;
  /** The estimate as a sum of ratios, see `valueOf`. */
  ratios(log: WeightedLog, parameters: Readonly<Record<string, ParameterValue>>): readonly Ratio[];
}

/** What a one-step estimator is made of. */
export interface StepEstimator<S extends ParameterShape> extends Entry {
  readonly parameters?: S;
  readonly tuning?: Tuning;
  /** Whether the reward model's predictions are the base that weighted residuals correct. */
  readonly needsModel: boolean;
  /** Whether the corrections are divided by the sum of the weights, in place of the number of decisions. */
  readonly selfNormalised?: boolean;
  /** What a weight becomes before it is used; absent: it stays as it is. */
  readonly weight?: (weight: number, parameters: ParametersOf<S>) => number;
}

/**
 * A one-step estimator: the mean of the model's predictions plus sum(w (r - q)) / n, or over sum(w) where it is self-normalised; without a
 * model both predictions are 0.
 */
export function stepEstimator<const S extends ParameterShape>(
  { needsModel, selfNormalised = false, weight = (w) => w, ...entry }: StepEstimator<S>,
): EstimatorEntry {
  return {
    ...entry,
    judges: "decisions",
    needsModel,
    ratios: (log, parameters) => {
      const { rewards, weights, expectedOfLogged, expectedOfTarget } = log;
      const used = weights.map((w) => weight(w, parameters as ParametersOf<S>));
      const sizes = episodeSums(log, () => 1);
      const base = (i: number) => needsModel ? expectedOfTarget[i]! : 0;
      const correction = (i: number) => {
        // A weight of 0 counts nothing, whatever the model says of an action that it never saw.
        return used[i] === 0 ? 0 : used[i]! * (rewards[i]! - (needsModel ? expectedOfLogged[i]! : 0));
      };
      if (!selfNormalised) {
        return [{ numerators: episodeSums(log, (i) => base(i) + correction(i)), denominators: sizes }];
      }
      const normalised = {
        numerators: episodeSums(log, correction),
        denominators: episodeSums(log, (i) => used[i]!),
      };
      return needsModel
        ? [{ numerators: episodeSums(log, base), denominators: sizes }, normalised]
        : [normalised];
    },
  };
}

/** Values from a largest one down to a least one in equal ratios. */
export function fallingValues(largest: number, least: number, count = 12): number[] {
  const from = Math.max(largest, least);
  return Array.from({ length: count }, (_, k) => from * pow(least / from, k / (count - 1)));
}

import { z } from "zod";
import { anyNumber, numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";

const EXCESS_AT_ARGUMENTS = z.object({
  probability: z.number().min(0).max(1),
  tail: z.object({ shape: anyNumber, scale: anyNumber }),
});
const FIT_GENERALISED_PARETO_ARGUMENTS = z.object({
  excesses: numbers,
  options: z.strictObject({
    prior: z.object({ shape: z.number(), weight: z.number().min(0) }).optional(),
    censoredBeyond: anyNumber.optional(),
  }),
});
/** The generalised Pareto distribution: P(X > x) = (1 + shape x / scale)^(-1 / shape) for x >= 0; exponential if the shape is 0. */
export interface GeneralisedPareto {
  /** 0 is exponential, above 0 heavier. */
  readonly shape: number;
  /** Above 0. */
  readonly scale: number;
}

/** Shapes closer to 0 count as 0: the general formulas would lose their digits. */
const MIN_SHAPE_SIZE = 1e-8;
/** Points on either side of 0 of the grid that is searched first, and steps of the golden section that follow. */
const GRID = 24;
const GOLDEN_STEPS = 40;
/** Limits of the shape: at -1/2 and below maximum likelihood breaks down, from 1 on there is no mean. */
const SHAPES = { min: -0.5, max: 1 };

/**
 * The excess that is exceeded with a probability.
 *
 * @param probability in (0, 1]
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function excessAt(probability: number, tail: GeneralisedPareto): number {
  checkOptions("excessAt", EXCESS_AT_ARGUMENTS, { probability, tail });
  const { shape, scale } = tail;
  const log = -Math.log(probability);
  return Math.abs(shape) < MIN_SHAPE_SIZE ? scale * log : scale * Math.expm1(shape * log) / shape;
}

/** A prior of the shape. */
export interface ShapePrior {
  /** The shape that fits are drawn towards. */
  readonly shape: number;
  /** The number of excesses that it weighs as much as, 0 or more. */
  readonly weight: number;
}

/** How a distribution is fitted. */
export interface FitOptions {
  /** Default: none. */
  readonly prior?: ShapePrior;
  /** Excesses beyond this are censored: only their number counts, so that outliers among them do little harm. Default: none. */
  readonly censoredBeyond?: number;
}

/**
 * Fits a generalised Pareto distribution by maximum likelihood. For theta = shape / scale the best shape is the mean of
 * log(1 + theta x), so that only theta has to be searched (Grimshaw, "Computing maximum likelihood estimates for the generalized Pareto
 * distribution", Technometrics 1993). With censored excesses the sum is divided by the number of uncensored ones.
 *
 * @param excesses above 0, one or more, not all of them censored
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function fitGeneralisedPareto(
  excesses: ArrayLike<number>,
  options: FitOptions = {},
): GeneralisedPareto {
  checkOptions("fitGeneralisedPareto", FIT_GENERALISED_PARETO_ARGUMENTS, { excesses, options });
  const { prior = { shape: 0, weight: 0 }, censoredBeyond = Infinity } = options;
  const seen: number[] = [];
  let [sum, largest] = [0, 0];
  for (let i = 0; i < excesses.length; i++) {
    const excess = Math.min(excesses[i]!, censoredBeyond);
    sum += excess;
    largest = Math.max(largest, excess);
    if (excesses[i]! <= censoredBeyond) seen.push(excess);
  }
  const { length } = seen;
  const censored = excesses.length - length;
  const mean = sum / length;
  /** The mean of log(1 + theta x) over the uncensored excesses, and the best shape for theta. */
  const logsAt = (theta: number) => {
    let logs = 0;
    for (let i = 0; i < length; i++) logs += Math.log1p(theta * seen[i]!);
    const beyond = censored > 0 ? censored * Math.log1p(theta * censoredBeyond) : 0;
    return { logs: logs / length, shape: (logs + beyond) / length };
  };
  /** Log-likelihood per uncensored excess, without the constant, plus the log prior of the shape. */
  const likelihood = (theta: number) => {
    const { logs, shape } = logsAt(theta);
    if (!(shape > SHAPES.min && shape < SHAPES.max)) return -Infinity;
    const scale = Math.abs(shape) < MIN_SHAPE_SIZE ? mean : shape / theta;
    return -Math.log(scale) - logs - 1 - prior.weight / length * (shape - prior.shape) ** 2 / 2;
  };
  const theta = maximumOf(likelihood, -(1 - 1e-6) / largest, 20 / mean);
  const { shape } = logsAt(theta);
  return Math.abs(shape) < MIN_SHAPE_SIZE ? { shape: 0, scale: mean } : { shape, scale: shape / theta };
}

/** The maximum of a function with one peak near 0, between a negative and a positive limit: a grid, then golden sections. */
function maximumOf(f: (x: number) => number, low: number, high: number): number {
  // Finer towards 0, where most maxima lie.
  const grid = Array.from({ length: 2 * GRID + 1 }, (_, i) => {
    const share = (i - GRID) / GRID;
    return (share < 0 ? -low : high) * share * share * Math.sign(share);
  });
  let best = GRID;
  const heights = grid.map(f);
  heights.forEach((height, i) => {
    if (height > heights[best]!) best = i;
  });
  let [left, right] = [grid[Math.max(0, best - 1)]!, grid[Math.min(2 * GRID, best + 1)]!];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < GOLDEN_STEPS; i++) {
    const width = golden * (right - left);
    if (f(right - width) > f(left + width)) right = left + width;
    else left = right - width;
  }
  return (left + right) / 2;
}

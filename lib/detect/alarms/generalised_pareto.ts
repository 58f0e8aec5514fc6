/** The generalised Pareto distribution: P(X > x) = (1 + shape x / scale)^(-1/shape) for x of 0 or more; exponential where the shape is 0. */
export interface GeneralisedPareto {
  readonly shape: number;
  /** Above 0. */
  readonly scale: number;
}

/** Below this the shape counts as 0: the formulas with it would lose their digits. */
const FLAT = 1e-8;
/** Points of the grid over the one parameter that is searched, before the best of them is refined. */
const GRID = 24;
const REFINEMENTS = 40;
/** Shapes beyond these are no tail of anything: at -1/2 and below maximum likelihood breaks down, from 1 on there is no mean. */
const SHAPES = { least: -0.5, most: 1 };

/**
 * The excess that so large a share of all excesses passes.
 *
 * @param probability in (0, 1]
 */
export function excessAt(probability: number, { shape, scale }: GeneralisedPareto): number {
  const log = -Math.log(probability);
  return Math.abs(shape) < FLAT ? scale * log : scale * Math.expm1(shape * log) / shape;
}

/** What is thought of the shape before any excess is seen. */
export interface ShapeBelief {
  readonly shape: number;
  /** So many imagined excesses speak for it, 0 or more. */
  readonly worth: number;
}

/** How a distribution is fitted. */
export interface FitOptions {
  /** What the shape is drawn towards; default nothing. */
  readonly belief?: ShapeBelief;
  /** Excesses beyond this count as lying beyond it, wherever they lie: those that do not belong here then do little harm. Default none. */
  readonly censoredBeyond?: number;
}

/**
 * Fits a generalised Pareto distribution by maximum likelihood. With theta = shape / scale the best shape is the mean of
 * log(1 + theta x), so that one parameter is left to search (Grimshaw, "Computing maximum likelihood estimates for the generalized
 * Pareto distribution", Technometrics 1993). With censored excesses the sum is divided by the number of the others.
 *
 * @param excesses above 0, one or more, not all of them censored
 */
export function fitGeneralisedPareto(
  excesses: ArrayLike<number>,
  { belief = { shape: 0, worth: 0 }, censoredBeyond = Infinity }: FitOptions = {},
): GeneralisedPareto {
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
  /** The mean of log(1 + theta x) over those that are not censored, and the shape that is best for theta. */
  const logsAt = (theta: number) => {
    let logs = 0;
    for (let i = 0; i < length; i++) logs += Math.log1p(theta * seen[i]!);
    const beyond = censored > 0 ? censored * Math.log1p(theta * censoredBeyond) : 0;
    return { logs: logs / length, shape: (logs + beyond) / length };
  };
  /** Log-likelihood for each excess that is not censored, without the constant, less what speaks against the shape. */
  const likelihood = (theta: number) => {
    const { logs, shape } = logsAt(theta);
    if (!(shape > SHAPES.least && shape < SHAPES.most)) return -Infinity;
    const scale = Math.abs(shape) < FLAT ? mean : shape / theta;
    return -Math.log(scale) - logs - 1 - belief.worth / length * (shape - belief.shape) ** 2 / 2;
  };
  const theta = highest(likelihood, -(1 - 1e-6) / largest, 20 / mean);
  const { shape } = logsAt(theta);
  return Math.abs(shape) < FLAT ? { shape: 0, scale: mean } : { shape, scale: shape / theta };
}

/** Where a function with one peak near 0 is highest between two limits, of which the lower is below 0: a grid, then the golden section. */
function highest(f: (x: number) => number, low: number, high: number): number {
  // Finer towards 0, where most fits end.
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
  for (let i = 0; i < REFINEMENTS; i++) {
    const width = golden * (right - left);
    if (f(right - width) > f(left + width)) right = left + width;
    else left = right - width;
  }
  return (left + right) / 2;
}

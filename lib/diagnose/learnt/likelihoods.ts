import { KINDS } from "./scorer.ts";

/** Bounds between the bins of one feature. Values are counted by the bin they fall in. */
export interface Binning {
  readonly feature: string;
  readonly bounds: readonly number[];
}

/** How often each bin was seen at services at fault, by kind, and at innocent ones. */
export interface Likelihoods {
  readonly bins: readonly Binning[];
  /** Per kind, per feature: log of the probability of each bin there against innocent services, nats. */
  readonly logRatios: readonly (readonly (readonly number[])[])[];
  /** Log of each kind's share of the incidents. */
  readonly logPrior: readonly number[];
  /** Features are not independent: their sum is divided by this. */
  readonly temper: number;
}

/** The bin of a value: how many bounds it has reached. */
export function binOf(value: number, bounds: readonly number[]): number {
  let bin = 0;
  while (bin < bounds.length && value >= bounds[bin]!) bin++;
  return bin;
}

/** One service of one incident to learn from. */
export interface Sample {
  readonly values: ArrayLike<number>;
  /** Index of the kind of fault, -1 for an innocent service. */
  readonly kind: number;
}

/** Counts that every bin is given in advance (Laplace's rule of succession). */
const IN_ADVANCE = 0.5;

/**
 * Learns histograms of each feature, per kind of fault and for the innocent.
 *
 * @param samples values in the order of `features`
 */
export function learnLikelihoods(
  samples: Iterable<Sample>,
  { bins, temper }: Pick<Likelihoods, "bins" | "temper">,
): Likelihoods {
  const innocent = KINDS.length;
  const counts = Array.from(
    { length: KINDS.length + 1 },
    () => bins.map(({ bounds }) => new Float64Array(bounds.length + 1).fill(IN_ADVANCE)),
  );
  const seen = new Float64Array(KINDS.length + 1);
  for (const { values, kind } of samples) {
    const row = kind < 0 ? innocent : kind;
    seen[row]!++;
    bins.forEach(({ bounds }, f) => counts[row]![f]![binOf(values[f]!, bounds)]!++);
  }
  const shares = counts.map((row) =>
    row.map((bin) => bin.map((count) => Math.log(count / bin.reduce((a, b) => a + b))))
  );
  const faulty = KINDS.reduce((sum, _, k) => sum + seen[k]! + 1, 0);
  return {
    bins,
    logRatios: KINDS.map((_, k) =>
      shares[k]!.map((bin, f) => Array.from(bin, (x, b) => x - shares[innocent]![f]![b]!))
    ),
    logPrior: KINDS.map((_, k) => Math.log((seen[k]! + 1) / faulty)),
    temper,
  };
}

/** The log of how much likelier a service's features are under each kind of fault than under innocence, nats. */
export function logLikelihoodRatios(
  values: ArrayLike<number>,
  { bins, logRatios, temper }: Likelihoods,
): number[] {
  const binned = bins.map(({ bounds }, f) => binOf(values[f]!, bounds));
  return logRatios.map((features) => features.reduce((sum, bin, f) => sum + bin[binned[f]!]!, 0) / temper);
}

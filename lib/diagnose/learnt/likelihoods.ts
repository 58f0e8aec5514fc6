import { KINDS } from "./scorer.ts";

/** The bounds between the bins of one feature. */
export interface Binning {
  readonly feature: string;
  readonly bounds: readonly number[];
}

/** Histograms of the features of faulty services, by kind of fault, relative to those of healthy services. */
export interface Likelihoods {
  readonly bins: readonly Binning[];
  /** Per kind and feature the log of the ratio of each bin's probability to that at healthy services, in nats. */
  readonly logRatios: readonly (readonly (readonly number[])[])[];
  /** Log of the share of each kind among the incidents. */
  readonly logPrior: readonly number[];
  /** Divides the sum over features, because they are not independent. */
  readonly temper: number;
}

/** The bin of a value: the number of bounds that it reaches; NaN for a missing one. */
export function binOf(value: number, bounds: readonly number[]): number {
  if (Number.isNaN(value)) return NaN;
  let bin = 0;
  while (bin < bounds.length && value >= bounds[bin]!) bin++;
  return bin;
}

/** One service of one incident to learn from. */
export interface Sample {
  readonly values: ArrayLike<number>;
  /** Index of the kind of fault, -1 for a healthy service. */
  readonly kind: number;
}

/** The pseudocount of each bin (the Krichevsky-Trofimov estimator). */
const PSEUDOCOUNT = 0.5;

/**
 * Learns histograms of each feature, per kind of fault and for healthy services.
 *
 * @param samples values in the order of `features`
 */
export function learnLikelihoods(
  samples: Iterable<Sample>,
  { bins, temper }: Pick<Likelihoods, "bins" | "temper">,
): Likelihoods {
  const healthy = KINDS.length;
  const counts = Array.from(
    { length: KINDS.length + 1 },
    () => bins.map(({ bounds }) => new Float64Array(bounds.length + 1).fill(PSEUDOCOUNT)),
  );
  const seen = new Float64Array(KINDS.length + 1);
  for (const { values, kind } of samples) {
    const row = kind < 0 ? healthy : kind;
    seen[row]!++;
    bins.forEach(({ bounds }, f) => {
      const bin = binOf(values[f]!, bounds);
      if (!Number.isNaN(bin)) counts[row]![f]![bin]!++;
    });
  }
  const shares = counts.map((row) =>
    row.map((bin) => bin.map((count) => Math.log(count / bin.reduce((a, b) => a + b))))
  );
  const faulty = KINDS.reduce((sum, _, k) => sum + seen[k]! + 1, 0);
  return {
    bins,
    logRatios: KINDS.map((_, k) =>
      shares[k]!.map((bin, f) => Array.from(bin, (x, b) => x - shares[healthy]![f]![b]!))
    ),
    logPrior: KINDS.map((_, k) => Math.log((seen[k]! + 1) / faulty)),
    temper,
  };
}

/**
 * The log likelihood ratio of a service's features under each kind of fault to those of a healthy service, in nats. What is missing (NaN)
 * has no term.
 */
export function logLikelihoodRatios(
  values: ArrayLike<number>,
  { bins, logRatios, temper }: Likelihoods,
): number[] {
  const binned = bins.map(({ bounds }, f) => binOf(values[f]!, bounds));
  return logRatios.map((features) =>
    features.reduce((sum, bin, f) => sum + (bin[binned[f]!] ?? 0), 0) / temper
  );
}

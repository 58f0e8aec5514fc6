import { sampleQuantile } from "../../stats/samples/quantiles.ts";
import type { Binning, Sample } from "./likelihoods.ts";

/** Quantiles of the faulty services' values at which bins part: what is usual for the innocent falls into the first bins. */
const PARTED_AT = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Bounds of each feature's bins: quantiles of the values at faulty services, those at innocent ones added where they differ. */
export function binningOf(features: readonly string[], samples: Iterable<Sample>): Binning[] {
  const faulty: number[][] = features.map(() => []);
  const innocent: number[][] = features.map(() => []);
  for (const { values, kind } of samples) {
    const into = kind < 0 ? innocent : faulty;
    features.forEach((_, f) => into[f]!.push(values[f]!));
  }
  return features.map((feature, f) => {
    const all = [
      ...PARTED_AT.map((p) => sampleQuantile(faulty[f]!, p)),
      sampleQuantile(innocent[f]!, 0.5),
      sampleQuantile(innocent[f]!, 0.95),
    ];
    const bounds = [...new Set(all.map((x) => Number(x.toPrecision(4))))].sort((a, b) => a - b);
    return { feature, bounds };
  });
}

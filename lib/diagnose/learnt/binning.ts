import { sampleQuantile } from "../../stats/samples/quantiles.ts";
import type { Binning, Sample } from "./likelihoods.ts";

/** Quantiles of the values at faulty services that bound the bins; usual values of healthy services fall into the first bins. */
const BOUNDS_AT = [0.1, 0.3, 0.5, 0.7, 0.9];

/** The bounds of each feature's bins: quantiles of the values at faulty services, and those at healthy ones that differ. */
export function binningOf(features: readonly string[], samples: Iterable<Sample>): Binning[] {
  const faulty: number[][] = features.map(() => []);
  const healthy: number[][] = features.map(() => []);
  for (const { values, kind } of samples) {
    const into = kind < 0 ? healthy : faulty;
    features.forEach((_, f) => {
      if (!Number.isNaN(values[f])) into[f]!.push(values[f]!);
    });
  }
  return features.map((feature, f) => {
    const all = [
      ...BOUNDS_AT.map((p) => sampleQuantile(faulty[f]!, p)),
      sampleQuantile(healthy[f]!, 0.5),
      sampleQuantile(healthy[f]!, 0.95),
    ];
    const bounds = [...new Set(all.map((x) => Number(x.toPrecision(4))))].sort((a, b) => a - b);
    return { feature, bounds };
  });
}

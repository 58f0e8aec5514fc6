import type { Experiment } from "./resolve.ts";
import { type EpisodeMetric, MORE_IS_BETTER } from "./metrics.ts";
import type { EpisodeRecord } from "../../run/mod.ts";
import { cohenDz, sampleQuantile } from "../../stats/mod.ts";
import { type Batches, clustersOf } from "./resampling.ts";
import type { Comparison, MetricSummary } from "./summary.ts";

type Records = readonly EpisodeRecord[];

/** Summarises one metric of one agent; the interval is computed with the batch. */
export function metricOf(
  metric: EpisodeMetric,
  { own, experiment, batches }: { own: Records; experiment: Experiment; batches: Batches },
): () => MetricSummary {
  const present = own.filter((record) => record[metric] !== null);
  const values = Float64Array.from(present, (record) => record[metric]!);
  const mean = batches.mean({ values, ...clustersOf(present, experiment) });
  return () => ({
    n: values.length,
    mean: mean(),
    median: sampleQuantile(values, 0.5),
    q25: sampleQuantile(values, 0.25),
    q75: sampleQuantile(values, 0.75),
  });
}

/** Compares two agents on the same seeds in the same order; p-values are not yet corrected for multiple comparisons. */
export function comparisonOf(
  metric: EpisodeMetric,
  { own, other, experiment, batches }: {
    own: Records;
    other: Records;
    experiment: Experiment;
    batches: Batches;
  },
): () => Comparison {
  const both = own.map((record, i) => ({ own: record, other: other[i]! }))
    .filter((pair) => pair.own[metric] !== null && pair.other[metric] !== null);
  const a = both.map((pair) => pair.own[metric]!);
  const b = both.map((pair) => pair.other[metric]!);
  const clusters = clustersOf(both.map((pair) => pair.own), experiment);
  const differences = a.map((x, i) => x - b[i]!);
  const better = differences.map((gain) => (1 + Math.sign(MORE_IS_BETTER.has(metric) ? gain : -gain)) / 2);
  const difference = batches.mean({ values: differences, ...clusters });
  const improvement = batches.mean({ values: better, ...clusters });
  const p = batches.test({ differences, ...clusters });
  return () => ({
    pairs: both.length,
    difference: difference(),
    effectSize: cohenDz(a, b),
    improvement: improvement(),
    p: p(),
    pHolm: NaN,
  });
}

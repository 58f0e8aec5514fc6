/** Upper bounds of the latency histograms' buckets, in seconds: a fifth apart, so that a percentile is right to 10 %. */
export const LATENCY_BUCKETS_SECONDS: number[] = Array.from(
  { length: 44 },
  (_, i) => Number((0.001 * 1.2 ** i).toPrecision(3)),
);

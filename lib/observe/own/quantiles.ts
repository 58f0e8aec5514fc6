import { counted } from "../reading/words.ts";
import { QUANTILE, QUANTILE_SUFFIX, quantileOf } from "./distribution.ts";
import type { MetricFrame, ReadMetrics } from "./frame.ts";

/**
 * Turns histograms, which Prometheus gives as one count for each upper limit (`le`), into a quantile each: of what was counted since the
 * row before where counts only rise, else of the counts themselves, linear within a bucket as `histogram_quantile` has it. Rows in which
 * nothing was counted are gaps.
 */
export function withQuantiles({ frames, notes }: ReadMetrics): ReadMetrics {
  const buckets = frames.filter(({ labels }) => labels.le !== undefined);
  if (buckets.length === 0) return { frames, notes };
  const groups = Map.groupBy(
    buckets,
    ({ name, labels: { le: _, ...labels } }) => JSON.stringify([name, Object.entries(labels).sort()]),
  );
  return {
    frames: [
      ...frames.filter(({ labels }) => labels.le === undefined),
      ...[...groups.values()].map(ofHistogram),
    ],
    notes: [...notes, quantileNote(groups.size)],
  };
}

/** Says from how many histograms quantiles were taken. */
export function quantileNote(histograms: number): string {
  return `p${100 * QUANTILE} taken from ${counted(histograms, "histogram")}`;
}

function ofHistogram(buckets: readonly MetricFrame[]): MetricFrame {
  const sorted = buckets.map((frame) => ({
    limit: Number(frame.labels.le!.replace(/^\+?inf$/i, "Infinity")),
    frame,
  }))
    .filter(({ limit }) => !Number.isNaN(limit))
    .sort((a, b) => a.limit - b.limit);
  const limits = sorted.map(({ limit }) => limit);
  const { name, labels: { le: _, ...labels } } = buckets[0]!;
  const times = [...new Set(sorted.flatMap(({ frame }) => Array.from(frame.timesSeconds)))].sort((a, b) =>
    a - b
  );
  const rows = sorted.map(({ frame }) => {
    const at = new Map(Array.from(frame.timesSeconds, (time, i) => [time, frame.values[i]!]));
    return times.map((time) => at.get(time) ?? NaN);
  });
  // The last bucket holds all that was counted.
  const counter = neverFalls(rows.at(-1) ?? []);
  const values = Float64Array.from(times, (_, row) => {
    if (!counter) return quantileOf({ limits, counts: rows.map((counts) => counts[row]!) });
    if (row === 0) return NaN;
    // One that restarted has counted from 0 again in all of its buckets.
    const restarted = rows.at(-1)![row]! < rows.at(-1)![row - 1]!;
    const counts = rows.map((counts) => restarted ? counts[row]! : counts[row]! - counts[row - 1]!);
    return quantileOf({ limits, counts });
  });
  return {
    name: `${name.replace(/_bucket$/, "")}${QUANTILE_SUFFIX}`.replace(/^_/, "latency_"),
    labels,
    timesSeconds: times,
    values,
    counter: false,
  };
}

/** Whether counts rise throughout, but for restarts from which they count from 0 again. */
export function neverFalls(counts: readonly number[]): boolean {
  let [rises, falls] = [0, 0];
  for (let row = 1; row < counts.length; row++) {
    rises += Number(counts[row]! > counts[row - 1]!);
    falls += Number(counts[row]! < counts[row - 1]!);
  }
  return falls === 0 || falls * 10 <= rises;
}

import { counted } from "../reading/words.ts";
import type { MetricFrame, ReadMetrics } from "./frame.ts";

/** The quantile that is taken from histograms. */
const QUANTILE = 0.95;

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
      ...[...groups.values()].map(quantileOf),
    ],
    notes: [...notes, `p${100 * QUANTILE} taken from ${counted(groups.size, "histogram")}`],
  };
}

function quantileOf(buckets: readonly MetricFrame[]): MetricFrame {
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
    if (!counter) return quantile(limits, rows.map((counts) => counts[row]!));
    return row === 0 ? NaN : quantile(limits, rows.map((counts) => since(counts[row - 1]!, counts[row]!)));
  });
  return {
    name: `${name.replace(/_bucket$/, "")}_p${100 * QUANTILE}`.replace(/^_/, "latency_"),
    labels,
    timesSeconds: times,
    values,
  };
}

/** Whether counts rise throughout, but for restarts from which they count from 0 again. */
function neverFalls(counts: readonly number[]): boolean {
  let [rises, falls] = [0, 0];
  for (let row = 1; row < counts.length; row++) {
    rises += Number(counts[row]! > counts[row - 1]!);
    falls += Number(counts[row]! < counts[row - 1]!);
  }
  return falls === 0 || falls * 10 <= rises;
}

function since(before: number, now: number): number {
  return now < before ? now : now - before;
}

/** @param counts up to each of the limits, which rise */
function quantile(limits: readonly number[], counts: readonly number[]): number {
  const total = counts.at(-1) ?? NaN;
  if (!(total > 0) || limits.length < 2) return NaN;
  const rank = QUANTILE * total;
  const at = counts.findIndex((count) => count >= rank);
  if (at < 0) return NaN;
  // Beyond the last limit nothing is known.
  if (limits[at] === Infinity) return limits[at - 1]!;
  const [low, before] = at === 0 ? [0, 0] : [limits[at - 1]!, counts[at - 1]!];
  return low + (limits[at]! - low) * (rank - before) / (counts[at]! - before);
}

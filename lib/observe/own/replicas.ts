import { shortList } from "../reading/words.ts";
import type { Indicator } from "../../model/mod.ts";
import type { MetricFrame } from "./frame.ts";
import { onGrid } from "./grid.ts";

/** A frame whose service is known. */
export interface ServiceFrame extends MetricFrame {
  readonly indicator: Indicator;
}

/** How the replicas of a service make one series. */
type Merging = "added up" | "averaged" | "taken at the largest";

/** Percentiles of parts don't average to those of the whole: the largest is an upper limit of it. */
const PERCENTILE =
  /(?:^|[^a-z])[pq](?:50|75|9\d+)(?!\d)|quantile|percentile|(?:^|[^a-z])max(?:imum)?(?![a-z])/i;
const SHARE =
  /ratio|percent|pct|%|utili[sz]|share|availab|success_rate|average|(?:^|[^a-z])(?:avg|mean)(?![a-z])/i;

function mergingOf([first, ...others]: readonly ServiceFrame[]): Merging {
  const { counter, indicator: { metric, role } } = first!;
  if (PERCENTILE.test(metric)) return "taken at the largest";
  if (SHARE.test(metric)) return "averaged";
  if (counter || role === "requests") return "added up";
  // Errors are counts, or shares of the requests, which stay within 0 and 1.
  if (role !== "errors" || /rate(?![a-z])/i.test(metric)) return "averaged";
  return [first!, ...others].some(({ values }) => Array.from(values).some((value) => value > 1))
    ? "added up"
    : "averaged";
}

/**
 * Frames of the same indicator as one column: those with the same labels, as of exports that overlap, are averaged, those of replicas
 * added up where they count something, else averaged, percentiles taken at the largest.
 */
export function mergedFrames(frames: readonly ServiceFrame[], times: Float64Array): Float64Array {
  const parts = replicasOf(frames).map((own) => onGrid(own, times));
  if (parts.length === 1) return parts[0]!;
  const merging = mergingOf(frames);
  if (merging === "added up") parts.forEach(holdOver);
  return Float64Array.from(times, (_, row) => {
    const values = parts.map((column) => column[row]!).filter((value) => !Number.isNaN(value));
    if (values.length === 0) return NaN;
    if (merging === "taken at the largest") return Math.max(...values);
    const sum = values.reduce((a, b) => a + b, 0);
    return merging === "added up" ? sum : sum / values.length;
  });
}

/** Rows over which a replica that was not scraped counts as it did before: it still serves. */
const MAX_HELD_ROWS = 2;

function holdOver(column: Float64Array): void {
  let last = -1;
  for (let row = 0; row < column.length; row++) {
    if (Number.isNaN(column[row]!)) continue;
    if (last >= 0 && row - last - 1 <= MAX_HELD_ROWS) column.fill(column[last]!, last + 1, row);
    last = row;
  }
}

function replicasOf(frames: readonly ServiceFrame[]): ServiceFrame[][] {
  return [...Map.groupBy(frames, ({ labels }) => JSON.stringify(Object.entries(labels).sort())).values()];
}

/** Says how many series were merged, and how. */
export function replicaNotes(groups: readonly (readonly ServiceFrame[])[]): string[] {
  const merged = groups.map((frames) => ({ frames, count: replicasOf(frames).length }))
    .filter(({ count }) => count > 1);
  if (merged.length === 0) return [];
  const ways = Map.groupBy(merged, ({ frames }) => mergingOf(frames));
  const total = merged.reduce((sum, { count }) => sum + count, 0);
  const most = merged.reduce((a, b) => b.count > a.count ? b : a);
  const how = [...ways].map(([way, own]) =>
    `${shortList([...new Set(own.map(({ frames }) => frames[0]!.indicator.metric))])} ${way}`
  );
  return [
    `${total} series of replicas merged into ${merged.length}, up to ${most.count} of ${
      most.frames[0]!.indicator.service
    }: ${how.join("; ")}`,
  ];
}

import { z } from "zod";
import type { ReadMetrics } from "./frame.ts";
import { toTimeSeconds } from "../table/times.ts";
import { UsageError } from "../../model/mod.ts";

/** What `aws cloudwatch get-metric-data` prints. */
const results = z.object({
  MetricDataResults: z.array(z.object({
    Id: z.string(),
    Label: z.string().optional(),
    Timestamps: z.array(z.union([z.string(), z.number()])),
    Values: z.array(z.number()),
  })),
});
/** What `aws cloudwatch get-metric-statistics` prints. */
const statistics = z.object({
  Label: z.string(),
  Datapoints: z.array(z.looseObject({ Timestamp: z.union([z.string(), z.number()]) })),
});
const STATISTICS = ["Average", "Sum", "Maximum", "Minimum", "SampleCount"];

/** Whether a parsed document is one of CloudWatch. */
export function isCloudWatch(document: unknown): boolean {
  return typeof document === "object" && document !== null &&
    ("MetricDataResults" in document || "Datapoints" in document);
}

/**
 * Reads what CloudWatch's `get-metric-data` or `get-metric-statistics` answers; points come in any order there.
 *
 * @throws {UsageError} for a document that isn't laid out so, or a time that can't be read
 */
export function readCloudWatch(document: unknown, path: string): ReadMetrics {
  const many = results.safeParse(document);
  if (many.success) {
    const uneven = many.data.MetricDataResults.find(({ Timestamps, Values }) =>
      Timestamps.length !== Values.length
    );
    if (uneven !== undefined) {
      throw new UsageError(
        `${path}: expected as many values as times of "${uneven.Id}", found ${uneven.Values.length} and ${uneven.Timestamps.length}`,
      );
    }
    const frames = many.data.MetricDataResults.map(({ Id, Label = Id, Timestamps, Values }) => ({
      name: Label,
      labels: {},
      ...sorted(Timestamps.map((time, i) => [secondsOf(time, path), Values[i] ?? NaN])),
    }));
    return { frames, notes: [`${frames.length} series of CloudWatch`] };
  }
  const one = statistics.safeParse(document);
  if (!one.success) {
    throw new UsageError(
      `${path}: expected metric data of CloudWatch, found ${many.error.issues[0]!.message}`,
    );
  }
  const { Label, Datapoints } = one.data;
  const present = STATISTICS.filter((name) => Datapoints.some((point) => typeof point[name] === "number"));
  return {
    frames: present.map((name) => ({
      name: `${Label} ${name}`,
      labels: {},
      ...sorted(Datapoints.map((point) => [secondsOf(point.Timestamp, path), Number(point[name] ?? NaN)])),
    })),
    notes: [`${present.length} statistics of ${Label} of CloudWatch`],
  };
}

function secondsOf(time: string | number, path: string): number {
  if (typeof time === "number") return time;
  const seconds = toTimeSeconds(time);
  if (Number.isNaN(seconds)) throw new UsageError(`${path}: expected a time, found ${JSON.stringify(time)}`);
  return seconds;
}

function sorted(points: [number, number][]) {
  points.sort(([a], [b]) => a - b);
  return {
    timesSeconds: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(points, ([, value]) => value),
  };
}

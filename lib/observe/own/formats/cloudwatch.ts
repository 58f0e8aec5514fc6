import { z } from "zod";
import type { MetricFrame, ReadMetrics } from "../frame.ts";
import { shortList } from "../../reading/words.ts";
import { toTimeSeconds } from "../../table/times.ts";
import { UsageError } from "../../../model/mod.ts";

/** What `aws cloudwatch get-metric-data` prints. */
const results = z.object({
  MetricDataResults: z.array(z.object({
    Id: z.string(),
    Label: z.string().optional(),
    Timestamps: z.array(z.union([z.string(), z.number()])),
    Values: z.array(z.number()),
    StatusCode: z.string().optional(),
  })),
  NextToken: z.string().nullish(),
});
/** What `aws cloudwatch get-metric-statistics` prints. */
const statistics = z.object({
  Label: z.string(),
  Datapoints: z.array(z.looseObject({ Timestamp: z.union([z.string(), z.number()]) })),
});
/** Statistics that are read; how many samples there were, and the least of them, only where there is nothing else. */
const STATISTICS = ["Average", "Sum", "Maximum"];
const LESSER_STATISTICS = ["Minimum", "SampleCount"];

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
    const { MetricDataResults: series, NextToken } = many.data;
    const labelled = new Set(series.map(({ Id, Label = Id }) => Label)).size;
    const frames = series.map(({ Id, Label = Id, Timestamps, Values }): MetricFrame => ({
      name: Label,
      // Where labels are the same, ids tell the series apart.
      labels: labelled < series.length ? { Id } : {},
      ...sorted(Timestamps.map((time, i) => [secondsOf(time, path), Values[i] ?? NaN])),
    }));
    const incomplete = series.filter(({ StatusCode = "Complete" }) => StatusCode !== "Complete");
    return {
      frames,
      notes: [
        `${frames.length} series of CloudWatch`,
        ...(incomplete.length > 0
          ? [
            `not complete, as CloudWatch says: ${
              shortList(incomplete.map(({ Id, Label = Id, StatusCode }) => `${Label} (${StatusCode})`))
            }`,
          ]
          : []),
        ...(NextToken ? ["the answer has a NextToken: further pages of it are not in here"] : []),
      ],
    };
  }
  const one = statistics.safeParse(document);
  if (!one.success) {
    throw new UsageError(
      `${path}: expected metric data of CloudWatch, found ${many.error.issues[0]!.message}`,
    );
  }
  const { Label, Datapoints } = one.data;
  const valueOf = (point: Record<string, unknown>, name: string) => {
    const value = point[name] ?? Object(point.ExtendedStatistics)[name];
    return typeof value === "number" ? value : NaN;
  };
  const holds = (name: string) => Datapoints.some((point) => !Number.isNaN(valueOf(point, name)));
  const extended = new Set(Datapoints.flatMap((point) => Object.keys(Object(point.ExtendedStatistics))));
  const [main, lesser] = [[...STATISTICS, ...extended].filter(holds), LESSER_STATISTICS.filter(holds)];
  const read = main.length > 0 ? main : lesser;
  const left = main.length > 0 ? lesser : [];
  return {
    frames: read.map((name) => ({
      name: `${Label} ${name}`,
      labels: {},
      ...sorted(Datapoints.map((point) => [secondsOf(point.Timestamp, path), valueOf(point, name)])),
    })),
    notes: [
      `statistics of ${Label} of CloudWatch: ${read.join(", ")}${
        left.length > 0 ? `; left out: ${left.join(", ")}` : ""
      }`,
    ],
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

import { z } from "zod";
import { UsageError } from "../../../model/mod.ts";
import type { ReadMetrics } from "../frame.ts";
import { labelledName } from "../labelled_names.ts";

/** What Datadog's API answers to a query of series. */
const answer = z.object({
  status: z.string().optional(),
  error: z.string().optional(),
  series: z.array(z.object({
    metric: z.string(),
    scope: z.string().optional(),
    tag_set: z.array(z.string()).optional(),
    pointlist: z.array(z.tuple([z.number(), z.number().nullable()])),
  })),
});

/** Whether a parsed document is an answer of Datadog. */
export function isDatadog(document: unknown): boolean {
  const { series } = Object(document) as { series?: unknown };
  return Array.isArray(series) && (series.length === 0 || "pointlist" in Object(series[0]));
}

/** Reads what Datadog answers to `/api/v1/query`. @throws {UsageError} for a document that isn't laid out so, or has no series */
export function readDatadog(document: unknown, path: string): ReadMetrics {
  const parsed = answer.safeParse(document);
  if (!parsed.success) {
    const { path: place, message } = parsed.error.issues[0]!;
    throw new UsageError(`${path}: expected an answer of Datadog, found at ${place.join(".")}: ${message}`);
  }
  const { series } = parsed.data;
  if (series.length === 0) throw new UsageError(`${path}: expected series, found an answer without any`);
  const frames = series.map(({ metric, scope = "", tag_set: tags = [], pointlist }) => {
    const points = pointlist.toSorted(([a], [b]) => a - b);
    return {
      name: metric,
      labels: labelledName(`{${tags.length > 0 ? tags.join(",") : scope}}`)?.labels ?? {},
      timesSeconds: Float64Array.from(points, ([time]) => time / 1e3),
      values: Float64Array.from(points, ([, value]) => value ?? NaN),
    };
  });
  return { frames, notes: [`${frames.length} series of Datadog`] };
}

import { UsageError } from "../../../model/mod.ts";
import { counted } from "../../reading/words.ts";
import { toTimeSeconds } from "../../table/times.ts";
import { frameOf, type ReadMetrics } from "../frame.ts";

type Json = Readonly<Record<string, unknown>>;

/** Whether a parsed document is an answer of Elasticsearch with aggregations. */
export function isAggregated(document: unknown): boolean {
  const { aggregations } = Object(document) as { aggregations?: unknown };
  return typeof aggregations === "object" && aggregations !== null;
}

/**
 * Reads the aggregations of an answer of Elasticsearch or OpenSearch: `date_histogram`s give the times, `terms` the labels, in whichever
 * order they are nested; each metric within them is one, the number of documents another.
 *
 * @throws {UsageError} where there is no `date_histogram`
 */
export function readAggregations(document: unknown, path: string): ReadMetrics {
  const points = new Map<
    string,
    { name: string; labels: Record<string, string>; points: [number, number][] }
  >();
  let lost = 0;
  const add = (name: string, { labels, time }: Place, value: unknown) => {
    // Nothing to measure in the documents of a bucket.
    if (value === null) return;
    if (time === undefined || typeof value !== "number") {
      lost++;
      return;
    }
    const key = JSON.stringify([name, Object.entries(labels).sort()]);
    const series = points.get(key) ?? { name, labels, points: [] };
    points.set(key, series);
    series.points.push([time, value]);
  };
  const walk = (aggregations: Json, place: Place) => {
    for (const [name, given] of Object.entries(aggregations)) {
      const inner = objectOf(given);
      if (inner.value === undefined && inner.values === undefined && inner.buckets === undefined) lost++;
      if (inner.value !== undefined) add(name, place, inner.value);
      for (const [rank, value] of Object.entries(objectOf(inner.values))) {
        add(`${name}_p${Number(rank)}`, place, value);
      }
      for (const bucket of bucketsOf(inner)) {
        const time = timeOf(bucket);
        const next = time === undefined
          ? { ...place, labels: { ...place.labels, [labelOf(name)]: String(bucket.key ?? "") } }
          : { ...place, time };
        const { key: _, key_as_string: __, doc_count: count, ...rest } = bucket;
        const deeper = Object.values(rest).some((one) => bucketsOf(objectOf(one)).length > 0);
        if (!deeper) add("requests", next, count);
        walk(rest, next);
      }
    }
  };
  walk(objectOf((document as Json).aggregations), { labels: {}, time: undefined });
  const frames = [...points.values()].map(frameOf);
  if (frames.length === 0) {
    throw new UsageError(
      `${path}: expected a date_histogram among the aggregations, found none with a date and a number`,
    );
  }
  return {
    frames,
    notes: [
      `${frames.length} series of Elasticsearch`,
      ...(lost > 0 ? [`${counted(lost, "aggregation")} without a number or a time left out`] : []),
    ],
  };
}

interface Place {
  readonly labels: Record<string, string>;
  readonly time: number | undefined;
}

function bucketsOf({ buckets }: Json): Json[] {
  if (Array.isArray(buckets)) return buckets.map(objectOf);
  return Object.entries(objectOf(buckets)).map(([key, bucket]) => ({ key, ...objectOf(bucket) }));
}

/** The time of a bucket of dates, whose keys are milliseconds and are written as dates, too. */
function timeOf({ key, key_as_string: text }: Json): number | undefined {
  if (typeof text !== "string" || typeof key !== "number") return undefined;
  return Number.isNaN(toTimeSeconds(text)) && key < 1e11 ? undefined : key / 1e3;
}

/** `services`, `by_service`, `svc` and `service.name` as `service`. */
function labelOf(name: string): string {
  return /(?:^|[^a-z])(?:services?|svcs?|apps?|applications?|microservices?)(?:[._ -]?names?)?(?:\.keyword)?$/i
      .test(name) ||
      /service(?:Name)?s?$/i.test(name)
    ? "service"
    : name;
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Json : {};
}

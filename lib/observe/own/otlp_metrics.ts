import { counted } from "../reading/words.ts";
import type { MetricFrame, ReadMetrics } from "./frame.ts";

type Json = Readonly<Record<string, unknown>>;

interface UnsortedFrame {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly points: [number, Point][];
  /** Whether points count since the start of the process, and whether they only rise. */
  readonly cumulative: boolean;
  readonly counter?: boolean;
}

/** What a data point says: a value, or the sum of how many. */
type Point = { readonly value: number } | { readonly sum: number; readonly count: number };

/** Whether a parsed document (or one of the lines of a file) holds metrics of OpenTelemetry. */
export function holdsOtlpMetrics(document: unknown): boolean {
  return Array.isArray(document)
    ? document.some(holdsOtlpMetrics)
    : typeof document === "object" && document !== null &&
      Array.isArray(field(document as Json, "resourceMetrics"));
}

const KINDS = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

/**
 * Reads metrics of OTLP/JSON, one document or several: gauges and sums; of histograms and summaries the mean of each point, of those that
 * count since the start of the process the mean since the point before. The service is the resource's `service.name`. Points without a
 * number or a time are left out and counted. Fields may be called as in Protobuf, and scopes as before version 0.15.
 */
export function readOtlpMetrics(document: unknown): ReadMetrics {
  const frames = new Map<string, UnsortedFrame>();
  const documents = (Array.isArray(document) ? document : [document]) as Json[];
  let lost = 0;
  for (const resource of documents.flatMap((one) => list(field(one ?? {}, "resourceMetrics")))) {
    const service = attributesOf((resource.resource as Json | undefined)?.attributes)["service.name"];
    const scopes = [
      ...list(field(resource, "scopeMetrics")),
      ...list(field(resource, "instrumentationLibraryMetrics")),
    ];
    for (const metric of scopes.flatMap((scope) => list(scope.metrics))) {
      const name = String(metric.name ?? "");
      if (
        KINDS.every((kind) => list(field((field(metric, kind) ?? {}) as Json, "dataPoints")).length === 0)
      ) lost++;
      for (const kind of KINDS) {
        const data = (field(metric, kind) ?? {}) as Json;
        const temporality = String(field(data, "aggregationTemporality") ?? "");
        const cumulative = kind === "summary" || /^2$|_CUMULATIVE$/.test(temporality);
        const counter = kind === "sum" && temporality !== ""
          ? cumulative && field(data, "isMonotonic") === true
          : undefined;
        for (const point of list(field(data, "dataPoints"))) {
          const labels = { ...attributesOf(point.attributes), ...(service !== undefined && { service }) };
          const time = Number(field(point, "timeUnixNano") || NaN) / 1e9;
          const read = pointOf(point);
          if (!Number.isFinite(time) || read === undefined) {
            lost++;
            continue;
          }
          const key = JSON.stringify([name, Object.entries(labels).sort()]);
          const frame: UnsortedFrame = frames.get(key) ??
            { name, labels, points: [], cumulative, ...(counter !== undefined && { counter }) };
          frames.set(key, frame);
          frame.points.push([time, read]);
        }
      }
    }
  }
  return {
    frames: [...frames.values()].map(toFrame),
    notes: [
      `${frames.size} series of OTLP metrics`,
      ...(lost > 0 ? [`${counted(lost, "point")} without a number or a time left out`] : []),
    ],
  };
}

function toFrame({ name, labels, points, cumulative, counter }: UnsortedFrame): MetricFrame {
  points.sort(([a], [b]) => a - b);
  return {
    name,
    labels,
    timesSeconds: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(
      points,
      ([, point], i) => valueOf(point, cumulative ? points[i - 1]?.[1] : undefined, cumulative),
    ),
    ...(counter !== undefined && { counter }),
  };
}

/** The value, or the mean: since the point before where sums and counts go on from it. */
function valueOf(point: Point, before: Point | undefined, cumulative: boolean): number {
  if ("value" in point) return point.value;
  if (!cumulative) return point.sum / point.count;
  if (before === undefined || "value" in before) return NaN;
  const restarted = point.count < before.count;
  const [sum, count] = restarted
    ? [point.sum, point.count]
    : [point.sum - before.sum, point.count - before.count];
  return count > 0 ? sum / count : NaN;
}

function pointOf(point: Json): Point | undefined {
  const single = field(point, "asDouble") ?? field(point, "asInt");
  if (single !== undefined) return finite({ value: numberOf(single) });
  return finite({ sum: numberOf(point.sum), count: numberOf(point.count) });
}

function finite<P extends Point>(point: P): P | undefined {
  return Object.values(point).every(Number.isFinite) ? point : undefined;
}

/** Numbers of 64 bits are texts in JSON. */
function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/i.test(value) ? Number(value) : NaN;
}

/** A field, also under its name in Protobuf. */
function field(object: Json, name: string): unknown {
  return object[name] ?? object[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];
}

function attributesOf(attributes: unknown): Record<string, string> {
  return Object.fromEntries(
    list(attributes).flatMap(({ key, value }) => {
      const [inner] = Object.values(Object(value) as Json);
      return inner === undefined || inner === null ? [] : [[String(key), String(inner)]];
    }),
  );
}

import type { MetricFrame, ReadMetrics } from "./frame.ts";

type Json = Readonly<Record<string, unknown>>;

interface UnsortedFrame {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly points: [number, number][];
}

/** Whether a parsed document (or one of the lines of a file) holds metrics of OpenTelemetry. */
export function holdsOtlpMetrics(document: unknown): boolean {
  return Array.isArray(document)
    ? document.some(holdsOtlpMetrics)
    : typeof document === "object" && document !== null && Array.isArray((document as Json).resourceMetrics);
}

/**
 * Reads metrics of OTLP/JSON, one document or several: gauges and sums; of histograms and summaries the mean of each point. The service is
 * the resource's `service.name`. Points without a number are left out.
 */
export function readOtlpMetrics(document: unknown): ReadMetrics {
  const frames = new Map<
    string,
    { name: string; labels: Record<string, string>; points: [number, number][] }
  >();
  const documents = (Array.isArray(document) ? document : [document]) as Json[];
  for (const resource of documents.flatMap((one) => list(one?.resourceMetrics))) {
    const service = attributesOf((resource.resource as Json | undefined)?.attributes)["service.name"];
    const scopes = [...list(resource.scopeMetrics), ...list(resource.instrumentationLibraryMetrics)];
    for (const metric of scopes.flatMap((scope) => list(scope.metrics))) {
      const name = String(metric.name ?? "");
      for (const kind of ["gauge", "sum", "histogram", "exponentialHistogram", "summary"]) {
        for (const point of list((metric[kind] as Json | undefined)?.dataPoints)) {
          const labels = { ...attributesOf(point.attributes), ...(service !== undefined && { service }) };
          const time = Number(point.timeUnixNano) / 1e9;
          const value = valueOf(point);
          if (!Number.isFinite(time) || !Number.isFinite(value)) continue;
          const key = JSON.stringify([name, Object.entries(labels).sort()]);
          const frame: UnsortedFrame = frames.get(key) ?? { name, labels, points: [] };
          frames.set(key, frame);
          frame.points.push([time, value]);
        }
      }
    }
  }
  return { frames: [...frames.values()].map(toFrame), notes: [`${frames.size} series of OTLP metrics`] };
}

function toFrame({ name, labels, points }: UnsortedFrame): MetricFrame {
  points.sort(([a], [b]) => a - b);
  return {
    name,
    labels,
    timesSeconds: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(points, ([, value]) => value),
  };
}

function valueOf({ asDouble, asInt, sum, count }: Json): number {
  if (asDouble !== undefined) return Number(asDouble);
  if (asInt !== undefined) return Number(asInt);
  return Number(sum) / Number(count);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];
}

function attributesOf(attributes: unknown): Record<string, string> {
  return Object.fromEntries(
    list(attributes).map(({ key, value }) => {
      const [inner] = Object.values((value ?? {}) as Json);
      return [String(key), String(inner)];
    }),
  );
}

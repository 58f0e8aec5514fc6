import { pow } from "../../../stats/portable/pow.ts";
import { counted } from "../../reading/words.ts";
import {
  type Distribution,
  grownSince,
  ofBuckets,
  ofRanges,
  QUANTILE_SUFFIX,
  quantileOf,
} from "../distribution.ts";
import type { MetricFrame, ReadMetrics } from "../frame.ts";
import { quantileNote } from "../quantiles.ts";

type Json = Readonly<Record<string, unknown>>;

/** How points follow on each other: each by itself, each counting since the start of the process, or each since the one before. */
type Temporality = "none" | "cumulative" | "delta";

interface UnsortedFrame {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly points: Point[];
  readonly temporality: Temporality;
  readonly sum: boolean;
  /** Whether it is a sum that counts since the start and only rises. */
  readonly counter?: boolean;
}

interface Point {
  /** Unix seconds. */
  readonly time: number;
  /** Since when it counts; NaN: unknown. */
  readonly start: number;
  readonly measured: Measured;
}

/** What a data point says: a value, how many values were counted up to each limit, or the sum of how many. */
type Measured =
  | { readonly value: number }
  | { readonly count: number; readonly distribution: Distribution }
  | { readonly count: number; readonly sum: number };

/** Whether a parsed document (or one of the lines of a file) holds metrics of OpenTelemetry. */
export function holdsOtlpMetrics(document: unknown): boolean {
  return Array.isArray(document)
    ? document.some(holdsOtlpMetrics)
    : typeof document === "object" && document !== null &&
      Array.isArray(field(document as Json, "resourceMetrics"));
}

/** Kinds of data, with their names before version 0.9 of the protocol. */
const KINDS = [
  ...["gauge", "sum", "histogram", "exponentialHistogram", "summary"],
  ...["intGauge", "doubleGauge", "intSum", "doubleSum", "intHistogram", "doubleHistogram", "doubleSummary"],
];
/** Resource attributes that tell the replicas of a service apart. */
const INSTANCE_ATTRIBUTES = ["service.instance.id", "k8s.pod.name", "container.id", "host.name", "host.id"];

/**
 * Reads metrics of OTLP/JSON, one document or several: gauges, and sums, of which those that count since the point before become rates a
 * second; of histograms the 95th percentile of what was counted since the point before, of those without buckets and of summaries without
 * quantiles the mean. The service is the resource's `service.name`, its replica the resource's `service.instance.id`, pod or host. Points
 * without a number or a time are left out and counted. Fields may be called as in Protobuf, and scopes, kinds and labels as in early versions.
 */
export function readOtlpMetrics(document: unknown): ReadMetrics {
  const frames = new Map<string, UnsortedFrame>();
  const documents = (Array.isArray(document) ? document : [document]) as Json[];
  let lost = 0;
  for (const resource of documents.flatMap((one) => list(field(one ?? {}, "resourceMetrics")))) {
    const about = attributesOf((resource.resource as Json | undefined)?.attributes);
    const service = about["service.name"];
    const instance = INSTANCE_ATTRIBUTES.map((key) => about[key]).find((value) => value !== undefined);
    const scopes = [
      ...list(field(resource, "scopeMetrics")),
      ...list(field(resource, "instrumentationLibraryMetrics")),
    ];
    for (const metric of scopes.flatMap((scope) => list(scope.metrics))) {
      if (KINDS.every((kind) => pointsOf(metric, kind).length === 0)) lost++;
      for (const kind of KINDS) {
        const data = (field(metric, kind) ?? {}) as Json;
        const temporality = temporalityOf(kind, data);
        const told = field(data, "aggregationTemporality") !== undefined;
        const counter = /sum$/i.test(kind) && told
          ? temporality === "cumulative" && field(data, "isMonotonic") === true
          : undefined;
        for (const point of pointsOf(metric, kind)) {
          const labels = {
            ...attributesOf(point.labels),
            ...attributesOf(point.attributes),
            ...(instance !== undefined && { instance }),
            ...(service !== undefined && { service }),
          };
          const time = secondsOf(point, "timeUnixNano");
          const read = measuredOf(point);
          if (!Number.isFinite(time) || read === undefined) {
            lost++;
            continue;
          }
          const name = `${String(metric.name ?? "")}${read.suffix}`;
          const key = JSON.stringify([name, Object.entries(labels).sort()]);
          const frame: UnsortedFrame = frames.get(key) ??
            {
              name,
              labels,
              points: [],
              temporality,
              sum: /sum$/i.test(kind),
              ...(counter !== undefined && { counter }),
            };
          frames.set(key, frame);
          frame.points.push({ time, start: secondsOf(point, "startTimeUnixNano"), measured: read.measured });
        }
      }
    }
  }
  const given = [...frames.values()];
  const all = given.map((frame) =>
    isUntold(frame) && hasDeltaSiblings(frame, given) ? asDelta(frame) : frame
  );
  const inferred = all.filter((frame, i) => frame !== given[i]).length;
  const of = (wanted: (frame: UnsortedFrame) => boolean) => all.filter(wanted).length;
  const deltas = of(({ temporality, points }) => temporality === "delta" && "value" in points[0]!.measured);
  const histograms = of(({ points }) => "distribution" in points[0]!.measured);
  const untold = of(isUntold);
  const means = of(({ points }) => "sum" in points[0]!.measured);
  return {
    frames: all.map(toFrame),
    notes: [
      `${all.length} series of OTLP metrics`,
      ...(deltas > 0 ? [`${counted(deltas, "delta sum")} taken as rates`] : []),
      ...(untold > 0
        ? [`${counted(untold, "sum")} without a temporality taken as ${untold === 1 ? "it is" : "they are"}`]
        : []),
      ...(inferred > 0
        ? [
          `${counted(inferred, "sum")} without a temporality taken as ${
            inferred === 1 ? "a delta" : "deltas"
          }, as others of the same name`,
        ]
        : []),
      ...(histograms > 0 ? [quantileNote(histograms)] : []),
      ...(means > 0 ? [`the mean taken of ${counted(means, "histogram")} without buckets`] : []),
      ...(lost > 0 ? [`${counted(lost, "point")} without a number or a time left out`] : []),
    ],
  };
}

function isUntold({ sum, temporality }: UnsortedFrame): boolean {
  return sum && temporality === "none";
}

/** Whether all other sums of the same name whose temporality is told are deltas, and there is one. */
function hasDeltaSiblings({ name }: UnsortedFrame, frames: readonly UnsortedFrame[]): boolean {
  const told = frames.filter((frame) => frame.sum && frame.name === name && frame.temporality !== "none");
  return told.length > 0 && told.every(({ temporality }) => temporality === "delta");
}

function asDelta(frame: UnsortedFrame): UnsortedFrame {
  return { ...frame, temporality: "delta", counter: false };
}

function pointsOf(metric: Json, kind: string): Json[] {
  return list(field((field(metric, kind) ?? {}) as Json, "dataPoints"));
}

function temporalityOf(kind: string, data: Json): Temporality {
  const given = String(field(data, "aggregationTemporality") ?? "");
  if (/summary$/i.test(kind) || /^2$|_CUMULATIVE$/.test(given)) return "cumulative";
  return /^1$|_DELTA$/.test(given) ? "delta" : "none";
}

function toFrame({ name, labels, points, temporality, counter }: UnsortedFrame): MetricFrame {
  points.sort((a, b) => a.time - b.time);
  return {
    name,
    labels,
    timesSeconds: Float64Array.from(points, ({ time }) => time),
    values: Float64Array.from(points, (point, i) => valueOf(point, points[i - 1], temporality)),
    ...(counter !== undefined && { counter }),
  };
}

function valueOf(point: Point, before: Point | undefined, temporality: Temporality): number {
  const { measured, time, start } = point;
  if ("value" in measured) {
    if (temporality !== "delta") return measured.value;
    const since = start > 0 && start < time ? start : before?.time ?? NaN;
    return measured.value / (time - since);
  }
  const grown = temporality === "cumulative" ? growthOf(point, before) : measured;
  if (grown === undefined) return NaN;
  if ("distribution" in grown) return quantileOf(grown.distribution);
  return grown.count > 0 ? grown.sum / grown.count : NaN;
}

/** What was counted since the point before: all of it where the process restarted in between. */
function growthOf(
  { measured, start }: Point,
  before: Point | undefined,
): Exclude<Measured, { value: number }> | undefined {
  const earlier = before?.measured;
  if ("value" in measured || earlier === undefined || "value" in earlier) return undefined;
  if (measured.count < earlier.count || start >= before!.time) return measured;
  const count = measured.count - earlier.count;
  if ("distribution" in measured) {
    return "distribution" in earlier
      ? { count, distribution: grownSince(earlier.distribution, measured.distribution) }
      : undefined;
  }
  return "sum" in earlier ? { count, sum: measured.sum - earlier.sum } : undefined;
}

/** What a point says, and what its metric's name says of it. */
function measuredOf(point: Json): { measured: Measured; suffix: string } | undefined {
  const single = field(point, "asDouble") ?? field(point, "asInt") ?? point.value;
  if (single !== undefined) return allFinite({ value: numberOf(single) }, "");
  const quantile = summaryQuantile(point);
  if (quantile !== undefined) return quantile;
  const distribution = distributionOf(point);
  const count = numberOf(point.count);
  if (distribution === undefined) return allFinite({ sum: numberOf(point.sum), count }, "");
  return Number.isFinite(count) && distribution.counts.every(Number.isFinite)
    ? { measured: { count, distribution }, suffix: QUANTILE_SUFFIX }
    : undefined;
}

function allFinite(measured: Measured, suffix: string) {
  return Object.values(measured).every(Number.isFinite) ? { measured, suffix } : undefined;
}

/** Of the quantiles of a summary the lowest from 90 % on. */
function summaryQuantile(point: Json): { measured: Measured; suffix: string } | undefined {
  const [first] = list(field(point, "quantileValues"))
    .map(({ quantile, value }) => ({ quantile: numberOf(quantile), value: numberOf(value ?? 0) }))
    .filter(({ quantile }) => quantile >= 0.9 && quantile < 1).sort((a, b) => a.quantile - b.quantile);
  if (first === undefined) return undefined;
  return allFinite({ value: first.value }, `_p${Number((100 * first.quantile).toFixed(3))}`);
}

/** The buckets of a histogram; undefined where it has none. */
function distributionOf(point: Json): Distribution | undefined {
  const counts = field(point, "bucketCounts");
  const bounds = field(point, "explicitBounds");
  if (Array.isArray(counts) && Array.isArray(bounds)) {
    if (bounds.length === 0 || counts.length !== bounds.length + 1) return undefined;
    return ofBuckets(bounds.map(numberOf), counts.map(numberOf));
  }
  const [positive, negative] = [field(point, "positive"), field(point, "negative")] as (Json | undefined)[];
  const zeros = numberOf(field(point, "zeroCount") ?? 0);
  if (positive === undefined && negative === undefined && !(zeros > 0)) return undefined;
  const exponent = pow(2, -numberOf(point.scale ?? 0));
  const limit = (index: number) => pow(2, index * exponent);
  const ranges = (side: Json | undefined) => {
    const offset = numberOf(side?.offset ?? 0);
    const counts = field(side ?? {}, "bucketCounts");
    return (Array.isArray(counts) ? counts : []).map((count, i) =>
      [limit(offset + i), limit(offset + i + 1), numberOf(count)] as const
    );
  };
  return ofRanges([
    ...ranges(negative).map(([low, high, count]) => [-high, -low, count] as const),
    [0, 0, zeros],
    ...ranges(positive),
  ]);
}

function secondsOf(point: Json, name: string): number {
  return Number(field(point, name) || NaN) / 1e9;
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
      const [inner] = typeof value === "string" ? [value] : Object.values(Object(value) as Json);
      return inner === undefined || inner === null ? [] : [[String(key), String(inner)]];
    }),
  );
}

import { z } from "zod";
import { UsageError } from "../../../model/mod.ts";
import { counted } from "../../reading/words.ts";
import { type Distribution, grownSince, ofRanges, QUANTILE_SUFFIX, quantileOf } from "../distribution.ts";
import type { MetricFrame, ReadMetrics } from "../frame.ts";
import { labelsIn } from "../labelled_names.ts";
import { neverFalls, quantileNote } from "../quantiles.ts";

const labels = z.record(z.string(), z.string());
const sample = z.tuple([z.number(), z.string()]);
/** A native histogram: its buckets are a rule on whose limits belong to them, the limits, and a count. */
const histogram = z.tuple([
  z.number(),
  z.object({
    count: z.string(),
    buckets: z.array(z.tuple([z.number(), z.string(), z.string(), z.string()])).default([]),
  }),
]);
/** An answer of Prometheus' HTTP API to `query_range` or `query`. */
const answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  warnings: z.array(z.string()).nullish(),
  infos: z.array(z.string()).nullish(),
  isPartial: z.boolean().optional(),
  data: z.object({
    resultType: z.string(),
    result: z.array(
      z.object({
        metric: labels,
        values: z.array(sample).optional(),
        value: sample.optional(),
        histograms: z.array(histogram).optional(),
        histogram: histogram.optional(),
      }).refine(
        (one) => ["values", "value", "histograms", "histogram"].some((key) => key in one),
        "no values",
      ),
    ),
  }).optional(),
});

/** Whether a parsed document is an answer of Prometheus. */
export function isPrometheus(document: unknown): boolean {
  return typeof document === "object" && document !== null && "status" in document &&
    ("data" in document || "error" in document);
}

/**
 * Reads an answer of Prometheus' HTTP API: a matrix of `query_range`, or a vector of `query`; of native histograms the 95th percentile. What
 * the answer warns of is told.
 *
 * @throws {UsageError} for an answer that says error, or isn't laid out as these
 */
export function readPrometheus(document: unknown, path: string): ReadMetrics {
  const parsed = answer.safeParse(document);
  if (!parsed.success) {
    const [{ path: place, message }] = parsed.error.issues as [typeof parsed.error.issues[number]];
    throw new UsageError(
      `${path}: expected an answer of Prometheus, found at ${place.join(".")}: ${message}`,
    );
  }
  const { status, error, data, warnings, infos, isPartial } = parsed.data;
  if (status !== "success" || data === undefined) {
    throw new UsageError(`${path}: the query failed: ${error ?? status}`);
  }
  let unread = 0;
  let histograms = 0;
  const frames = data.result.flatMap(({ metric: { __name__ = "", ...labels }, values, value, ...native }) => {
    const samples = (values ?? (value === undefined ? [] : [value])).toSorted(([a], [b]) => a - b);
    const numbers = samples.map(([, text]) => numberOf(text));
    unread += numbers.filter((number) => number === undefined).length;
    const counts = native.histograms ?? (native.histogram === undefined ? [] : [native.histogram]);
    histograms += Number(counts.length > 0);
    return [
      ...(samples.length > 0 || counts.length === 0
        ? [{
          name: __name__,
          labels,
          timesSeconds: Float64Array.from(samples, ([time]) => time),
          values: Float64Array.from(numbers, (number) => number ?? NaN),
        }]
        : []),
      ...(counts.length > 0 ? [ofNative(`${__name__}${QUANTILE_SUFFIX}`, labels, counts)] : []),
    ];
  });
  if (frames.length === 0) throw new UsageError(`${path}: expected series, found an answer without any`);
  return {
    frames,
    notes: [
      `${frames.length} series of Prometheus`,
      ...(histograms > 0 ? [quantileNote(histograms)] : []),
      ...(isPartial === true ? ["the answer says that it is partial"] : []),
      ...saidBy("warns", warnings ?? []),
      ...saidBy("remarks", infos ?? []),
      ...(unread > 0 ? [`${counted(unread, "value")} that is no number taken as a gap`] : []),
    ],
  };
}

/** Remarks of the answer that are shown. */
const MAX_SAID = 3;

function saidBy(verb: string, texts: readonly string[]): string[] {
  const all = [...new Set(texts)].map((text) => text.replace(/\s+/g, " ").slice(0, 200));
  const more = all.length > MAX_SAID ? ` and ${all.length - MAX_SAID} more` : "";
  return all.length === 0 ? [] : [`the answer ${verb}: ${all.slice(0, MAX_SAID).join("; ")}${more}`];
}

/** A native histogram as a quantile: of what was counted since the sample before, or of each sample where counts fall as well as rise. */
function ofNative(
  name: string,
  labels: Readonly<Record<string, string>>,
  samples: readonly z.infer<typeof histogram>[],
): MetricFrame {
  const ordered = samples.toSorted(([a], [b]) => a - b);
  const totals = ordered.map(([, { count }]) => numberOf(count) ?? NaN);
  const counts = ordered.map(([, { buckets }]): Distribution =>
    ofRanges(buckets.map(([, low, high, count]) => [Number(low), Number(high), Number(count)]))
  );
  const counter = ordered.length > 1 && neverFalls(totals);
  return {
    name: name === QUANTILE_SUFFIX ? `latency${name}` : name,
    labels,
    timesSeconds: Float64Array.from(ordered, ([time]) => time),
    values: Float64Array.from(counts, (now, i) => {
      if (!counter) return quantileOf(now);
      if (i === 0) return NaN;
      return quantileOf(totals[i]! < totals[i - 1]! ? now : grownSince(counts[i - 1]!, now));
    }),
    counter: false,
  };
}

/** Infinite values count as missing: no method can use them. Undefined: no number. */
function numberOf(text: string): number | undefined {
  if (/^[-+]?(?:nan|inf|infinity)$/i.test(text)) return NaN;
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+(-?[\d.]+(?:e[+-]?\d+)?))?(?:\s+#.*)?$/;

/** Lines that tell how times are written. */
const SAMPLE_LINES = 200;

/** The usual number of digits of the times before their point. */
function usualDigits(lines: readonly string[]): number {
  const digits = lines.slice(0, SAMPLE_LINES).flatMap((line) => {
    const time = LINE.exec(line)?.[4];
    return time === undefined ? [] : [wholeDigits(time)];
  }).sort((a, b) => a - b);
  return digits[digits.length >> 1] ?? 0;
}

function wholeDigits(time: string): number {
  return time.split(/[.e]/i)[0]!.replace("-", "").length;
}

/**
 * Reads text of Prometheus or OpenMetrics: one sample a line, with its time. Lines without a time are left out and counted; times are
 * seconds in OpenMetrics, milliseconds in Prometheus' older text.
 *
 * @returns undefined for a text that isn't in this format
 */
export function readOpenMetrics(text: string): ReadMetrics | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const known = /^# (?:TYPE|HELP|EOF)/m.test(text);
  if (
    lines.length === 0 ||
    (!known && !lines.slice(0, 20).every((line) => LINE.test(line) && line.includes("{")))
  ) {
    return undefined;
  }
  const frames = new Map<
    string,
    { name: string; labels: Record<string, string>; points: [number, number][] }
  >();
  let untimed = 0;
  // A sample that got into the comment above it is lost.
  let broken = text.match(/^# TYPE(?!\s+\S+\s+\w+\s*$).*$/gm)?.length ?? 0;
  const digits = usualDigits(lines);
  for (const line of lines) {
    const [, name, inner = "", value, time] = LINE.exec(line) ?? [];
    const labels = name === undefined ? undefined : labelsIn(inner);
    const number = value === undefined ? undefined : numberOf(value);
    // A line that was cut within its time.
    const short = time !== undefined && wholeDigits(time) < digits;
    if (name === undefined || labels === undefined || number === undefined || short) {
      broken++;
      continue;
    }
    if (time === undefined) {
      untimed++;
      continue;
    }
    const key = `${name}{${inner}}`;
    const frame = frames.get(key) ?? { name, labels, points: [] };
    frames.set(key, frame);
    frame.points.push([Number(time) / (Number(time) > 1e11 ? 1e3 : 1), number]);
  }
  if (frames.size === 0) return undefined;
  return {
    frames: [...frames.values()].map(({ name, labels, points }) => {
      points.sort(([a], [b]) => a - b);
      return {
        name,
        labels,
        timesSeconds: points.map(([time]) => time),
        values: points.map(([, value]) => value),
      };
    }),
    notes: [
      `${frames.size} series of OpenMetrics`,
      ...(untimed > 0 ? [`${counted(untimed, "sample")} without a time left out`] : []),
      ...(broken > 0 ? [`${counted(broken, "line")} that can't be read left out`] : []),
    ],
  };
}

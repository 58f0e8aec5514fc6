import { z } from "zod";
import { UsageError } from "../../model/mod.ts";
import { counted } from "../reading/words.ts";
import type { ReadMetrics } from "./frame.ts";

const labels = z.record(z.string(), z.string());
const sample = z.tuple([z.number(), z.string()]);
/** An answer of Prometheus' HTTP API to `query_range` or `query`. */
const answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  data: z.object({
    resultType: z.string(),
    result: z.array(z.object({
      metric: labels,
      values: z.array(sample).optional(),
      value: sample.optional(),
    })),
  }).optional(),
});

/** Whether a parsed document is an answer of Prometheus. */
export function isPrometheus(document: unknown): boolean {
  return typeof document === "object" && document !== null && "status" in document &&
    ("data" in document || "error" in document);
}

/**
 * Reads an answer of Prometheus' HTTP API: a matrix of `query_range`, or a vector of `query`.
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
  const { status, error, data } = parsed.data;
  if (status !== "success" || data === undefined) {
    throw new UsageError(`${path}: the query failed: ${error ?? status}`);
  }
  const frames = data.result.map(({ metric: { __name__ = "", ...labels }, values, value }) => {
    const samples = values ?? (value === undefined ? [] : [value]);
    return {
      name: __name__,
      labels,
      timesSeconds: Float64Array.from(samples, ([time]) => time),
      values: Float64Array.from(samples, ([, text]) => numberOf(text)),
    };
  });
  if (frames.length === 0) throw new UsageError(`${path}: expected series, found an answer without any`);
  return { frames, notes: [`${frames.length} series of Prometheus`] };
}

/** Infinite values count as missing: no method can use them. */
function numberOf(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+(-?[\d.]+(?:e[+-]?\d+)?))?(?:\s+#.*)?$/;
const LABEL = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;

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
    { name: string; labels: Record<string, string>; times: number[]; values: number[] }
  >();
  let untimed = 0;
  let broken = 0;
  for (const line of lines) {
    const [, name, inner = "", value, time] = LINE.exec(line) ?? [];
    if (name === undefined) {
      broken++;
      continue;
    }
    if (time === undefined) {
      untimed++;
      continue;
    }
    const key = `${name}{${inner}}`;
    const frame = frames.get(key) ?? { name, labels: labelsOf(inner), times: [], values: [] };
    frames.set(key, frame);
    frame.times.push(Number(time) / (Number(time) > 1e11 ? 1e3 : 1));
    frame.values.push(numberOf(value!));
  }
  if (frames.size === 0) return undefined;
  return {
    frames: [...frames.values()].map(({ name, labels, times, values }) => ({
      name,
      labels,
      timesSeconds: times,
      values,
    })),
    notes: [
      `${frames.size} series of OpenMetrics`,
      ...(untimed > 0 ? [`${counted(untimed, "sample")} without a time left out`] : []),
      ...(broken > 0 ? [`${counted(broken, "line")} that can't be read left out`] : []),
    ],
  };
}

function labelsOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let match = LABEL.exec(text); match !== null; match = LABEL.exec(text)) {
    found[match[1]!] = match[2]!.replace(/\\(.)/g, (_, letter) => letter === "n" ? "\n" : letter);
  }
  return found;
}

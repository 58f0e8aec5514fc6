import { z } from "zod";
import { QueryFailure } from "./failure.ts";

/** A series of an answer: its labels, and its samples by time. */
export interface Series {
  /** Labels by name; `__name__` among them where the expression keeps it. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds by the server's clock, ascending. */
  readonly times: readonly number[];
  /** A value a time; NaN and infinities included. */
  readonly values: readonly number[];
}

/** What a query came to. */
export interface Answer {
  /** What the expression is: one sample a series, a stretch of them, or a number without labels. */
  readonly type: "vector" | "matrix" | "scalar";
  /** Its series; of a scalar a single one without labels. */
  readonly series: readonly Series[];
  /** What the server warns of. */
  readonly warnings: readonly string[];
}

const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const result = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric: labels, value: sample })) }),
  z.object({
    resultType: z.literal("matrix"),
    result: z.array(z.object({ metric: labels, values: z.array(sample) })),
  }),
  z.object({ resultType: z.literal("scalar"), result: sample }),
]);
const success = z.object({
  status: z.literal("success"),
  data: result,
  warnings: z.array(z.string()).optional(),
});
const failure = z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() });

/** Errors that pass: of a server that is busy, not of a query that is wrong. */
const PASSING_ERRORS: readonly string[] = ["timeout", "canceled", "unavailable", "internal"];

/** What the server says of a query that it did not answer; undefined where it is not the answer of a Prometheus server. */
export function errorOf(body: unknown): QueryFailure | undefined {
  const { success: known, data } = failure.safeParse(body);
  if (!known) return undefined;
  return new QueryFailure(PASSING_ERRORS.includes(data.errorType) ? "away" : "rejected", data.error);
}

/**
 * Reads the body of an answer.
 *
 * @throws {QueryFailure} for an error of the server's, or what is no answer to a query
 */
export function readAnswer(body: unknown): Answer {
  const error = errorOf(body);
  if (error) throw error;
  const parsed = success.safeParse(body);
  if (!parsed.success) throw new QueryFailure("refused", "the answer is not that of a Prometheus server");
  const { data, warnings = [] } = parsed.data;
  switch (data.resultType) {
    case "vector":
      return {
        type: "vector",
        warnings,
        series: data.result.map(({ metric, value }) => seriesOf(metric, [value])),
      };
    case "matrix":
      return {
        type: "matrix",
        warnings,
        series: data.result.map(({ metric, values }) => seriesOf(metric, values)),
      };
    case "scalar":
      return { type: "scalar", warnings, series: [seriesOf({}, [data.result])] };
  }
}

function seriesOf(labels: Series["labels"], samples: readonly (readonly [number, string])[]): Series {
  return {
    labels,
    times: samples.map(([time]) => time),
    values: samples.map(([, value]) => parseValue(value)),
  };
}

/** A value as Prometheus writes it: a number, `NaN`, `+Inf` or `-Inf`. */
export function parseValue(text: string): number {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return text.trim() === "" ? NaN : Number(text);
}

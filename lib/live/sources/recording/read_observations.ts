import { z } from "zod";
import { checkOptions } from "../../../model/check_options.ts";
import { type LogRecord, METRIC_COUNT, type Observation, type Span, UsageError } from "../../../model/mod.ts";

const value = z.union([z.number(), z.null()]);

/** A line; what is not an observation by its fields is passed over, so that other records may stand between. */
const LINE = z.object({
  step: z.int().min(0),
  timeSeconds: z.number(),
  values: z.array(value),
  logs: z.array(z.custom<LogRecord>((record) => typeof record === "object" && record !== null))
    .exactOptional(),
  spans: z.array(z.custom<Span>((span) => typeof span === "object" && span !== null)).exactOptional(),
});

/**
 * Reads observations from JSON Lines, one a line as `observationLine` writes them. A line that is torn at the end, as by a process that was killed,
 * is left out.
 *
 * @param services how many the topology has
 * @throws {UsageError} naming the line
 */
export function readObservations(text: string, services: number): Observation[] {
  const lines = text.split("\n");
  const observations: Observation[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    if (parsed === undefined) {
      if (i === lines.length - 1) break;
      throw new UsageError(`line ${i + 1} is not JSON`);
    }
    observations.push(observationOf(parsed, { line: i + 1, services }));
  }
  const late = observations.findIndex((one, i) =>
    i > 0 && one.timeSeconds <= observations[i - 1]!.timeSeconds
  );
  if (late > 0) throw new UsageError(`observation ${late + 1} is not later than the one before it`);
  return observations;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function observationOf(input: unknown, { line, services }: { line: number; services: number }): Observation {
  const { values, step, timeSeconds, logs, spans } = checkOptions(`line ${line}`, LINE, input, "it");
  if (values.length !== services * METRIC_COUNT) {
    throw new UsageError(
      `line ${line}: ${services} services have ${services * METRIC_COUNT} values, found ${values.length}`,
    );
  }
  return {
    step,
    timeSeconds,
    values: Float64Array.from(values, (one) => one ?? NaN),
    ...(logs && { logs }),
    ...(spans && { spans }),
  };
}

/** An observation as a line of JSON without its end; NaN is null. */
export function observationLine({ values, ...rest }: Observation): string {
  return JSON.stringify({ ...rest, values: Array.from(values, (one) => Number.isFinite(one) ? one : null) });
}

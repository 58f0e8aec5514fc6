import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import {
  type Dependency,
  type Incident,
  type LogRecord,
  type MetricTable,
  nearestName,
  requireName,
  type Signals,
  type Span,
  UsageError,
} from "../../model/mod.ts";
import { wallTime, zoneSchema } from "../../model/shown/wall_clock.ts";
import { rowsWhere } from "../reading/table.ts";
import { withSilentPeers } from "./spans.ts";
import { likelyEnd, likelyOnset } from "./onset/onset.ts";

/** What was recorded of one's own incident. */
export interface OwnRecording {
  /** Metrics by service, as `serviceMetrics` reads them. */
  readonly metrics?: MetricTable;
  /** Log records, by time. */
  readonly logs?: readonly LogRecord[];
  /** Spans, by start. */
  readonly spans?: readonly Span[];
}

/** What is known about it. */
export interface OwnIncidentOptions {
  /** When it began, Unix seconds; "auto": where the metrics change most. */
  readonly onset: number | "auto";
  /** When it was over, Unix seconds; Infinity: it lasted until the end. Default: when the metrics that moved are back where they were. */
  readonly end?: number;
  /** Who calls whom. Default: as the spans say, if there are any. */
  readonly graph?: readonly Dependency[];
  /** The service where users felt it. */
  readonly symptom?: string;
  /** Its name. Default "own". */
  readonly id?: string;
  /** The zone of the IANA database in which errors tell times. Default UTC. */
  readonly shownZone?: string;
}

/** An incident of one's own, and when it began. */
export interface OwnIncident {
  /** What a diagnoser is shown. */
  readonly incident: Incident;
  /** When it began: Unix seconds. */
  readonly onsetSeconds: number;
  /** When it was over: Unix seconds; Infinity where it lasted until the end. What comes later is left out. */
  readonly endSeconds: number;
}

/** Rows that a diagnoser needs before and after the beginning. */
const [MIN_ROWS_BEFORE, MIN_ROWS_AFTER] = [5, 2];
const NO_METRICS: MetricTable = { indicators: [], timesSeconds: new Float64Array(0), columns: [] };

const ARGUMENTS = z.object({
  recording: objectWith<OwnRecording>({}),
  options: z.strictObject({
    onset: z.union([z.number(), z.literal("auto")]),
    end: z.union([z.number(), z.literal(Infinity)]).optional(),
    graph: z.array(z.object({ caller: z.string(), callee: z.string() })).optional(),
    symptom: z.string().optional(),
    id: z.string().optional(),
    shownZone: zoneSchema.optional(),
  }),
});

/**
 * Makes an incident for the diagnosers of what one has recorded: metrics, logs and spans of any origin, parted where it began. Calls to
 * what records no spans, as a database, are charged to it where the client's span names it.
 *
 * @throws {UsageError} without anything recorded or of a single service, for a beginning outside of it or too close to its ends, and for a symptom or a graph of
 * services that nothing was recorded of
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { ownIncident } from "./incident.ts";
 * import { serviceMetrics } from "./metrics.ts";
 * const rows = Array.from({ length: 40 }, (_, i) => `${1700000000 + 15 * i},${i < 30 ? 0.2 : 0.9},0.1`);
 * const { table } = serviceMetrics(`time,db_cpu,web_cpu\n${rows.join("\n")}`, "mine.csv");
 * const { incident, onsetSeconds } = ownIncident({ metrics: table }, { onset: "auto" });
 * deepStrictEqual([incident.services, onsetSeconds], [["db", "web"], 1700000000 + 15 * 30]);
 * ```
 */
export function ownIncident(given: OwnRecording, options: OwnIncidentOptions): OwnIncident {
  checkOptions("ownIncident", ARGUMENTS, { recording: given, options });
  const recording = recordingOf(given);
  const { metrics = NO_METRICS } = recording;
  const onsetSeconds = options.onset === "auto" ? found(metrics) : options.onset;
  requireInside(onsetSeconds, recording, options.shownZone);
  const endSeconds = options.end ?? likelyEnd(metrics, onsetSeconds);
  if (!(endSeconds > onsetSeconds)) {
    throw new UsageError(
      `An incident ends after it began, found ${wallTime(endSeconds, options.shownZone)} for one from ${
        wallTime(onsetSeconds, options.shownZone)
      } on`,
    );
  }
  return {
    onsetSeconds,
    endSeconds,
    incident: incidentOf(recording, options, {
      before: (seconds) => seconds < onsetSeconds,
      after: (seconds) => seconds >= onsetSeconds && seconds < endSeconds,
    }),
  };
}

/**
 * The same where no beginning is found: all that was recorded stands before it. undefined where a beginning is found, or where there are no
 * metrics to find it by.
 *
 * @throws {UsageError} as `ownIncident`, but for the beginning
 */
export function quietRecording(
  given: OwnRecording,
  options: Omit<OwnIncidentOptions, "onset" | "end">,
): Incident | undefined {
  const recording = recordingOf(given);
  if (recording.metrics === undefined || !Number.isNaN(likelyOnset(recording.metrics))) return undefined;
  return incidentOf(recording, options, { before: () => true, after: () => false });
}

/** What was recorded, with the services that record no spans. */
function recordingOf(given: OwnRecording): OwnRecording {
  const { metrics = NO_METRICS, logs = [], spans = [] } = given;
  if (metrics.timesSeconds.length + logs.length + spans.length === 0) {
    throw new UsageError("An incident needs metrics, logs or spans, found none");
  }
  return { ...given, ...(given.spans && { spans: withSilentPeers(given.spans) }) };
}

type InTime = (seconds: number) => boolean;

function incidentOf(
  recording: OwnRecording,
  options: Omit<OwnIncidentOptions, "onset" | "end">,
  { before, after }: { readonly before: InTime; readonly after: InTime },
): Incident {
  const { metrics = NO_METRICS, logs = [], spans = [] } = recording;
  const graph = options.graph ?? (spans.length > 0 ? graphOf(spans) : undefined);
  const services = servicesOf(recording, graph);
  if (services.length < 2) {
    throw new UsageError(
      `An incident needs two services or more to tell between, found only "${services[0]}"`,
    );
  }
  const { symptom } = options;
  if (symptom !== undefined) requireName("symptom", symptom, services);
  const side = (wanted: InTime): Signals => ({
    metrics: rowsWhere(metrics, wanted),
    ...(recording.logs && { logs: logs.filter(({ timeSeconds }) => wanted(timeSeconds)) }),
    ...(recording.spans && { spans: spans.filter(({ startSeconds }) => wanted(startSeconds)) }),
  });
  return {
    id: options.id ?? "own",
    services,
    before: side(before),
    after: side(after),
    ...(graph && { graph }),
    ...(symptom !== undefined && { symptom: { service: symptom } }),
  };
}

function found(metrics: MetricTable): number {
  if (metrics.timesSeconds.length === 0) {
    throw new UsageError("Without metrics the beginning can't be found: say when it was, as --onset TIME");
  }
  const onset = likelyOnset(metrics);
  if (Number.isNaN(onset)) {
    throw new UsageError(
      "No metric changes much at any time, so that the beginning can't be found: say when it was",
    );
  }
  return onset;
}

/** Every service that metrics, logs or spans name, or the graph. */
function servicesOf(
  { metrics, logs = [], spans = [] }: OwnRecording,
  graph: readonly Dependency[] = [],
): string[] {
  const recorded = new Set([
    ...(metrics?.indicators ?? []).map(({ service }) => service),
    ...logs.map(({ service }) => service),
    ...spans.map(({ service }) => service),
  ]);
  const unknown = graph.flatMap(({ caller, callee }) => [caller, callee]).filter((name) =>
    !recorded.has(name)
  );
  if (graph.length > 0 && unknown.length === 2 * graph.length) {
    requireName("service of the graph", unknown[0]!, [...recorded]);
  }
  const missing = [...recorded].filter((name) =>
    !graph.some((call) => call.caller === name || call.callee === name)
  );
  for (const name of unknown) {
    const meant = nearestName(name, missing);
    if (meant !== undefined) {
      throw new UsageError(
        `Nothing was recorded of the graph's service ${JSON.stringify(name)}: did you mean ${
          JSON.stringify(meant)
        }?`,
      );
    }
  }
  return [...new Set([...recorded, ...unknown])];
}

/** Who called whom, as spans say whose parents are of another service; ids are unique only within a trace. */
function graphOf(spans: readonly Span[]): Dependency[] {
  const byId = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span.service]));
  const edges = new Map<string, Dependency>();
  for (const { traceId, parentSpanId, service } of spans) {
    const caller = byId.get(`${traceId} ${parentSpanId}`);
    if (caller === undefined || caller === service) continue;
    edges.set(`${caller} ${service}`, { caller, callee: service });
  }
  return [...edges.values()];
}

function requireInside(
  onset: number,
  { metrics, logs = [], spans = [] }: OwnRecording,
  zone: string | undefined,
): void {
  const times = [
    ...(metrics?.timesSeconds ?? []),
    ...logs.map(({ timeSeconds }) => timeSeconds),
    ...spans.map(({ startSeconds }) => startSeconds),
  ];
  const before = times.filter((time) => time < onset).length;
  const after = times.length - before;
  if (before >= MIN_ROWS_BEFORE && after >= MIN_ROWS_AFTER) return;
  const [first, last] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [
    Infinity,
    -Infinity,
  ]);
  throw new UsageError(
    `The beginning must have ${MIN_ROWS_BEFORE} rows before it and ${MIN_ROWS_AFTER} from it on, found ${
      wallTime(onset, zone)
    } with ${before} and ${after}: recorded was ${wallTime(first, zone)} to ${wallTime(last, zone)}`,
  );
}

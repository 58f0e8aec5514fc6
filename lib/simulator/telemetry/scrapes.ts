import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import {
  type LogRecord,
  type Metric,
  METRIC_COUNT,
  METRICS,
  type Observation,
  requireName,
  type Span,
  STEP_SECONDS,
  UsageError,
} from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import { createStream } from "../../random/mod.ts";
import type { Network } from "../topology/network.ts";

/** What becomes of the metrics between the system and who looks at them. A missing value is NaN. */
export interface Scrapes {
  /** Share of the scrapes (one service at one time) that are lost, 0 to 1. Default 0. */
  readonly lostShare?: number;
  /** Whether the last value stands in for a lost scrape, in place of NaN. Default false. */
  readonly held?: boolean;
  /** A scrape shows up to this many steps late, each by itself, 0 to 24; what is known stands until then. Default 0. */
  readonly lateSteps?: number;
  /** Steps from one scrape to the next, 1 to 60; what is known stands in between. Default 1. */
  readonly everySteps?: number;
  /** Clocks of services are behind by 0 to this many steps, each by a constant of its own drawn per seed, 0 to 24. Default 0. */
  readonly clockSkewSteps?: number;
  /** Services that export no metrics: their names, or how many, drawn per seed among those behind the front. Default none. */
  readonly silent?: number | readonly string[];
  /** What is read of a silent service: "missing" is NaN, "zero" is 0. Default "missing". */
  readonly silentAs?: "missing" | "zero";
  /** Metrics that no service exports. Default none. */
  readonly lostMetrics?: readonly Metric[];
}

const delay = z.int().min(0).max(24).optional();

/** The schema of `Scrapes`. */
export const scrapesSchema: z.ZodType<Scrapes> = z.strictObject({
  lostShare: z.number().min(0).max(1).optional(),
  held: z.boolean().optional(),
  lateSteps: delay,
  everySteps: z.int().min(1).max(60).optional(),
  clockSkewSteps: delay,
  silent: z.union([z.int().min(0), z.array(z.string())]).optional(),
  silentAs: z.enum(["missing", "zero"]).optional(),
  lostMetrics: z.array(z.enum(METRICS)).optional(),
}) as z.ZodType<Scrapes>;

/** What monitoring shows of a system, given what was measured of it. */
export interface Scraper {
  /** Begins an episode. @param key what it is drawn from */
  reset(key: string | number): void;
  /** What is shown of a step, in values of its own. */
  show(observation: Observation): Observation;
  /** All that is carried from step to step: finite numbers, for JSON. */
  save(): number[];
  /** Goes back to what `save` returned. @throws {UsageError} for what it did not return */
  restore(saved: readonly number[] | undefined): void;
}

/** Stands for NaN, which JSON does not know; no metric is negative. */
const MISSING = -1;

/** @throws {UsageError} for a service that the network does not have, or more silent ones than there are behind the front */
export function checkScrapes(scrapes: Scrapes, { topology: { services } }: Network): void {
  const names = services.map(({ name }) => name);
  const { silent = 0 } = scrapes;
  if (typeof silent === "object") silent.forEach((name) => requireName("service", name, names));
  else checkOptions("createEnvironment", z.int().min(0).max(names.length - 1), silent, "scrapes.silent");
}

/** Whether values can be missing, as NaN. */
export function canMiss(
  { lostShare = 0, held = false, silent = 0, silentAs, lostMetrics = [] }: Scrapes,
): boolean {
  const mute = typeof silent === "object" ? silent.length > 0 : silent > 0;
  return (lostShare > 0 && !held) || (mute && silentAs !== "zero") || lostMetrics.length > 0;
}

/** Creates what stands between the measured values and the agent. */
export function createScraper(scrapes: Scrapes, network: Network): Scraper {
  const { lostShare = 0, held = false, lateSteps = 0, everySteps = 1, clockSkewSteps = 0 } = scrapes;
  const { silent = 0, silentAs = "missing", lostMetrics = [] } = scrapes;
  const { nodes, front, topology: { services } } = network;
  const width = nodes * METRIC_COUNT;
  const [depth, arrivals] = [clockSkewSteps + 1, lateSteps + 1];
  const buffer = new Float64Array(width + nodes + depth * width + arrivals * (width + nodes));
  let used = 0;
  const view = (length: number) => buffer.subarray(used, used += length);
  /** What is known of each service, and the step in which it was scraped. */
  const [known, scraped] = [view(width), view(nodes)];
  /** What was measured in the last steps, by step modulo depth. */
  const measured = view(depth * width);
  /** What arrives in the next steps, and when it was scraped, by step modulo arrivals; -1: nothing. */
  const [arriving, takenAt] = [view(arrivals * width), view(arrivals * nodes)];
  const nodeOf = new Map(services.map(({ name }, node) => [name, node]));
  const mute = new Uint8Array(nodes);
  const behind = new Int32Array(nodes);
  const lostColumns = METRICS.flatMap((metric, column) => lostMetrics.includes(metric) ? [column] : []);
  let key: string | number = 0;

  /** The rows of a service in a matrix of steps, as a view. */
  const rowOf = (matrix: Float64Array, step: number, period: number, node: number) => {
    const from = (step % period) * width + node * METRIC_COUNT;
    return matrix.subarray(from, from + METRIC_COUNT);
  };

  function scrape(step: number): void {
    const stream = createStream(key, "scrapes", step);
    const due = step % everySteps === 0;
    for (let node = 0; node < nodes; node++) {
      const lost = stream.next() < lostShare;
      const late = Math.floor(stream.next() * (lateSteps + 1));
      if (!due) continue;
      // There is nothing yet that could stand in for the first scrape.
      if (lost && !(held && step === 0)) {
        if (!held) known.fill(MISSING, node * METRIC_COUNT, (node + 1) * METRIC_COUNT);
        continue;
      }
      const arrival = step === 0 ? 0 : step + late;
      const from = Math.max(0, step - behind[node]!);
      rowOf(arriving, arrival, arrivals, node).set(rowOf(measured, from, depth, node));
      takenAt[(arrival % arrivals) * nodes + node] = step;
    }
  }

  function receive(step: number): void {
    for (let node = 0; node < nodes; node++) {
      const at = (step % arrivals) * nodes + node;
      const taken = takenAt[at]!;
      takenAt[at] = -1;
      if (taken < 0 || taken < scraped[node]!) continue;
      scraped[node] = taken;
      known.set(rowOf(arriving, step, arrivals, node), node * METRIC_COUNT);
    }
  }

  function shown(): Float64Array {
    const values = Float64Array.from(known, (value) => value === MISSING ? NaN : value);
    for (let node = 0; node < nodes; node++) {
      const row = node * METRIC_COUNT;
      if (mute[node] === 1) values.fill(silentAs === "zero" ? 0 : NaN, row, row + METRIC_COUNT);
      for (const column of lostColumns) values[row + column] = NaN;
    }
    return values;
  }

  return {
    reset(next) {
      key = next;
      const stream = createStream(key, "scrapes");
      known.fill(MISSING);
      scraped.fill(-1);
      takenAt.fill(-1);
      measured.fill(0);
      arriving.fill(0);
      for (let node = 0; node < nodes; node++) {
        behind[node] = Math.floor(stream.next() * (clockSkewSteps + 1));
      }
      mute.fill(0);
      if (typeof silent === "object") {
        services.forEach(({ name }, node) => mute[node] = silent.includes(name) ? 1 : 0);
      } else {
        const others = services.flatMap((_, node) => node === front ? [] : [node]);
        for (let i = 0; i < silent; i++) mute[others.splice(stream.integer(others.length), 1)[0]!] = 1;
      }
    },
    show({ step, timeSeconds, values, logs, spans }) {
      const from = (step % depth) * width;
      for (let i = 0; i < width; i++) measured[from + i] = Number.isNaN(values[i]) ? MISSING : values[i]!;
      scrape(step);
      receive(step);
      const late = (service: string) => behind[nodeOf.get(service)!]! * STEP_SECONDS;
      return {
        step,
        timeSeconds,
        values: shown(),
        ...(logs && { logs: logs.map((log) => lateLog(log, late(log.service))) }),
        ...(spans && { spans: spans.map((span) => lateSpan(span, late(span.service))) }),
      };
    },
    save: () => [...buffer],
    restore: (saved) => {
      if (Array.isArray(saved) && saved.length === buffer.length && saved.every(Number.isFinite)) {
        return buffer.set(saved);
      }
      throw new UsageError(
        `restore: the snapshot's scrapes must be ${buffer.length} numbers, found ${showValue(saved)}`,
      );
    },
  };
}

/** A record with the time of a clock that is behind. */
function lateLog(log: LogRecord, seconds: number): LogRecord {
  return seconds === 0 ? log : { ...log, timeSeconds: log.timeSeconds - seconds };
}

/** A span with the times of a clock that is behind. */
function lateSpan(span: Span, seconds: number): Span {
  if (seconds === 0) return span;
  return {
    ...span,
    startSeconds: span.startSeconds - seconds,
    endSeconds: span.endSeconds - seconds,
    ...(span.events && {
      events: span.events.map((event) => ({ ...event, timeSeconds: event.timeSeconds - seconds })),
    }),
  };
}

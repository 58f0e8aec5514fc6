import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  type MetricTable,
  REQUEST_RATE,
  type Signals,
} from "../../model/mod.ts";
import { type Baseline, knowsLoad, learnBaseline } from "../metrics/baseline.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { type Adjacency, adjacency } from "../graph/call_graph.ts";
import { type Level, levelOf, readingsOf, ROLES } from "../metrics/service_metrics.ts";

/**
 * The features of a service from its own metrics. Each is 0 if nothing is known; but in the layout of observations, of which a
 * trained model may expect every metric, one that follows from a missing measurement is NaN.
 */
export const OWN_FEATURES = [
  ...ROLES.flatMap((role) => [`${role} rise`, `${role} fall`]),
  "latency ratio",
  "latest latency",
  "latency a row before",
  "latency two rows before",
  "requests ratio",
  "errors now",
  "error rise",
  "cpu now",
  "cpu per request",
  "memory gain",
] as const;

/** The features of a service from the call graph and its load, 0 or NaN as those of `OWN_FEATURES`. */
export const GRAPH_FEATURES = [
  "own latency",
  "own errors",
  "latency share",
  "calls missing in",
  "calls missing out",
  "calls surplus in",
  "caller waits",
  "waits for callee",
  "misses",
  "store misses",
  "slow callers",
  "calls lost in",
  "calls lost out",
  "waits before losses in",
  "waits before losses out",
] as const;

/** Metric features of an incident: services x features, row by row. */
export interface MetricFeatures {
  readonly own: Float64Array;
  readonly graph: Float64Array;
}

/** Latest rows that loads are averaged over. */
const LATEST_ROWS = 3;

/** Learns from the window before; the function returned judges the window after. */
export function learnMetricFeatures(
  context: DiagnoserContext,
  before: Signals,
): (after: Signals) => MetricFeatures {
  const readings = readingsOf(context.services, before.metrics);
  const load = loadModel(context, before.metrics);
  const { callees } = adjacency(context.services, context.graph ?? []);
  return ({ metrics }) => {
    const levels = readings.map((its) => ROLES.map((role) => levelOf(its, role, metrics)));
    return {
      own: ownFeatures(context.services.length, levels, load, metrics),
      graph: graphFeatures(context.services.length, { levels, callees, load, metrics }),
    };
  };
}

/** The calls expected to arrive, if the topology is known and metrics are in the layout of its observations. */
interface LoadModel {
  readonly baseline: Baseline;
  readonly topology: NonNullable<DiagnoserContext["topology"]>;
}

function loadModel(context: DiagnoserContext, before: MetricTable): LoadModel | undefined {
  const { topology } = context;
  if (topology === undefined || !knowsLoad(context, before)) return undefined;
  return { baseline: learnBaseline(topology, before), topology };
}

function nowOf({ columns }: MetricTable): (service: number, metric: number) => number {
  return (service, metric) => {
    const column = columns[service * METRIC_COUNT + metric]!;
    const count = Math.min(LATEST_ROWS, column.length);
    let [sum, measured] = [0, 0];
    for (let i = column.length - count; i < column.length; i++) {
      if (Number.isNaN(column[i])) continue;
      sum += column[i]!;
      measured++;
    }
    return measured > 0 ? sum / measured : NaN;
  };
}

type Levels = readonly (readonly (Level | undefined)[])[];
const [LATENCY, ERRORS, CPU, MEMORY, REQUESTS] = [0, 1, 2, 3, 4] as const;

function ownFeatures(
  count: number,
  levels: Levels,
  load: LoadModel | undefined,
  metrics: MetricTable,
): Float64Array {
  const width = OWN_FEATURES.length;
  const features = new Float64Array(count * width);
  const now = load && nowOf(metrics);
  for (let i = 0; i < count; i++) {
    let at = i * width;
    const its = levels[i]!;
    its.forEach((level, role) => {
      const unknown = load !== undefined && role < METRIC_COUNT ? NaN : 0;
      features[at++] = level === undefined ? unknown : squashed(level.rise);
      features[at++] = level === undefined ? unknown : squashed(level.fall);
    });
    const unknown = load === undefined ? 0 : NaN;
    features[at++] = its[LATENCY] ? logRatio(its[LATENCY].now, its[LATENCY].usual) : unknown;
    for (let back = 0; back < LATEST_ROWS; back++) {
      features[at++] = its[LATENCY] ? wideRatio(its[LATENCY].latest[back] ?? 0, its[LATENCY].usual) : unknown;
    }
    features[at++] = its[REQUESTS] ? logRatio(its[REQUESTS].now, its[REQUESTS].usual) : unknown;
    features[at++] = load ? clipped(now!(i, ERROR_RATE), 0, 1) : 0;
    features[at++] = load ? clipped(now!(i, ERROR_RATE) - load.baseline.usual(i, ERROR_RATE), -1, 1) : 0;
    features[at++] = load ? clipped(now!(i, CPU_UTILISATION), 0, 1) : 0;
    features[at++] = load
      ? cpuPerRequestRatio(i, now!, load.baseline)
      : logRatio(its[CPU]?.now ?? 0, its[CPU]?.usual ?? 0) -
        logRatio(its[REQUESTS]?.now ?? 0, its[REQUESTS]?.usual ?? 0);
    features[at++] = load
      ? clipped(now!(i, MEMORY_UTILISATION) - load.baseline.usual(i, MEMORY_UTILISATION), -1, 1)
      : within((its[MEMORY]?.now ?? 0) / (its[MEMORY]?.usual ?? 1) - 1, -1, 1) / 2;
  }
  return features;
}

function graphFeatures(
  count: number,
  { levels, callees, load, metrics }: {
    levels: Levels;
    callees: Adjacency["callees"];
    load: LoadModel | undefined;
    metrics: MetricTable;
  },
): Float64Array {
  const width = GRAPH_FEATURES.length;
  const features = new Float64Array(count * width);
  const unknown = load === undefined ? 0 : NaN;
  const excess = levels.map(([latency]) => latency ? Math.max(0, latency.now - latency.usual) : unknown);
  const errors = levels.map((its) => its[ERRORS] ? Math.abs(its[ERRORS].now - its[ERRORS].usual) : unknown);
  const calls = callees.flatMap((its, caller) => its.map((callee) => [caller, callee] as const));
  const explained = new Float64Array(count);
  const inherited = new Float64Array(count);
  for (const [caller, callee] of calls) {
    explained[caller] = Math.max(explained[caller]!, excess[callee]!);
    inherited[caller] = Math.max(inherited[caller]!, errors[callee]!);
  }
  const largest = Math.max(1e-9, ...excess.filter((x) => !Number.isNaN(x)));
  for (let i = 0; i < count; i++) {
    const at = i * width;
    const usual = levels[i]![LATENCY]?.usual ?? 0;
    const own = Math.max(0, excess[i]! - explained[i]!);
    features[at] = Number.isNaN(own) ? NaN : usual > 0 ? Math.min(3, Math.log1p(own / usual)) : 0;
    features[at + 1] = clipped(errors[i]! - inherited[i]!, 0, 1);
    features[at + 2] = own / largest;
  }
  for (const [caller, callee] of calls) {
    // The caller is slow and this callee is not: it may be the link.
    const at = callee * width + 10;
    if (excess[callee]! < 0.3 * excess[caller]!) {
      features[at] = Math.max(features[at]!, features[caller * width]!);
    }
  }
  if (load) addLoadFeatures(features, width, load, metrics);
  return features;
}

function addLoadFeatures(
  features: Float64Array,
  width: number,
  { baseline, topology }: LoadModel,
  metrics: MetricTable,
): void {
  const now = nowOf(metrics);
  const rateOf = (service: number) => now(service, REQUEST_RATE);
  const at = new Map(topology.services.map(({ name }, i) => [name, i]));
  const callers = new Set(topology.calls.map(({ caller }) => at.get(caller)!));
  const rows = latestRows(metrics, callers, 1 + ROWS_BEFORE_LOSSES);
  const raised = new Set<number>();
  const raise = (service: number, feature: number, value: number) => {
    const place = service * width + feature;
    // Missing only where no call that counts could be measured.
    if (Number.isNaN(value)) {
      if (!raised.has(place)) features[place] = NaN;
      return;
    }
    features[place] = raised.has(place)
      ? Math.max(features[place]!, within(value, 0, 3))
      : within(value, 0, 3);
    raised.add(place);
  };
  topology.calls.forEach(({ caller, callee, timeoutSeconds, onMissOf }, call) => {
    const [from, to] = [at.get(caller)!, at.get(callee)!];
    const share = baseline.arrivingShare(call, rateOf);
    const wait = now(from, LATENCY_P95_MS) / (1000 * timeoutSeconds);
    const usualWait = baseline.usual(from, LATENCY_P95_MS) / (1000 * timeoutSeconds);
    const waits = clipped(wait - usualWait, 0, 2);
    raise(to, 3, (1 - share) * Math.min(1, 2 * waits));
    raise(from, 4, (1 - share) * Math.min(1, 2 * waits));
    const latest = lossesOf(rows, {
      shareIn: ({ rates }) => baseline.arrivingShare(call, (service) => rates[service]!),
      waitIn: ({ p95s }) => p95s.get(from)! / (1000 * timeoutSeconds) - usualWait,
    });
    raise(to, 11, latest.losses);
    raise(from, 12, latest.losses);
    raise(to, 13, latest.waitsBefore);
    raise(from, 14, latest.waitsBefore);
    raise(to, 5, Math.log(Math.max(share, 1)));
    raise(to, 6, waits);
    raise(from, 7, waits);
    if (onMissOf === undefined) return;
    const misses = Math.log(Math.max(1, baseline.missInflation(call, rateOf)));
    raise(at.get(onMissOf)!, 8, misses);
    raise(to, 9, misses);
  });
}

/** The least share of arriving calls that is told from none. */
const MIN_SHARE = 0.01;
/** Share of the calls from which all of them arrive but for noise. */
const WHOLE_SHARE = 0.75;
/** Rows in which a caller may have waited before calls went missing. */
const ROWS_BEFORE_LOSSES = 5;

/** Request rates of every service, and p95s (ms) of those that call others, in one row. */
interface Row {
  readonly rates: readonly number[];
  readonly p95s: ReadonlyMap<number, number>;
}

/** The latest rows, the newest first, each column read once. */
function latestRows({ columns }: MetricTable, callers: ReadonlySet<number>, count: number): readonly Row[] {
  const services = Array.from({ length: columns.length / METRIC_COUNT }, (_, i) => i * METRIC_COUNT);
  const rates = services.map((at) => columns[at + REQUEST_RATE]!);
  const p95s = [...callers].map((i) => [i, columns[i * METRIC_COUNT + LATENCY_P95_MS]!] as const);
  const rows = Math.min(count, rates[0]?.length ?? 0);
  return Array.from({ length: rows }, (_, back) => ({
    rates: rates.map((column) => column.at(-1 - back)!),
    p95s: new Map(p95s.map(([i, column]) => [i, column.at(-1 - back)!])),
  }));
}

/**
 * How few calls arrive in the latest row, 0 to 1 on a logarithmic scale, as far as their caller waits: few arrive over a broken link, next to
 * none through a pool without connections. And how long their caller waited in a row before, in timeouts, while they still arrived.
 */
function lossesOf(
  rows: readonly Row[],
  { shareIn, waitIn }: { shareIn: (row: Row) => number; waitIn: (row: Row) => number },
): { losses: number; waitsBefore: number } {
  const [latest, ...earlier] = rows.map((row) => ({
    share: clipped(shareIn(row), MIN_SHARE, 1),
    waits: clipped(waitIn(row), 0, 1),
  }));
  if (latest === undefined) return { losses: NaN, waitsBefore: NaN };
  const losses = Math.log(latest.share) / Math.log(MIN_SHARE) * Math.min(1, 2 * latest.waits);
  const waits = earlier.map(({ share, waits }) => share >= WHOLE_SHARE && waits > 0 ? waits : 0);
  return { losses, waitsBefore: losses === 0 ? 0 : losses * Math.max(0, ...waits) };
}

/** Deviations of 1,000 spreads and more are squashed to 1. */
const SATURATION = Math.log1p(1000);

/** A deviation in spreads, 0 or more, on a logarithmic scale from 0 to 1. */
export function squashed(deviation: number): number {
  return deviation > 0 ? Math.min(1, Math.log1p(deviation) / SATURATION) : 0;
}

/** The logarithm of a ratio, clipped to ±3; 0 if either number is not positive. */
export function logRatio(now: number, usual: number): number {
  if (!(now > 0 && usual > 0)) return 0;
  return Math.max(-3, Math.min(3, Math.log(now / usual)));
}

/** As `logRatio` for latencies, of which an overload makes a hundredfold: clipped to ±5. */
function wideRatio(now: number, usual: number): number {
  return now > 0 && usual > 0 ? within(Math.log(now / usual), -5, 5) : 0;
}

/** A number clipped to a range; 0 for NaN. */
export function within(x: number, least: number, greatest: number): number {
  return Number.isNaN(x) ? 0 : Math.max(least, Math.min(greatest, x));
}

/** A number clipped to a range; NaN for NaN. */
function clipped(x: number, least: number, greatest: number): number {
  return Math.max(least, Math.min(greatest, x));
}

/** The logarithm of the CPU per request, relative to the usual; 0 without requests, NaN where it was not measured. */
function cpuPerRequestRatio(
  service: number,
  now: (service: number, metric: number) => number,
  baseline: Baseline,
): number {
  const perRequest = now(service, CPU_UTILISATION) / now(service, REQUEST_RATE);
  const usual = baseline.cpuPerRequest(service);
  const isMissing = Number.isNaN(now(service, CPU_UTILISATION)) || Number.isNaN(now(service, REQUEST_RATE)) ||
    Number.isNaN(usual);
  return isMissing ? NaN : logRatio(perRequest, usual);
}

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

/** The features of a service from its own metrics. Each is 0 if nothing is known. */
export const OWN_FEATURES = [
  ...ROLES.flatMap((role) => [`${role} rise`, `${role} fall`]),
  "latency ratio",
  "requests ratio",
  "errors now",
  "error rise",
  "cpu now",
  "cpu per request",
  "memory gain",
] as const;

/** The features of a service from the call graph and its load. Each is 0 if nothing is known. */
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
    let sum = 0;
    for (let i = column.length - count; i < column.length; i++) sum += column[i]!;
    return count > 0 ? sum / count : NaN;
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
    for (const level of its) {
      features[at++] = squashed(level?.rise ?? 0);
      features[at++] = squashed(level?.fall ?? 0);
    }
    features[at++] = logRatio(its[LATENCY]?.now ?? 0, its[LATENCY]?.usual ?? 0);
    features[at++] = logRatio(its[REQUESTS]?.now ?? 0, its[REQUESTS]?.usual ?? 0);
    features[at++] = load ? within(now!(i, ERROR_RATE), 0, 1) : 0;
    features[at++] = load ? within(now!(i, ERROR_RATE) - load.baseline.usual(i, ERROR_RATE), -1, 1) : 0;
    features[at++] = load ? within(now!(i, CPU_UTILISATION), 0, 1) : 0;
    features[at++] = load
      ? logRatio(now!(i, CPU_UTILISATION) / now!(i, REQUEST_RATE), load.baseline.cpuPerRequest(i))
      : logRatio(its[CPU]?.now ?? 0, its[CPU]?.usual ?? 0) -
        logRatio(its[REQUESTS]?.now ?? 0, its[REQUESTS]?.usual ?? 0);
    features[at++] = load
      ? within(now!(i, MEMORY_UTILISATION) - load.baseline.usual(i, MEMORY_UTILISATION), -1, 1)
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
  const excess = levels.map(([latency]) => latency ? Math.max(0, latency.now - latency.usual) : 0);
  const errors = levels.map((its) => its[ERRORS] ? Math.abs(its[ERRORS].now - its[ERRORS].usual) : 0);
  const calls = callees.flatMap((its, caller) => its.map((callee) => [caller, callee] as const));
  const explained = new Float64Array(count);
  const inherited = new Float64Array(count);
  for (const [caller, callee] of calls) {
    explained[caller] = Math.max(explained[caller]!, excess[callee]!);
    inherited[caller] = Math.max(inherited[caller]!, errors[callee]!);
  }
  const largest = Math.max(1e-9, ...excess);
  for (let i = 0; i < count; i++) {
    const at = i * width;
    const usual = levels[i]![LATENCY]?.usual ?? 0;
    const own = Math.max(0, excess[i]! - explained[i]!);
    features[at] = usual > 0 ? Math.min(3, Math.log1p(own / usual)) : 0;
    features[at + 1] = within(errors[i]! - inherited[i]!, 0, 1);
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
  const raise = (service: number, feature: number, value: number) => {
    const place = service * width + feature;
    features[place] = Math.max(features[place]!, within(value, 0, 3));
  };
  topology.calls.forEach(({ caller, callee, timeoutSeconds, onMissOf }, call) => {
    const [from, to] = [at.get(caller)!, at.get(callee)!];
    const share = baseline.arrivingShare(call, rateOf);
    const wait = now(from, LATENCY_P95_MS) / (1000 * timeoutSeconds);
    const usualWait = baseline.usual(from, LATENCY_P95_MS) / (1000 * timeoutSeconds);
    const waits = within(wait - usualWait, 0, 2);
    raise(to, 3, (1 - share) * Math.min(1, 2 * waits));
    raise(from, 4, (1 - share) * Math.min(1, 2 * waits));
    raise(to, 5, Math.log(Math.max(share, 1)));
    raise(to, 6, waits);
    raise(from, 7, waits);
    if (onMissOf === undefined) return;
    const misses = Math.log(Math.max(1, baseline.missInflation(call, rateOf)));
    raise(at.get(onMissOf)!, 8, misses);
    raise(to, 9, misses);
  });
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

/** A number clipped to a range; 0 for NaN. */
export function within(x: number, least: number, greatest: number): number {
  return Number.isNaN(x) ? 0 : Math.max(least, Math.min(greatest, x));
}

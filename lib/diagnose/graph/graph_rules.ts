import {
  CPU_UTILISATION,
  ERROR_RATE,
  type FaultType,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  number,
  type ParametersOf,
  REQUEST_RATE,
  type Topology,
} from "../../model/mod.ts";
import type { Baseline } from "../metrics/baseline.ts";
import { shareText } from "../../model/shown/share_text.ts";

/** The thresholds of the rules, with the values that were tuned on simulated incidents. */
export const RULE_PARAMETERS = {
  overload: number({
    about: "requests at the front that are an overload, as a multiple of the usual rate",
    range: [1, 100],
    default: 1.42,
  }),
  memoryRise: number({
    about: "rise of memory that is a leak",
    unit: "share of the limit",
    range: [0, 1],
    default: 0.08,
  }),
  busyCpu: number({ about: "CPU utilisation of a busy node", range: [0, 1], default: 0.75 }),
  slowerCpu: number({
    about: "CPU per request that makes a busy node the cause, as a multiple of the usual",
    range: [1, 100],
    default: 1.22,
  }),
  moreMisses: number({
    about: "cache misses of a cold cache, as a multiple of what the load explains",
    range: [1, 100],
    default: 1.42,
  }),
  ownErrors: number({
    about: "error rate that a service's callees don't explain from which it is the cause",
    range: [0, 1],
    default: 0.03,
  }),
  arrivingShare: number({
    about: "share of the calls to a database below which the network is partitioned",
    range: [0, 1],
    default: 0.55,
  }),
  wait: number({
    about: "p95 latency of a caller from which it waits for its callee",
    unit: "timeouts of the call",
    range: [0, 10],
    default: 0.54,
  }),
};

/** Share of the calls to a database below which some don't arrive, while their caller waits. */
const REDUCED_SHARE = 0.965;
/** Share of the calls to a database below which hardly any arrive: a pool without connections lets through as few as a cut link. */
const HARDLY_ANY_SHARE = 0.15;
/** Share of the timeout that the p95 of a caller hardly reaches by lost packets alone. */
const LONG_WAIT = 0.745;
/** Share of the shortest deadline of its callers from which the p95 of a database is that deadline; and error rate of calls that time out. */
const DEADLINE_SHARE = 0.9;
const MIN_TIMED_OUT = 0.06;
/** CPU of a database, as a share of the usual, below which part of its calls don't arrive. */
const CUT_WORK = 0.75;
/** As `moreMisses`, for a poisoned cache, and the error rate of its readers. */
const POISON_MISSES = 1.2;
const POISON_ERRORS = 0.05;

/** An explanation of the symptoms, with the evidence for it in words. */
export interface Hypothesis {
  readonly service: number;
  readonly fault: FaultType;
  /** Probability that the service is right when this rule fires, measured on tuning seeds. */
  readonly confidence: number;
  readonly evidence: string;
  /** What would look the same, where the rule can't tell the two apart. */
  readonly alike?: { readonly service: number; readonly fault: FaultType };
}

/** The latest observations, what is normal, and the thresholds of the rules. */
export interface Scene {
  readonly limits: ParametersOf<typeof RULE_PARAMETERS>;
  readonly topology: Topology;
  readonly front: number;
  readonly baseline: Baseline;
  now(service: number, metric: number): number;
  rateOf(service: number): number;
  /** The rate in the latest row alone; NaN if it was not measured. */
  latestRateOf(service: number): number;
  index(name: string): number;
}

/** Explains the observations; undefined if it doesn't apply. */
export type Rule = (scene: Scene) => Hypothesis | undefined;

/** More requests reach the front than ever in health. */
const overload: Rule = ({ limits, front, baseline, now, rateOf }) => {
  const ratio = rateOf(front) / baseline.usual(front, REQUEST_RATE);
  if (ratio < limits.overload) return;
  const storm = ratio > 2.3 || (ratio > 1.9 && now(front, ERROR_RATE) > 0.3);
  return {
    service: front,
    fault: storm ? "retry_storm" : "traffic_surge",
    confidence: 0.99,
    evidence: `${ratio.toFixed(1)} times the usual requests arrive`,
  };
};

/** Memory has climbed. */
const leak: Rule = ({ limits, topology, baseline, now }) => {
  const service = argMax(
    topology.services.length,
    (i) => now(i, MEMORY_UTILISATION) - baseline.usual(i, MEMORY_UTILISATION),
  );
  const rise = now(service, MEMORY_UTILISATION) - baseline.usual(service, MEMORY_UTILISATION);
  if (rise < limits.memoryRise) return;
  return {
    service,
    fault: "memory_leak",
    confidence: 0.99,
    evidence: `memory is ${(100 * rise).toFixed(0)} points above normal`,
  };
};

/** A node is busy, and busier per request than in health. */
const slowNode: Rule = ({ limits, topology, baseline, now, rateOf }) => {
  const slowdown = (i: number) =>
    now(i, CPU_UTILISATION) < limits.busyCpu
      ? 0
      : now(i, CPU_UTILISATION) / Math.max(rateOf(i), 1e-9) / Math.max(baseline.cpuPerRequest(i), 1e-9);
  const service = argMax(topology.services.length, slowdown);
  if (slowdown(service) < limits.slowerCpu) return;
  return {
    service,
    fault: topology.services[service]!.kind === "database" ? "slow_query" : "cpu_saturation",
    confidence: 0.97,
    evidence: `CPU at ${shareText(now(service, CPU_UTILISATION))}, ${
      slowdown(service).toFixed(1)
    } times the usual per request`,
  };
};

/** A store behind a cache is asked more often than its callers' load explains. */
const coldCache: Rule = ({ limits, topology, baseline, now, rateOf, index }) => {
  const calls = topology.calls;
  const inflation = (i: number) => calls[i]!.onMissOf === undefined ? 0 : baseline.missInflation(i, rateOf);
  const worst = argMax(calls.length, inflation);
  if (calls.length === 0 || inflation(worst) < POISON_MISSES) return;
  const { caller, callee, onMissOf } = calls[worst]!;
  const errors = now(index(caller), ERROR_RATE) - now(index(callee), ERROR_RATE);
  const poisoned = inflation(worst) < 2.8 && errors > POISON_ERRORS;
  if (inflation(worst) < limits.moreMisses && !poisoned) return;
  return {
    service: index(onMissOf!),
    fault: poisoned ? "cache_poison" : "cache_flush",
    confidence: 0.97,
    evidence: `${caller} asks ${callee} ${inflation(worst).toFixed(1)} times as often as its load explains${
      poisoned ? `, and ${shareText(errors)} of its requests fail` : ""
    }`,
  };
};

/**
 * Calls to a database fail at their deadline, and it is not busy: as it is measured at its callers, calls that don't arrive, or only after packets
 * were lost.
 */
const unansweredCalls: Rule = ({ limits, topology, baseline, now }) => {
  const deadline = (name: string) =>
    1000 *
    Math.min(...topology.calls.filter(({ callee }) => callee === name).map((one) => one.timeoutSeconds));
  const errors = (i: number) => {
    const { kind, name } = topology.services[i]!;
    const isIdle = now(i, CPU_UTILISATION) < limits.busyCpu;
    return kind === "database" && isIdle && now(i, LATENCY_P95_MS) >= DEADLINE_SHARE * deadline(name)
      ? now(i, ERROR_RATE)
      : 0;
  };
  const service = argMax(topology.services.length, errors);
  if (errors(service) < MIN_TIMED_OUT) return;
  const work = now(service, CPU_UTILISATION) / baseline.usual(service, CPU_UTILISATION);
  return {
    service,
    fault: work < CUT_WORK ? "partition" : "packet_loss",
    confidence: 0.97,
    evidence: `${shareText(errors(service))} of the calls to it time out, and it is not busy`,
  };
};

/** A database fails by itself. */
const failingStore: Rule = ({ topology, now }) => {
  const errors = (i: number) => topology.services[i]!.kind === "database" ? now(i, ERROR_RATE) : 0;
  const service = argMax(topology.services.length, errors);
  if (errors(service) < 0.1) return;
  return {
    service,
    fault: "disk_full",
    confidence: 0.97,
    evidence: `${shareText(errors(service))} of its requests fail there`,
  };
};

/** Calls to a database don't arrive although the caller waits for them. */
const missingCalls: Rule = ({ limits, topology, baseline, now, rateOf, latestRateOf, index }) => {
  const calls = topology.calls;
  const arriving = (i: number) =>
    topology.services[index(calls[i]!.callee)]!.kind === "database" ? baseline.arrivingShare(i, rateOf) : 1;
  const wait = (i: number) =>
    now(index(calls[i]!.caller), LATENCY_P95_MS) / (1000 * calls[i]!.timeoutSeconds);
  const waits = (i: number) => wait(i) > limits.wait ? 1 : 0;
  const worst = argMax(calls.length, (i) => waits(i) * (1 - arriving(i)) + waits(i) * 1e-6);
  if (calls.length === 0 || waits(worst) === 0) return;
  if (topology.services[index(calls[worst]!.callee)]!.kind !== "database") return;
  if (arriving(worst) > (wait(worst) > LONG_WAIT ? 1.03 : REDUCED_SHARE)) return;
  const { caller, callee } = calls[worst]!;
  const cut = arriving(worst) < limits.arrivingShare;
  const nothingArrives = baseline.arrivingShare(worst, latestRateOf) < HARDLY_ANY_SHARE;
  return {
    ...(cut && nothingArrives && { alike: { service: index(caller), fault: "pool_exhaustion" as const } }),
    service: index(cut ? callee : caller),
    fault: cut ? "partition" : "pool_exhaustion",
    confidence: cut ? 0.97 : 0.85,
    evidence: `${
      shareText(1 - arriving(worst))
    } of the calls from ${caller} to ${callee} do not arrive, and ${
      cut ? "they time out" : "the rest waits for a connection"
    }`,
  };
};

/** A service has more errors than its callees explain. */
const ownErrors: Rule = ({ limits, topology, baseline, now, rateOf, index }) => {
  const inherited = new Float64Array(topology.services.length);
  for (const { caller, callee, critical } of topology.calls) {
    if (!critical) continue;
    const calls = Math.min(1, rateOf(index(callee)) / Math.max(rateOf(index(caller)), 1e-9));
    inherited[index(caller)] = inherited[index(caller)]! + calls * now(index(callee), ERROR_RATE);
  }
  const own = (i: number) => now(i, ERROR_RATE) - baseline.usual(i, ERROR_RATE) - inherited[i]!;
  const calm = (i: number) => now(i, LATENCY_P95_MS) < 1.9 * baseline.usual(i, LATENCY_P95_MS);
  const service = argMax(topology.services.length, (i) => calm(i) ? own(i) : 0);
  if (!calm(service) || own(service) < limits.ownErrors) return;
  const slower = now(service, CPU_UTILISATION) / Math.max(rateOf(service), 1e-9) /
    baseline.cpuPerRequest(service);
  return {
    service,
    fault: slower > 1.06 ? "bad_deploy" : "error_burst",
    confidence: 0.96,
    evidence: `${shareText(own(service))} of its requests fail of its own, at normal latency`,
  };
};

/** A caller is slow and its callees are not: the link between them is the cause. */
const slowLink: Rule = ({ topology, baseline, now, index }) => {
  const slow = (i: number) => now(i, LATENCY_P95_MS) / Math.max(baseline.usual(i, LATENCY_P95_MS), 1);
  // The most downstream slow caller: the slowness of those above it is inherited.
  const suspects = topology.calls.filter(({ caller, callee }) =>
    slow(index(caller)) > 1.5 && slow(index(callee)) < 1.5 &&
    topology.services[index(callee)]!.kind === "database"
  );
  const worst = suspects[argMax(suspects.length, (i) => slow(index(suspects[i]!.caller)))];
  if (worst === undefined) return;
  const lossy = now(index(worst.caller), LATENCY_P95_MS) > 480;
  return {
    service: index(worst.callee),
    fault: lossy ? "packet_loss" : "latency_injection",
    confidence: 0.9,
    evidence: `${worst.caller} is ${
      slow(index(worst.caller)).toFixed(1)
    } times as slow as usual, yet ${worst.callee} itself answers as fast as ever: the link between them`,
  };
};

/** The rules, in an order in which the symptoms of one fault can imitate those of the next. */
export const RULES: readonly Rule[] = [
  overload,
  leak,
  slowNode,
  unansweredCalls,
  coldCache,
  failingStore,
  missingCalls,
  ownErrors,
  slowLink,
];

/** The index below n with the largest value; 0 if n is 0. */
function argMax(n: number, value: (i: number) => number): number {
  let best = 0;
  let largest = -Infinity;
  for (let i = 0; i < n; i++) {
    const x = value(i);
    if (x > largest) {
      largest = x;
      best = i;
    }
  }
  return best;
}

import {
  CPU_UTILISATION,
  ERROR_RATE,
  type FaultType,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  REQUEST_RATE,
  type Topology,
} from "../../model/mod.ts";
import type { Baseline } from "../metrics/baseline.ts";

const OVERLOAD = 1.42;
const MEMORY_RISE = 0.08;
const BUSY = 0.75;
const SLOWER = 1.22;
const MORE_MISSES = 1.42;
const OWN_ERRORS = 0.03;
const FLOW_HALVED = 0.55;
const FLOW_REDUCED = 0.965;
/** Share of the timeout above which lost packets alone hardly bring a caller's p95. */
const LONG_WAIT = 0.745;
const WAIT = 0.54;
const POISON_MISSES = 1.2;
const POISON_ERRORS = 0.05;

/** One explanation of the symptoms, with the evidence for it in words. */
export interface Hypothesis {
  readonly service: number;
  readonly fault: FaultType;
  /** Probability that the service is right, where this rule fires: measured on tuning seeds. */
  readonly confidence: number;
  readonly evidence: string;
}

/** The latest observations against what is normal. */
export interface Scene {
  readonly topology: Topology;
  readonly front: number;
  readonly baseline: Baseline;
  now(service: number, metric: number): number;
  rateOf(service: number): number;
  index(name: string): number;
}

/** Explains what is seen, or says nothing. */
export type Rule = (scene: Scene) => Hypothesis | undefined;

/** More requests reach the front than ever in health. */
const overload: Rule = ({ front, baseline, now, rateOf }) => {
  const ratio = rateOf(front) / baseline.usual(front, REQUEST_RATE);
  if (ratio < OVERLOAD) return;
  const storm = ratio > 2.3 || (ratio > 1.9 && now(front, ERROR_RATE) > 0.3);
  return {
    service: front,
    fault: storm ? "retry_storm" : "traffic_surge",
    confidence: 0.99,
    evidence: `${ratio.toFixed(1)} times the usual requests arrive`,
  };
};

/** Memory has climbed. */
const leak: Rule = ({ topology, baseline, now }) => {
  const service = argMax(
    topology.services.length,
    (i) => now(i, MEMORY_UTILISATION) - baseline.usual(i, MEMORY_UTILISATION),
  );
  const rise = now(service, MEMORY_UTILISATION) - baseline.usual(service, MEMORY_UTILISATION);
  if (rise < MEMORY_RISE) return;
  return {
    service,
    fault: "memory_leak",
    confidence: 0.99,
    evidence: `memory is ${(100 * rise).toFixed(0)} points above normal`,
  };
};

/** A node is busy, and busier per request than in health. */
const slowNode: Rule = ({ topology, baseline, now, rateOf }) => {
  const slowdown = (i: number) =>
    now(i, CPU_UTILISATION) < BUSY
      ? 0
      : now(i, CPU_UTILISATION) / Math.max(rateOf(i), 1e-9) / Math.max(baseline.cpuPerRequest(i), 1e-9);
  const service = argMax(topology.services.length, slowdown);
  if (slowdown(service) < SLOWER) return;
  return {
    service,
    fault: topology.services[service]!.kind === "database" ? "slow_query" : "cpu_saturation",
    confidence: 0.97,
    evidence: `CPU at ${(100 * now(service, CPU_UTILISATION)).toFixed(0)} %, ${
      slowdown(service).toFixed(1)
    } times the usual per request`,
  };
};

/** A store behind a cache is asked more often than its callers' load explains. */
const coldCache: Rule = ({ topology, baseline, now, rateOf, index }) => {
  const calls = topology.calls;
  const inflation = (i: number) => calls[i]!.onMissOf === undefined ? 0 : baseline.missInflation(i, rateOf);
  const worst = argMax(calls.length, inflation);
  if (calls.length === 0 || inflation(worst) < POISON_MISSES) return;
  const { caller, callee, onMissOf } = calls[worst]!;
  const errors = now(index(caller), ERROR_RATE) - now(index(callee), ERROR_RATE);
  const poisoned = inflation(worst) < 2.8 && errors > POISON_ERRORS;
  if (inflation(worst) < MORE_MISSES && !poisoned) return;
  return {
    service: index(onMissOf!),
    fault: poisoned ? "cache_poison" : "cache_flush",
    confidence: 0.97,
    evidence: `${caller} asks ${callee} ${inflation(worst).toFixed(1)} times as often as its load explains${
      poisoned ? `, and ${(100 * errors).toFixed(0)} % of its requests fail` : ""
    }`,
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
    evidence: `${(100 * errors(service)).toFixed(0)} % of its requests fail there`,
  };
};

/** Calls to a database do not arrive although the caller waits for them. */
const missingCalls: Rule = ({ topology, baseline, now, rateOf, index }) => {
  const calls = topology.calls;
  const reach = (i: number) =>
    topology.services[index(calls[i]!.callee)]!.kind === "database" ? baseline.arrivingShare(i, rateOf) : 1;
  const wait = (i: number) =>
    now(index(calls[i]!.caller), LATENCY_P95_MS) / (1000 * calls[i]!.timeoutSeconds);
  const waits = (i: number) => wait(i) > WAIT ? 1 : 0;
  const worst = argMax(calls.length, (i) => waits(i) * (1 - reach(i)) + waits(i) * 1e-6);
  if (calls.length === 0 || waits(worst) === 0) return;
  if (topology.services[index(calls[worst]!.callee)]!.kind !== "database") return;
  if (reach(worst) > (wait(worst) > LONG_WAIT ? 1.03 : FLOW_REDUCED)) return;
  const { caller, callee } = calls[worst]!;
  const cut = reach(worst) < FLOW_HALVED;
  return {
    service: index(cut ? callee : caller),
    fault: cut ? "partition" : "pool_exhaustion",
    confidence: cut ? 0.97 : 0.85,
    evidence: `${
      (100 * (1 - reach(worst))).toFixed(0)
    } % of the calls from ${caller} to ${callee} do not arrive, and ${
      cut ? "they time out" : "the rest waits for a connection"
    }`,
  };
};

/** A service fails more than its callees explain. */
const ownErrors: Rule = ({ topology, baseline, now, rateOf, index }) => {
  const inherited = new Float64Array(topology.services.length);
  for (const { caller, callee, critical } of topology.calls) {
    if (!critical) continue;
    const calls = Math.min(1, rateOf(index(callee)) / Math.max(rateOf(index(caller)), 1e-9));
    inherited[index(caller)] = inherited[index(caller)]! + calls * now(index(callee), ERROR_RATE);
  }
  const own = (i: number) => now(i, ERROR_RATE) - baseline.usual(i, ERROR_RATE) - inherited[i]!;
  const calm = (i: number) => now(i, LATENCY_P95_MS) < 1.9 * baseline.usual(i, LATENCY_P95_MS);
  const service = argMax(topology.services.length, (i) => calm(i) ? own(i) : 0);
  if (!calm(service) || own(service) < OWN_ERRORS) return;
  const slower = now(service, CPU_UTILISATION) / Math.max(rateOf(service), 1e-9) /
    baseline.cpuPerRequest(service);
  return {
    service,
    fault: slower > 1.06 ? "bad_deploy" : "error_burst",
    confidence: 0.96,
    evidence: `${(100 * own(service)).toFixed(0)} % of its requests fail of its own, at normal latency`,
  };
};

/** A caller is slow while its callees are not: the link between them. */
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

/** In the order in which one fault's symptoms can imitate the next one's. */
export const RULES: readonly Rule[] = [
  overload,
  leak,
  slowNode,
  coldCache,
  failingStore,
  missingCalls,
  ownErrors,
  slowLink,
];

/** The index below n with the largest value; 0 if there is none. */
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

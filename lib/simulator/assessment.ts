import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import {
  ERROR_RATE,
  FAULT_TYPES,
  type FaultType,
  LATENCY_P95_MS,
  METRIC_COUNT,
  NOOP,
  type Service,
  type Slo,
  type Topology,
  type TopologyInput,
} from "../model/mod.ts";
import { createEnvironment, type Environment } from "./environment.ts";
import { faultCatalogue } from "./faults/catalogue.ts";
import { faultTargets } from "./faults/targets.ts";
import { settle } from "./physics/nominal.ts";
import { compileNetwork } from "./topology/network.ts";

/** A service in the steady state of a healthy system at its entry rate. */
export interface NominalService {
  /** Its name. */
  readonly name: string;
  /** What it is. */
  readonly kind: Service["kind"];
  /** Replicas at the start. */
  readonly replicas: number;
  /** Requests per second that arrive. */
  readonly requestRate: number;
  /** Requests per second that its replicas can serve together. */
  readonly capacity: number;
  /** Arrivals as a share of the capacity; above 1 it can't keep up. */
  readonly load: number;
  /** 95th percentile of its response time, with its calls, in ms. */
  readonly latencyP95Ms: number;
  /** Share of its requests that fail, 0 to 1. */
  readonly errorRate: number;
}

/** What a fault of severity 1 does if nobody acts. */
export interface FaultReach {
  /** Its kind. */
  readonly type: FaultType;
  /** The service that it strikes. */
  readonly service: string;
  /** Steps in which the SLO is breached, of those in which the fault is active. */
  readonly breachSteps: number;
  /** Steps in which the fault is active. */
  readonly activeSteps: number;
  /** The largest p95 of the front meanwhile, in ms. */
  readonly latencyP95Ms: number;
  /** The largest error rate of the front meanwhile, 0 to 1. */
  readonly errorRate: number;
}

/** What a topology does without a fault, and what faults do to it. */
export interface TopologyAssessment {
  /** The service graph with all of its defaults. */
  readonly topology: Topology;
  /** The objective that it is judged by. */
  readonly slo: Slo;
  /** In the order of the topology. */
  readonly services: readonly NominalService[];
  /** Every kind of fault at every service that it can strike with users noticing. */
  readonly faults: readonly FaultReach[];
}

/** Options of `assessTopology`. */
export interface AssessmentOptions {
  /** Limits of the SLO. Default: those of the environment. */
  readonly slo?: Partial<Slo>;
  /** Most faults to simulate; the first services of each kind are taken. Default 200. */
  readonly maxFaults?: number;
}

/** The environment checks it field by field. */
const TOPOLOGY = z.union([z.string(), z.looseObject({})]);
const OPTIONS = z.strictObject({ slo: z.unknown().optional(), maxFaults: z.int().min(0).optional() });

/** Enough for a leak to fill the memory, and for the longest fault to end. */
const STEPS = 240;
const WARMUP_STEPS = 2;

/**
 * Says what a topology does: the load and response time of each service without a fault, and which faults breach its SLO. Each fault is
 * simulated for one episode at severity 1, without noise and without any action.
 *
 * @throws {UsageError} as `createEnvironment`, also for a system that fails most requests without any fault
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { assessTopology } from "./assessment.ts";
 * const { services, faults } = assessTopology("three-tier");
 * ok(services[0]!.load < 0.6); // the api
 * ok(faults.some(({ type, service, breachSteps }) => type === "slow_query" && service === "db" && breachSteps > 0));
 * ```
 */
export function assessTopology(
  topology: string | TopologyInput,
  options: AssessmentOptions = {},
): TopologyAssessment {
  checkOptions("assessTopology", TOPOLOGY, topology, "the topology");
  checkOptions("assessTopology", OPTIONS, options);
  const { slo, maxFaults = 200 } = options;
  const common = {
    topology,
    ...(slo && { slo }),
    noise: 0,
    steps: STEPS,
    warmupSteps: WARMUP_STEPS,
    severity: [1, 1] as const,
  };
  const calm = createEnvironment(common);
  const network = compileNetwork(calm.topology);
  const nominal = settle(network);
  const { truth } = nominal;
  const targets = FAULT_TYPES.flatMap((type) => {
    const nodes = new Set(faultTargets(faultCatalogue[type], network, nominal).map(({ node }) => node));
    return [...nodes].map((node) => ({ type, service: calm.topology.services[node]!.name }));
  });
  return {
    topology: calm.topology,
    slo: calm.slo,
    services: calm.topology.services.map(({ name, kind, replicas }, i) => ({
      name,
      kind,
      replicas,
      requestRate: truth.arrivals[i]!,
      capacity: truth.capacity[i]!,
      load: truth.arrivals[i]! / truth.capacity[i]!,
      latencyP95Ms: 1000 * truth.p95[i]!,
      errorRate: truth.errorRate[i]!,
    })),
    faults: evenly(targets, maxFaults).map((fault) => ({
      ...fault,
      ...reachOf(createEnvironment({ ...common, fault })),
    })),
  };
}

/** At most so many items, spread over the list. */
function evenly<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor(i * items.length / count)]!);
}

/** Plays the episode of a fault to its end without acting. */
function reachOf(environment: Environment): Omit<FaultReach, "type" | "service"> {
  environment.reset({ seed: 1 });
  const front = environment.topology.services.findIndex(({ name }) => name === environment.topology.front);
  const { startStep, durationSteps } = environment.faults[0]!;
  let [breachSteps, activeSteps, latencyP95Ms, errorRate] = [0, 0, 0, 0];
  for (let step = 1; step < Math.min(environment.steps, startStep + durationSteps); step++) {
    const { observation: { values }, info } = environment.step(NOOP);
    if (step < startStep) continue;
    activeSteps++;
    if (info.sloViolated) breachSteps++;
    latencyP95Ms = Math.max(latencyP95Ms, values[front * METRIC_COUNT + LATENCY_P95_MS]!);
    errorRate = Math.max(errorRate, values[front * METRIC_COUNT + ERROR_RATE]!);
  }
  return { breachSteps, activeSteps, latencyP95Ms, errorRate };
}

import { deepFreeze } from "../../model/deep_freeze.ts";
import type { FaultType } from "../../model/mod.ts";

/** The services of the prototype, in the order in which it measured them. */
export const SERVICES = ["db", "cache", "api"] as const;
deepFreeze(SERVICES);
export type PrototypeService = typeof SERVICES[number];

/** The metrics of a service in one step. */
export interface ServiceMetrics {
  readonly latencyP95Ms: number;
  readonly errorRate: number;
  readonly cpu: number;
  readonly memory: number;
}

/** The kinds of fault that the prototype had: what severity 1 adds to the factors on latency, errors, CPU and memory. */
export const MULTIPLIERS: Readonly<
  Partial<Record<FaultType, readonly [latency: number, errors: number, cpu: number, memory: number]>>
> = {
  latency_injection: [3.5, 0.2, 0.1, 0],
  error_burst: [0.6, 6, 0.2, 0],
  cpu_saturation: [1.8, 1, 2.5, 0],
  memory_leak: [1, 0.7, 0.3, 2.5],
  cache_poison: [2, 1.5, 0.2, 0],
};
deepFreeze(MULTIPLIERS);

/** Curves of a service over the load of a replica: latency (ms) and errors rise above a knee, CPU and memory evenly. */
interface Curves {
  /** Requests/s at which a replica has load 1. */
  readonly capacity: number;
  readonly latency: Line;
  readonly errors: Line;
  readonly cpu: Omit<Line, "knee">;
  readonly memory: Omit<Line, "knee">;
  /** Bounds of the measured latency and error rate, and the standard deviation of latency. */
  readonly leastLatency: number;
  readonly mostErrors: number;
  readonly latencyDeviation: number;
}

interface Line {
  readonly at0: number;
  readonly slope: number;
  readonly knee: number;
}

const BEHIND: Curves = {
  capacity: 200,
  latency: { at0: 18, slope: 55, knee: 0.35 },
  errors: { at0: 0.004, slope: 0.03, knee: 0.55 },
  cpu: { at0: 0.15, slope: 0.9 },
  memory: { at0: 0.18, slope: 0.6 },
  leastLatency: 5,
  mostErrors: 0.8,
  latencyDeviation: 2,
};
const CURVES: Readonly<Record<PrototypeService, Curves>> = {
  db: BEHIND,
  cache: BEHIND,
  api: {
    capacity: 260,
    latency: { at0: 22, slope: 80, knee: 0.35 },
    errors: { at0: 0.003, slope: 0.025, knee: 0.6 },
    cpu: { at0: 0.18, slope: 0.95 },
    memory: { at0: 0.22, slope: 0.55 },
    leastLatency: 8,
    mostErrors: 0.9,
    latencyDeviation: 3,
  },
};

/** What a slow or failing db or cache adds to the api: ms for each ms above 35, and a share of its errors. */
const PENALTY = { aboveMs: 35, latency: 0.45, errors: 0.6 } as const;
/** Uniform noise of CPU and memory, and standard deviation of the half-normal noise of errors. */
const UTILISATION_NOISE = 0.05;
const ERROR_DEVIATION = 0.002;

/** Noise of a step: a standard normal number, and a uniform one from 0 to 1. */
export interface Noise {
  normal(): number;
  uniform(): number;
}

/** Users' requests/s of a step: 120 to 180 with a period of 151 steps, a standard deviation of 8, and what is let in of it. */
export function requestRate(step: number, limit: number, { normal }: Pick<Noise, "normal">): number {
  return Math.max(10, (150 + 30 * Math.sin(step / 24) + 8 * normal()) * limit);
}

/** Measures the three services in one step. Always takes as many numbers from the noise. */
export function measure(
  { rate, replicas, fault, noise }: {
    rate: number;
    replicas: Readonly<Record<PrototypeService, number>>;
    /** The fault that is active. */
    fault: { readonly type: FaultType; readonly service: string; readonly severity: number } | undefined;
    noise: Noise;
  },
): Record<PrototypeService, ServiceMetrics> {
  const measured: Partial<Record<PrototypeService, ServiceMetrics>> = {};
  let [addedMs, addedErrors] = [0, 0];
  for (const service of SERVICES) {
    const curves = CURVES[service];
    const load = rate / (replicas[service] * curves.capacity);
    const here = fault?.service === service ? fault : undefined;
    const [latency, errors, cpu, memory] = (here && MULTIPLIERS[here.type] || [0, 0, 0, 0])
      .map((added) => 1 + added * (here?.severity ?? 0)) as [number, number, number, number];
    const front = service === "api";
    const one: ServiceMetrics = {
      cpu: share(curves.cpu.at0 + curves.cpu.slope * load * cpu + UTILISATION_NOISE * noise.uniform()),
      memory: share(
        curves.memory.at0 + curves.memory.slope * load * memory + UTILISATION_NOISE * noise.uniform(),
      ),
      latencyP95Ms: Math.max(
        curves.leastLatency,
        (above(curves.latency, load) + (front ? addedMs : 0)) * latency +
          curves.latencyDeviation * noise.normal(),
      ),
      errorRate: Math.min(
        curves.mostErrors,
        (above(curves.errors, load) + (front ? addedErrors : 0)) * errors +
          ERROR_DEVIATION * Math.abs(noise.normal()),
      ),
    };
    measured[service] = one;
    addedMs += PENALTY.latency * Math.max(0, one.latencyP95Ms - PENALTY.aboveMs);
    addedErrors += PENALTY.errors * one.errorRate;
  }
  return measured as Record<PrototypeService, ServiceMetrics>;
}

function above({ at0, slope, knee }: Line, load: number): number {
  return at0 + slope * Math.max(0, load - knee);
}

function share(x: number): number {
  return Math.min(1, Math.max(0, x));
}

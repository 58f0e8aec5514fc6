import { binomialQuantile, normalQuantile, type Stream } from "../../../random/mod.ts";
import type { AnomalyKind } from "./anomalies.ts";
import type { Usual } from "./usual_load.ts";

/** What is measured of a service, in the order of a row's values: ms, and shares from 0 to 1. */
export const FEATURES = ["latency_p95_ms", "error_rate", "cpu_utilisation", "memory_utilisation"] as const;

/** What is wrong at a row. */
export interface Trouble {
  readonly kind: AnomalyKind;
  readonly strength: number;
  /** Of the stretch that is over, in (0, 1]. */
  readonly share: number;
}

const REQUESTS = 500;
const CPU = 0.4;
const CPU_NOISE = 0.012;
const SERVICE_MS = 40;
/** How much of the CPU's utilisation is waited for. */
const CONTENTION = 0.8;
const LATENCY_NOISE = 0.08;
const MEMORY = 0.5;
const MEMORY_NOISE = 0.012;
const MEMORY_MEMORY = 0.97;
/** Logarithmic change of CPU and latency for one unit of a joint shift: near one standard deviation of each. */
const JOINT_CPU = 0.07;
const JOINT_LATENCY = 0.13;
const METER_NOISE = 0.003;
/** A leak rises with this power of the time: below 1, so that not only its end can be seen. */
const LEAK_POWER = 0.75;

/**
 * Measures row after row: CPU follows the load, latency what is left of the CPU (with lognormal noise), errors are binomial, memory wanders
 * slowly about its usual use. Each row spends as many random numbers, so that what is wrong at one shifts no other.
 */
export function createMeter(
  streamOf: (concern: string) => Stream,
): (usual: Usual, trouble?: Trouble) => number[] {
  const draws = Object.fromEntries(
    ["latency", "errors", "cpu", "memory"].map((name) => [name, streamOf(name)]),
  ) as Record<"latency" | "errors" | "cpu" | "memory", Stream>;
  const normal = (concern: keyof typeof draws) => normalQuantile(draws[concern].next());
  let memory = 0;
  return (usual, trouble) => {
    const strengthOf = (kind: AnomalyKind) => trouble?.kind === kind ? trouble.strength : undefined;
    const joint = strengthOf("joint_shift") ?? 0;
    const load = trouble?.kind === "drop_to_zero" ? 0 : usual.load;
    const busy = strengthOf("cpu_saturation") ?? CPU * load * Math.exp(-JOINT_CPU * joint);
    const cpu = clamp(busy + CPU_NOISE * normal("cpu"));
    const slowness = usual.slowness * (strengthOf("latency_spike") ?? 1) * Math.exp(JOINT_LATENCY * joint);
    const latency = SERVICE_MS * slowness / (1 - CONTENTION * cpu) *
      Math.exp(LATENCY_NOISE * normal("latency"));
    const requests = Math.round(REQUESTS * load);
    const errors = binomialQuantile(
      draws.errors.next(),
      requests,
      strengthOf("error_burst") ?? usual.errorProbability,
    );
    memory = MEMORY_MEMORY * memory + MEMORY_NOISE * Math.sqrt(1 - MEMORY_MEMORY ** 2) * normal("memory");
    const leak = (strengthOf("memory_leak") ?? 0) * (trouble?.share ?? 0) ** LEAK_POWER;
    return [
      requests === 0 ? 0 : latency,
      requests === 0 ? 0 : errors / requests,
      cpu,
      clamp(MEMORY + memory + leak + METER_NOISE * normal("memory")),
    ];
  };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

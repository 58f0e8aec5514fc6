import { binomialQuantile, normalQuantile, type Stream } from "../../../random/mod.ts";
import type { AnomalyKind } from "./anomalies.ts";
import type { NormalLevel } from "./normal_level.ts";
import { pow } from "../../../stats/mod.ts";

/** The metrics of a row: latency in ms, the others 0 to 1. */
export const FEATURES = ["latency_p95_ms", "error_rate", "cpu_utilisation", "memory_utilisation"] as const;

/** An anomaly as it is at one row. */
export interface ActiveAnomaly {
  readonly kind: AnomalyKind;
  readonly strength: number;
  /** Share of the anomaly that has passed, in (0, 1]. */
  readonly share: number;
}

const REQUESTS = 500;
const CPU = 0.4;
const CPU_NOISE = 0.012;
const SERVICE_MS = 40;
/** Weight of the CPU utilisation in the latency: service time / (1 - CONTENTION x utilisation). */
const CONTENTION = 0.8;
const LATENCY_NOISE = 0.08;
const MEMORY = 0.5;
const MEMORY_NOISE = 0.012;
const MEMORY_AUTOCORRELATION = 0.97;
/** Change of the logarithms of CPU and latency per unit of a joint shift, about one standard deviation of each. */
const JOINT_CPU = 0.07;
const JOINT_LATENCY = 0.13;
const READING_NOISE = 0.003;
/** A leak grows with this power of the time; below 1, so that it shows before its end. */
const LEAK_POWER = 0.75;

/**
 * Creates the measurements row by row: CPU follows the load, latency the utilisation (with lognormal noise), errors are binomial and memory is
 * an AR(1) process. Each row draws the same number of random numbers, so that an anomaly changes only its own rows.
 */
export function createMeter(
  streamOf: (concern: string) => Stream,
): (level: NormalLevel, anomaly?: ActiveAnomaly) => number[] {
  const draws = Object.fromEntries(
    ["latency", "errors", "cpu", "memory"].map((name) => [name, streamOf(name)]),
  ) as Record<"latency" | "errors" | "cpu" | "memory", Stream>;
  const normal = (concern: keyof typeof draws) => normalQuantile(draws[concern].next());
  let memory = 0;
  return (level, anomaly) => {
    const strengthOf = (kind: AnomalyKind) => anomaly?.kind === kind ? anomaly.strength : undefined;
    const joint = strengthOf("joint_shift") ?? 0;
    const load = anomaly?.kind === "drop_to_zero" ? 0 : level.load;
    const busy = strengthOf("cpu_saturation") ?? CPU * load * Math.exp(-JOINT_CPU * joint);
    const cpu = clamp(busy + CPU_NOISE * normal("cpu"));
    const slowness = level.slowness * (strengthOf("latency_spike") ?? 1) * Math.exp(JOINT_LATENCY * joint);
    const latency = SERVICE_MS * slowness / (1 - CONTENTION * cpu) *
      Math.exp(LATENCY_NOISE * normal("latency"));
    const requests = Math.round(REQUESTS * load);
    const errors = binomialQuantile(
      draws.errors.next(),
      requests,
      strengthOf("error_burst") ?? level.errorProbability,
    );
    memory = MEMORY_AUTOCORRELATION * memory +
      MEMORY_NOISE * Math.sqrt(1 - MEMORY_AUTOCORRELATION ** 2) * normal("memory");
    const leak = (strengthOf("memory_leak") ?? 0) * pow(anomaly?.share ?? 0, LEAK_POWER);
    return [
      requests === 0 ? 0 : latency,
      requests === 0 ? 0 : errors / requests,
      cpu,
      clamp(MEMORY + memory + leak + READING_NOISE * normal("memory")),
    ];
  };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

import { deepFreeze } from "../../model/deep_freeze.ts";
import {
  CPU_UTILISATION,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
  STEP_SECONDS,
} from "../../model/mod.ts";
import type { Stream } from "../../random/mod.ts";
import type { Network } from "../topology/network.ts";
import { hexDigits } from "./draws.ts";
import type { LogBuffer } from "./logs/log_buffer.ts";
import type { SystemView } from "./system_view.ts";

/** The kinds of decoy. */
export const decoys = [
  {
    name: "batch_job",
    description: "a job at night: the CPU reads .25 to .45 higher, and nothing gets slower",
  },
  { name: "heap_growth", description: "memory reads up to .2 higher and stays: a cache that fills, no leak" },
  { name: "log_noise", description: "a burst of harmless warnings and errors that were not seen before" },
  {
    name: "health_check",
    description: "a scanner: the request rate reads 20 to 60 % higher and costs nothing",
  },
  {
    name: "slow_background",
    description: "the p95 reads 1.5 to 2.5 times as long by calls no user waits for",
  },
] as const;
deepFreeze(decoys);

/** The name of a kind of decoy. */
export type DecoyKind = typeof decoys[number]["name"];

/** A healthy service that looks anomalous. Like faults, decoys are ground truth. */
export interface Decoy {
  /** Name of the service. */
  readonly service: string;
  /** What it looks like. */
  readonly kind: DecoyKind;
  /** First step in which it shows. */
  readonly startStep: number;
  /** Steps in which it shows. */
  readonly durationSteps: number;
}

/** A decoy with its node and strength. */
export interface PlacedDecoy extends Decoy {
  readonly node: number;
  /** Strength from the weakest to the strongest of its kind, 0 to 1. */
  readonly strength: number;
}

/** Largest number of steps between the start of a decoy and that of the first fault. */
const MAX_OFFSET_STEPS = 6;
const MAX_DURATION_STEPS = 100;
/** Steps until a growing heap has reached its final size. */
const GROWTH_STEPS = 20;

/**
 * Draws decoys among the services without a fault, at most one per service. The front is chosen only if no other service is left, and
 * never for a slow background, which would look as if users waited. Returns fewer than `count` if there are too few services.
 */
export function sampleDecoys(
  { count, guilty, firstStart, steps, network, stream }: {
    count: number;
    /** Names of the services with a fault. */
    guilty: readonly string[];
    /** The first step of the first fault. */
    firstStart: number;
    steps: number;
    network: Network;
    stream: Stream;
  },
): PlacedDecoy[] {
  const { services, front } = network.topology;
  const innocent = services.flatMap(({ name }, node) =>
    guilty.includes(name) || name === front ? [] : [node]
  );
  const chosen: PlacedDecoy[] = [];
  for (let i = 0; i < count; i++) {
    if (innocent.length === 0 && !guilty.includes(front)) innocent.push(network.front);
    const [at = -1] = innocent.splice(stream.integer(innocent.length), 1);
    if (at < 0 || chosen.some(({ node }) => node === at)) break;
    const kinds = decoys.filter(({ name }) => name !== "slow_background" || at !== network.front);
    const startStep = firstStart + stream.integer(2 * MAX_OFFSET_STEPS + 1) - MAX_OFFSET_STEPS;
    chosen.push({
      service: services[at]!.name,
      kind: stream.pick(kinds).name,
      startStep,
      durationSteps: Math.min(MAX_DURATION_STEPS, steps + 1 - startStep),
      node: at,
      strength: stream.next(),
    });
  }
  return chosen;
}

/** Whether a decoy is active in a step. */
export function isPresent({ startStep, durationSteps }: Decoy, step: number): boolean {
  return step >= startStep && step < startStep + durationSteps;
}

/** Changes the measured values of the decoys' services in a step. */
export function disguise(values: Float64Array, placed: readonly PlacedDecoy[], step: number): void {
  for (const decoy of placed) {
    if (!isPresent(decoy, step)) continue;
    const row = decoy.node * METRIC_COUNT;
    const { strength } = decoy;
    switch (decoy.kind) {
      case "batch_job":
        raise(values, row + CPU_UTILISATION, 0.25 + 0.2 * strength);
        break;
      case "heap_growth":
        raise(
          values,
          row + MEMORY_UTILISATION,
          (0.12 + 0.08 * strength) * Math.min(1, (step + 1 - decoy.startStep) / GROWTH_STEPS),
        );
        break;
      case "health_check":
        values[row + REQUEST_RATE]! *= 1.2 + 0.4 * strength;
        break;
      case "slow_background":
        values[row + LATENCY_P95_MS]! *= 1.5 + strength;
        break;
      case "log_noise":
        break;
    }
  }
}

function raise(values: Float64Array, at: number, by: number): void {
  values[at] = Math.min(1, values[at]! + by);
}

/** Log records of `log_noise`: alarming, harmless, and written by nothing else. */
const NOISE_RECORDS: readonly ((id: string, n: number) => { severity: "warn" | "error"; body: string })[] = [
  (id) => ({ severity: "error", body: `Feature flag client lost its stream ${id}, polling instead` }),
  (id, n) => ({ severity: "warn", body: `Audit exporter is ${n} events behind, batch ${id}` }),
  (id, n) => ({ severity: "error", body: `Could not parse user agent ${id} after ${n} characters` }),
  (_, n) => ({ severity: "warn", body: `License server did not answer, ${n} days of grace left` }),
];

/** Writes the log records of decoys of the kind `log_noise`. */
export function logDecoys(
  placed: readonly Decoy[],
  { buffer, stream, system: { step } }: { buffer: LogBuffer; stream: Stream; system: SystemView },
): void {
  for (const decoy of placed) {
    if (decoy.kind !== "log_noise" || !isPresent(decoy, step)) continue;
    const noise = NOISE_RECORDS[decoy.startStep % NOISE_RECORDS.length]!;
    for (let left = 3 + stream.integer(6); left > 0; left--) {
      const timeSeconds = (step + stream.next()) * STEP_SECONDS;
      buffer.write({
        timeSeconds,
        service: decoy.service,
        ...noise(hexDigits(8, stream), 1 + stream.integer(90)),
      });
    }
  }
}

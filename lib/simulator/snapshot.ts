import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { canonicalJson, type Fault, type Slo, type Topology, topologyKey, UsageError } from "../model/mod.ts";
import { deepFreeze } from "../model/deep_freeze.ts";
import type { StreamState } from "../random/mod.ts";
import type { BenignEvent } from "./benign/sampling.ts";
import type { FaultCourse } from "./faults/course.ts";
import type { Decoy } from "./telemetry/decoys.ts";

/** What an episode is, apart from the signals that are recorded of it: two episodes with the same are the same under the same actions. */
export interface EpisodeIdentity {
  /** The topology by its content, see `topologyKey`. */
  readonly topology: string;
  /** Seed of the episode. */
  readonly seed: number;
  /** Steps of the episode after step 0. */
  readonly steps: number;
  /** Steps at the start in which no fault begins. */
  readonly warmupSteps: number;
  /** Factor on the measurement noise. */
  readonly noise: number;
  /** Name of the timings of remedies, or those of one's own as JSON. */
  readonly timings: string;
  /** The model, where it is the prototype's. */
  readonly mode?: "prototype";
  /** The objective of the episode. */
  readonly slo: Slo;
  /** The faults drawn. */
  readonly faults: readonly Fault[];
  /** The decoys drawn. */
  readonly decoys: readonly Decoy[];
  /** The benign event drawn; absent: none. */
  readonly benign?: BenignEvent;
  /** The course of the traffic, where it is one of its own. */
  readonly workload?: string;
  /** How faults come and go, where it is not by default. */
  readonly course?: FaultCourse & { readonly packetLoss?: readonly [least: number, most: number] };
}

/** The state of an episode at the end of a step, for `Environment.restore`. It can be stored as JSON. */
export interface Snapshot {
  /** The episode that it belongs to. */
  readonly episode: EpisodeIdentity;
  /** All that the system carries from step to step. */
  readonly state: readonly number[];
  /** Position of the stream of measurement noise. */
  readonly noise: StreamState;
  /** What monitoring knew and what is on its way to it, where scrapes are lost, late or coarse. */
  readonly scrapes?: readonly number[];
  /** Requests within the windows of the error budget, where the SLO has an objective. */
  readonly budget?: readonly number[];
}

/** The episode that an environment is in. @throws {UsageError} before its first `reset` */
export function requireEpisode(episode: EpisodeIdentity | undefined, what: string): EpisodeIdentity {
  if (episode === undefined) throw new UsageError(`An environment must be reset before ${what}`);
  return episode;
}

/** @throws {UsageError} after the last step of an episode */
export function requireStepLeft(step: number, steps: number): void {
  if (step < steps) return;
  throw new UsageError(
    `The episode is over after step ${steps}: reset the environment, or create it with more steps`,
  );
}

/** The identity of an episode, frozen; the placed faults and decoys lose what only the simulator knows of them. */
export function identityOf(
  { topology, faults, decoys, slo, benign, workload, course, ...numbers }: {
    topology: Topology;
    seed: number;
    steps: number;
    warmupSteps: number;
    noise: number;
    timings: string;
    mode?: "prototype";
    slo: Slo;
    faults: readonly Fault[];
    decoys: readonly Decoy[];
    benign?: BenignEvent | undefined;
    workload?: string;
    course?: EpisodeIdentity["course"];
  },
): EpisodeIdentity {
  return deepFreeze({
    topology: topologyKey(topology),
    ...numbers,
    slo: { ...slo },
    faults: faults.map(({ type, service, caller, startStep, onsetFraction, durationSteps, severity }) => ({
      type,
      service,
      ...(caller !== undefined && { caller }),
      startStep,
      ...(onsetFraction !== undefined && { onsetFraction }),
      durationSteps,
      severity,
    })),
    decoys: decoys.map(({ service, kind, startStep, durationSteps }) => ({
      service,
      kind,
      startStep,
      durationSteps,
    })),
    ...(benign && {
      benign: {
        kind: benign.kind,
        ...(benign.service !== undefined && { service: benign.service }),
        startStep: benign.startStep,
        durationSteps: benign.durationSteps,
      },
    }),
    ...(workload !== undefined && { workload }),
    ...(course && { course: structuredClone(course) }),
  });
}

const SNAPSHOT = z.strictObject({
  episode: z.strictObject({
    topology: z.string(),
    seed: z.number(),
    steps: z.number(),
    warmupSteps: z.number(),
    noise: z.number(),
    timings: z.string(),
    mode: z.string().optional(),
    slo: z.record(z.string(), z.unknown()),
    faults: z.array(z.unknown()),
    decoys: z.array(z.unknown()),
    benign: z.unknown().optional(),
    workload: z.unknown().optional(),
    course: z.unknown().optional(),
  }),
  state: z.array(z.unknown()),
  noise: z.strictObject({ c: z.number(), s0: z.number(), s1: z.number(), s2: z.number() }),
  scrapes: z.array(z.unknown()).optional(),
  budget: z.array(z.unknown()).optional(),
});

const PARTS = [
  ...["topology", "seed", "steps", "warmupSteps", "noise", "timings", "slo", "faults", "decoys"] as const,
  ...["benign", "workload", "course", "mode"] as const,
];

/**
 * Checks that a snapshot belongs to an episode and is whole. A snapshot that was taken in this very episode costs one look at each number.
 *
 * @throws {UsageError} that names what differs, or the number of the state that is none
 */
export function checkSnapshot(
  snapshot: Snapshot,
  { episode, length, stepAt }: {
    episode: EpisodeIdentity;
    /** Numbers that a state has. */
    length: number;
    /** Place of the step among them. */
    stepAt: number;
  },
): void {
  if (snapshot?.episode !== episode) {
    checkOptions("restore", SNAPSHOT, snapshot, "the snapshot");
    for (const part of PARTS) {
      const [taken, now] = [
        canonicalJson(snapshot.episode[part] ?? null),
        canonicalJson(episode[part] ?? null),
      ];
      if (taken === now) continue;
      throw new UsageError(
        `restore: the snapshot is of another episode: its ${part} must be ${shown(now)}, found ${
          shown(taken)
        }`,
      );
    }
  }
  const { state: values, noise } = snapshot;
  if (!Array.isArray(values) || values.length !== length) {
    throw new UsageError(`restore: the snapshot's state must be ${length} numbers, found ${values?.length}`);
  }
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new UsageError(
        `restore: the snapshot's state[${i}] must be a finite number, found ${shown(String(values[i]))}`,
      );
    }
  }
  const step = values[stepAt]!;
  if (!Number.isInteger(step) || step < 0) {
    throw new UsageError(`restore: the snapshot's step must be a whole number from 0 on, found ${step}`);
  }
  if (![noise?.c, noise?.s0, noise?.s1, noise?.s2].every(Number.isFinite)) {
    throw new UsageError("restore: the snapshot's noise must be four numbers: c, s0, s1, s2");
  }
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The numbers of a state as a list, -0 as 0, which JSON does not tell apart. */
export function listOf(buffer: Float64Array): number[] {
  const list = new Array<number>(buffer.length);
  for (let i = 0; i < buffer.length; i++) list[i] = buffer[i]! + 0;
  return list;
}

import {
  type Action,
  type Fault,
  type FaultType,
  METRIC_COUNT,
  type Slo,
  type Timings,
  type Topology,
} from "../model/mod.ts";
import { resolveSettings } from "./environment_settings.ts";
import { faultCatalogue } from "./faults/catalogue.ts";
import { endOf } from "./faults/course.ts";
import { placeFault } from "./faults/injection.ts";
import type { PlacedFault } from "./faults/sampling.ts";
import { faultTargets } from "./faults/targets.ts";
import { LIMIT, STEP } from "./physics/state.ts";
import { createSystem, firstStartOf, type StepOutcome, type SystemEpisode } from "./system.ts";

/** A kind of fault and where it can strike. */
export interface TwinFaultPlace {
  readonly type: FaultType;
  readonly service: string;
  /** For a fault on a call: the service that calls. */
  readonly caller?: string;
}

/** What a twin is to suppose of the system. */
export interface TwinSupposition {
  /** Faults, which need not have begun yet. */
  readonly faults: readonly Fault[];
  /** Whether the standbys of the databases are behind. */
  readonly isStandbyBehind: boolean;
}

/** A supposition that a twin has taken in. */
export interface TwinCase {
  readonly episode: SystemEpisode;
}

/**
 * A system that is played ahead or back in thought: the simulated system without measurement noise and without randomness, made from what an operator
 * knows. What it supposes and what state it is in are handed in, so that one twin serves any number of suppositions. Nothing is checked in its steps.
 */
export interface Twin {
  /** Where which kind of fault can strike so that users notice. */
  readonly places: readonly TwinFaultPlace[];
  /** Numbers of a state. */
  readonly stateLength: number;
  /** Steps taken so far. */
  readonly stepsTaken: number;
  /** What `step` returns, reused: the exact values, services x metrics. */
  readonly values: Float64Array;
  /** Takes in what is supposed. */
  suppose(supposition: TwinSupposition): TwinCase;
  /** Begins in a step, healthy but for the faults that have begun. */
  begin(supposed: TwinCase, step: number): void;
  /** Goes on from a state that `save` has written, under this or another supposition with as many faults. */
  resume(supposed: TwinCase, state: Float64Array): void;
  /** Writes the present state. */
  save(into: Float64Array): void;
  /**
   * Applies an action and advances by one step, at so many times the entry rate of users' requests. The record is reused; its `values` are exact.
   */
  step(action: Action, load: number): StepOutcome;
  /** Whether all is as it was before: no fault is felt, nothing that was done is still in force or under way. */
  isRestored(): boolean;
}

/**
 * Creates a twin of a system.
 *
 * @throws {UsageError} for a topology that does not work without a fault, or an SLO that it does not keep without one
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createTopology } from "./topology/topologies.ts";
 * import { createTwin } from "./twin.ts";
 * const twin = createTwin({ topology: createTopology("three-tier"), slo: { latencyP95Ms: 220, errorRate: 0.06 } });
 * const fault = { type: "partition", service: "db", caller: "api", severity: 0.8, startStep: 10, durationSteps: 60 } as const;
 * twin.begin(twin.suppose({ faults: [fault], isStandbyBehind: false }), 8);
 * ok(!twin.step({ kind: "noop" }, 1).sloViolated);
 * ok(twin.step({ kind: "noop" }, 1).sloViolated);
 * ```
 */
export function createTwin(
  { topology, slo, timings }: { readonly topology: Topology; readonly slo: Slo; readonly timings?: Timings },
): Twin {
  const settings = resolveSettings({
    topology,
    slo: { latencyP95Ms: slo.latencyP95Ms, errorRate: slo.errorRate },
    ...(timings && { timings }),
    faultCount: 0,
    noise: 0,
  });
  const { network, nominal } = settings;
  const system = createSystem(settings);
  const { state } = system;
  const { globals } = state;
  const drawn = system.draw(1);
  const values = new Float64Array(network.nodes * METRIC_COUNT);
  let current: SystemEpisode = drawn;
  let load = 1;
  let stepsTaken = 0;
  const traffic = { rate: () => network.topology.entryRate * load, daily: () => ({ sine: 0, amplitude: 0 }) };

  function place(fault: Fault): PlacedFault {
    const { type, service, caller, severity } = fault;
    const placed = placeFault({ type, service, ...(caller !== undefined && { caller }), severity }, {
      network,
      nominal,
      step: 0,
    });
    return { ...placed, startStep: fault.startStep, durationSteps: fault.durationSteps };
  }

  const places = (Object.keys(faultCatalogue) as FaultType[]).flatMap((type) =>
    faultTargets(faultCatalogue[type], network, nominal).map(({ node, call }): TwinFaultPlace => ({
      type,
      service: network.topology.services[node]!.name,
      ...(call !== undefined && { caller: network.topology.services[network.caller[call]!]!.name }),
    }))
  );

  return {
    places,
    stateLength: state.buffer.length,
    get stepsTaken() {
      return stepsTaken;
    },
    values,
    suppose: ({ faults, isStandbyBehind }) => {
      const placed = faults.map(place);
      return {
        episode: {
          ...drawn,
          faults: placed,
          firstStart: firstStartOf(placed),
          traffic,
          standbyBehind: new Uint8Array(network.nodes).fill(isStandbyBehind ? 1 : 0),
          active: [],
        },
      };
    },
    begin: ({ episode }, step) => {
      current = episode;
      system.begin(episode);
      globals[STEP] = step;
    },
    resume: ({ episode }, saved) => {
      current = episode;
      episode.active = [];
      system.enter(episode);
      state.buffer.set(saved);
    },
    save: (into) => into.set(state.buffer),
    step: (action, now) => {
      stepsTaken++;
      load = now;
      system.apply(action);
      return system.advance(action, values);
    },
    isRestored: () => {
      const step = globals[STEP]!;
      if (globals[LIMIT] !== 1) return false;
      for (let i = 0; i < current.faults.length; i++) {
        if (state.mended[i] !== 1 && step < endOf(current.faults[i]!)) return false;
      }
      for (let i = 0; i < network.nodes; i++) {
        if (state.down[i]! > 0 || state.warmingSteps[i]! > 0 || state.replicas[i] !== network.replicas[i]) {
          return false;
        }
      }
      return state.breakerSteps.every((left) => left <= 0);
    },
  };
}

import {
  type Action,
  breachesSlo,
  checkAction,
  checkTopology,
  CPU_UTILISATION,
  deepFreeze,
  ERROR_RATE,
  type Fault,
  type FaultType,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  NOOP,
  PLATFORM,
  REQUEST_RATE,
  type Slo,
  STEP_SECONDS,
  type Topology,
  UsageError,
} from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import type { Environment, StepResult } from "../contract.ts";
import { checkReset, type EnvironmentOptions } from "../environment_options.ts";
import { checkCounts, checkRanges } from "../option_ranges.ts";
import { drawAgentSeed, episodeKey } from "../episode_draws.ts";
import { resolveReward, stepReward } from "../reward.ts";
import {
  checkSnapshot,
  type EpisodeIdentity,
  identityOf,
  requireEpisode,
  requireStepLeft,
} from "../snapshot.ts";
import { createTopology } from "../topology/topologies.ts";
import {
  checkPrototypeOptions,
  PROTOTYPE_REWARD,
  PROTOTYPE_SLO,
  PROTOTYPE_TIMINGS,
  prototypeFault,
  samplePrototypeFault,
  UNRECOVERED_REWARD,
} from "./options.ts";
import { measure, type PrototypeService, requestRate } from "./system.ts";

/** Least share of the traffic that a limit lets in. */
const MIN_TRAFFIC_SHARE = 0.4;
/** Share of what is left of a fault that a restart takes off, and the least duration that it leaves. */
const RESTART = { share: 0.6, leastSteps: 5 } as const;
/** Duration that clearing the cache leaves of a poisoned one. */
const CLEARED_STEPS = 8;

/** Places in the list of numbers that is the state. */
const STEP = 0;
const LIMIT = 1;
const DURATION = 2;
/** 0 before the first breach, 1 in it, 2 after it. */
const INCIDENT = 3;
const REPLICAS = 4;

/**
 * The environment that this project began with: three services whose metrics are curves of the load, faults that multiply them, and
 * remedies that work at once. No queues, no logs, no traces; README.md says what differs from the original.
 *
 * @throws {UsageError} for an option that it does not have, or a value out of range
 */
export function createPrototype(options: EnvironmentOptions): Environment {
  checkPrototypeOptions(options);
  const { steps = 240, warmupSteps = 60, faultCount = 1, faultFreeShare = 0, severity = [0.4, 1] } = options;
  const noise = Number(options.noise ?? 1);
  checkCounts({ steps, warmupSteps, faultCount, faultFreeShare });
  checkRanges({ noise, severity });
  const request = options.fault === undefined ? undefined : prototypeFault(options.fault);
  const slo: Slo = Object.freeze({ ...PROTOTYPE_SLO, ...options.slo });
  const reward = resolveReward(options.reward, PROTOTYPE_REWARD);
  const topology = prototypeTopology();
  const names = topology.services.map(({ name }) => name as PrototypeService);
  const front = names.indexOf("api");
  const state = new Float64Array(REPLICAS + names.length);

  let agentSeed = 0;
  let episode: EpisodeIdentity | undefined;
  let faults: Fault[] = [];
  let stream = createStream(0, "noise");
  const draws = {
    normal: () => noise * normalQuantile(stream.next()),
    uniform: () => 0.5 + noise * (stream.next() - 0.5),
  };

  /** The fault that has its effect in this step, as a list that callers can compare by identity. */
  function active(): Fault[] {
    const [fault] = faults;
    const age = fault ? state[STEP]! - fault.startStep : -1;
    return age >= 0 && age < state[DURATION]! ? faults : [];
  }

  function apply(action: Action): void {
    checkAction(action, topology);
    const [fault] = faults;
    switch (action.kind) {
      case "restart":
        if (fault?.service !== action.service) return;
        if (fault.type === "error_burst" || fault.type === "cache_poison") shorten(fault);
        return;
      case "scale": {
        const at = REPLICAS + names.indexOf(action.service as PrototypeService);
        const { minReplicas, maxReplicas } = PLATFORM;
        state[at] = Math.min(maxReplicas, Math.max(minReplicas, state[at]! + action.delta));
        return;
      }
      case "clear_cache":
        if (fault?.type === "cache_poison") state[DURATION] = Math.min(state[DURATION]!, CLEARED_STEPS);
        return;
      case "limit_traffic":
        state[LIMIT] = Math.max(MIN_TRAFFIC_SHARE, action.factor);
        return;
      case "restore":
        state[LIMIT] = 1;
        return;
      default:
        // The prototype had no other actions.
        return;
    }
  }

  function shorten({ startStep }: Fault): void {
    const left = Math.max(0, startStep + state[DURATION]! - state[STEP]!);
    state[DURATION] = Math.max(RESTART.leastSteps, state[DURATION]! - Math.floor(RESTART.share * left));
  }

  function observe(action: Action): StepResult {
    const step = state[STEP]!;
    const rate = requestRate(step, state[LIMIT]!, draws);
    const replicas = Object.fromEntries(names.map((name, i) => [name, state[REPLICAS + i]!]));
    const activeFaults = active();
    const measured = measure({
      rate,
      replicas: replicas as Record<PrototypeService, number>,
      fault: activeFaults[0] as (Fault & { readonly type: FaultType }) | undefined,
      noise: draws,
    });
    const values = new Float64Array(names.length * METRIC_COUNT);
    names.forEach((name, i) => {
      const row = i * METRIC_COUNT;
      values[row + LATENCY_P95_MS] = measured[name].latencyP95Ms;
      values[row + ERROR_RATE] = measured[name].errorRate;
      values[row + CPU_UTILISATION] = measured[name].cpu;
      values[row + MEMORY_UTILISATION] = measured[name].memory;
      values[row + REQUEST_RATE] = rate;
    });
    const sloViolated = breachesSlo(values, front, slo);
    state[INCIDENT] = sloViolated
      ? Math.max(1, state[INCIDENT]!)
      : state[INCIDENT] === 1
      ? 2
      : state[INCIDENT]!;
    const shedShare = 1 - state[LIMIT]!;
    const extraReplicas = names.reduce((sum, _, i) => sum + state[REPLICAS + i]! - 1, 0);
    const facts = { sloViolated, shedShare, extraReplicas, lostWriteSeconds: 0 };
    return {
      observation: { step, timeSeconds: step * STEP_SECONDS, values },
      reward: stepReward({ ...facts, action: action.kind }, reward) +
        (state[INCIDENT] === 1 ? UNRECOVERED_REWARD : 0),
      terminated: false,
      truncated: step >= steps,
      info: { ...facts, activeFaults },
    };
  }

  function stepAhead(action: Action): StepResult {
    requireEpisode(episode, "its first step");
    apply(action);
    state[STEP] = state[STEP]! + 1;
    return observe(action);
  }

  return {
    ...{ topology, slo, reward, timings: PROTOTYPE_TIMINGS, steps, warmupSteps },
    ...{ knownTopology: topology, valuesCanMiss: false, decoys: [], benignEvents: [] },
    get agentSeed() {
      return agentSeed;
    },
    get faults() {
      return faults;
    },
    reset(given) {
      const { seed } = checkReset(given);
      const key = episodeKey(seed, options.secret);
      agentSeed = drawAgentSeed(key);
      stream = createStream(key, "noise");
      const drawing = createStream(key, "fault");
      const faultFree = drawing.next() < faultFreeShare || faultCount === 0;
      const fault = samplePrototypeFault(request, { stream: drawing, steps, severity });
      faults = faultFree ? [] : [deepFreeze(fault)];
      episode = identityOf({
        ...{ topology, seed, steps, warmupSteps, noise, slo, faults, decoys: [], mode: "prototype" },
        timings: "classic",
      });
      state.fill(0);
      state.set([0, 1, fault.durationSteps]);
      state.fill(1, REPLICAS);
      const { observation, info } = observe(NOOP);
      return { observation, info };
    },
    step(action) {
      requireStepLeft(state[STEP]!, steps);
      return stepAhead(action);
    },
    stepAhead,
    snapshot: () => ({
      episode: requireEpisode(episode, "a snapshot is taken"),
      state: [...state],
      noise: stream.save(),
    }),
    restore(snapshot) {
      const now = requireEpisode(episode, "a snapshot is restored");
      checkSnapshot(snapshot, { episode: now, length: state.length, stepAt: STEP });
      state.set(snapshot.state);
      stream.restore(snapshot.noise);
    },
    replicas: () => [...state.subarray(REPLICAS)],
    inject: () => notInPrototype("inject"),
    endFaults: () => notInPrototype("endFaults"),
    answeredWithin: () => notInPrototype("answeredWithin"),
  };
}

function notInPrototype(what: string): never {
  throw new UsageError(`${what}: the prototype's model has none`);
}

/** The graph that agents are told: the three tiers with one replica each, as many requests as the prototype had on average. */
function prototypeTopology(): Topology {
  const { services, ...graph } = createTopology("three-tier");
  return checkTopology({
    ...graph,
    name: "prototype",
    entryRate: 150,
    services: services.map((service) => ({ ...service, replicas: 1 })),
  });
}

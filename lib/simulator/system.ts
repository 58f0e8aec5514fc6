import { type Action, type ActionKind, breachesSlo, STEP_SECONDS, type Topology } from "../model/mod.ts";
import { createStream, type Stream } from "../random/mod.ts";
import { applyAction, lostWriteSeconds } from "./actions.ts";
import { rollsBack, takeEffect, trafficFactor } from "./benign/effects.ts";
import type { PlacedBenign } from "./benign/sampling.ts";
import type { Budget, BudgetState } from "./budget/budget.ts";
import type { Settings } from "./environment_settings.ts";
import {
  drawAgentSeed,
  drawBenign,
  drawDecoys,
  drawFaults,
  drawStandbys,
  type EpisodeKey,
  episodeKey,
} from "./episode_draws.ts";
import { applyFault, endOf, strengthAt } from "./faults/course.ts";
import type { PlacedFault } from "./faults/sampling.ts";
import { knownTopology } from "./known_topology.ts";
import { badShare } from "./physics/bad_share.ts";
import { clearConditions, createConditions, spreadToCopies } from "./physics/conditions.ts";
import { createPhysics, type Physics } from "./physics/physics.ts";
import { allocateState, LIMIT, resetState, type State, STEP } from "./physics/state.ts";
import { stepReward } from "./reward.ts";
import { disguise, type PlacedDecoy } from "./telemetry/decoys.ts";
import { createTelemetry, exactValues } from "./telemetry/metrics.ts";
import { createRecorder, type Recording } from "./telemetry/recorder.ts";
import { createCallerView, drawMeasuredAt } from "./telemetry/measured_at.ts";
import { createScraper, type Scraper } from "./telemetry/scrapes.ts";
import { createTraffic, type Traffic } from "./workload.ts";

/** An episode of a system: what was drawn for it, and what it carries besides the state. */
export interface SystemEpisode {
  readonly seed: number;
  readonly key: EpisodeKey;
  readonly agentSeed: number;
  readonly noise: Stream;
  readonly traffic: Traffic;
  readonly standbyBehind: Uint8Array;
  faults: readonly PlacedFault[];
  /** Step in which the first of the faults begins; Infinity if there are none. */
  firstStart: number;
  readonly decoys: readonly PlacedDecoy[];
  readonly benign: PlacedBenign | undefined;
  /** The service graph as it is written down for agents. */
  readonly known: Topology;
  readonly scraper: Scraper | undefined;
  /** 1 for each node whose requests are measured at its callers; absent if there are none. */
  readonly measuredAtCallers: Uint8Array | undefined;
  readonly budget: Budget | undefined;
  /** Faults that are active in the latest step: the same array while nothing changes. */
  active: readonly PlacedFault[];
}

/** What a step came to. The record is reused. */
export interface StepOutcome {
  /** The measured values, services x metrics, before scrapes. */
  values: Float64Array;
  /** Logs and spans, where they are recorded. */
  recording: Recording | undefined;
  /** Kind of the action before the step. */
  action: ActionKind;
  reward: number;
  sloViolated: boolean;
  /** Share of the users' traffic that was shed, 0 to 1. */
  shedShare: number;
  extraReplicas: number;
  lostWriteSeconds: number;
  budget: BudgetState | undefined;
}

/** A system that is stepped: one set of physics, whose state can belong to one episode after another. */
export interface System {
  readonly state: State;
  readonly physics: Physics;
  /** The record that `advance` writes to. */
  readonly outcome: StepOutcome;
  /** Draws the episode of a seed. Does not touch the state. */
  draw(seed: number): SystemEpisode;
  /** Goes on with an episode, whose state the caller has put in place. */
  enter(episode: SystemEpisode): void;
  /** Begins an episode: resets the state. The caller then advances to step 0. */
  begin(episode: SystemEpisode): void;
  /** Applies an action and goes on to the next step, which `advance` then takes. @throws {UsageError} for an unknown target */
  apply(action: Action): void;
  /**
   * Takes the step that the state says, after an action.
   *
   * @param into where the measured values go, services x metrics, before scrapes; absent: an array of their own
   */
  advance(action: Action, into?: Float64Array): StepOutcome;
}

/** Creates the system of checked settings: physics, faults, remedies and telemetry. */
export function createSystem(settings: Settings): System {
  const { topology, network, nominal, slo, sloP95Seconds, reward, timings, steps } = settings;
  const { noise, workload, scrapes, measuredAt, gaps, signals, tracesPerStep, wording, remedies } = settings;
  const { course, packetLoss, kinds } = settings.faults;
  const state = allocateState(network);
  const conditions = createConditions(network);
  const physics = createPhysics({ network, state, conditions });
  const callerView = createCallerView({ network, conditions, physics });
  const telemetry = createTelemetry(network, { stream: createStream(0, "noise"), noise });
  const record = signals.length > 0
    ? createRecorder(network, { signals, tracesPerStep, wording, steps })
    : undefined;
  const baseline = network.replicas;
  const outcome: StepOutcome = {
    values: new Float64Array(0),
    recording: undefined,
    action: "noop",
    reward: 0,
    sloViolated: false,
    shedShare: 0,
    extraReplicas: 0,
    lostWriteSeconds: 0,
    budget: undefined,
  };
  const NO_FAULTS: readonly PlacedFault[] = [];
  let episode: SystemEpisode;
  /** Whether the conditions are those without any fault. */
  let clear = true;

  function clearAll(): void {
    if (clear) return;
    clearConditions(conditions, network);
    clear = true;
  }

  /** Finds the faults that are active in a step and sets the conditions accordingly. */
  function applyFaults(step: number): void {
    if (step < episode.firstStart) return clearAll();
    const { faults, active } = episode;
    let count = 0;
    let changed = false;
    clearAll();
    for (let i = 0; i < faults.length; i++) {
      const fault = faults[i]!;
      if (!isActive(fault, i, step)) continue;
      if (fault !== active[count]) changed = true;
      count++;
      const kind = kinds[fault.type]!;
      const { strength, age } = strengthAt(fault, step, course, kind);
      const { target, severity } = fault;
      const injection = { target, severity, age, network, nominal, state, sloP95Seconds, packetLoss };
      applyFault(fault, { conditions, injection, strength, kind });
    }
    if (count > 0) {
      clear = false;
      spreadToCopies(conditions, network);
    }
    // Keep the same array while nothing changes, so that callers can compare by identity.
    if (changed || count !== active.length) {
      episode.active = count === 0 ? NO_FAULTS : faults.filter((fault, i) => isActive(fault, i, step));
    }
  }

  const isActive = (fault: PlacedFault, i: number, step: number) =>
    step >= fault.startStep && step < endOf(fault) && state.mended[i] !== 1;

  /** The users' requests/s of a step, before limits and retries. */
  function usersRate(step: number): number {
    const { traffic, benign } = episode;
    const rate = traffic.rate(step);
    return benign ? rate * trafficFactor(benign, step, traffic.daily(step)) : rate;
  }

  return {
    state,
    physics,
    outcome,
    draw(seed) {
      const key = episodeKey(seed, settings.secret);
      const faults = drawFaults(key, settings);
      const scraper = scrapes && createScraper(scrapes, network);
      scraper?.reset(key);
      return {
        seed,
        key,
        agentSeed: drawAgentSeed(key),
        noise: createStream(key, "noise"),
        traffic: createTraffic(topology.entryRate, { workload, stream: createStream(key, "workload") }),
        standbyBehind: drawStandbys(key, settings),
        faults,
        firstStart: firstStartOf(faults),
        decoys: drawDecoys(key, { settings, faults }),
        benign: drawBenign(key, settings),
        known: gaps ? knownTopology(topology, gaps, key) : topology,
        scraper,
        measuredAtCallers: drawMeasuredAt(key, measuredAt, network),
        budget: settings.createBudget?.(),
        active: NO_FAULTS,
      };
    },
    enter(next) {
      episode = next;
      telemetry.use(next.noise);
    },
    begin(next) {
      episode = next;
      telemetry.use(next.noise);
      resetState(state, network);
    },
    apply(action) {
      const { faults, benign, standbyBehind } = episode;
      if (action?.kind !== "noop") {
        const system = { network, state, faults, timings, standbyBehind, remedies, kinds };
        if (benign && rollsBack(action, benign, { step: state.globals[STEP]!, system })) {
          state.mended[faults.length] = 1;
        }
        applyAction(action, system);
      }
      state.globals[STEP] = state.globals[STEP]! + 1;
    },
    advance(action, into) {
      const { faults, decoys, benign, standbyBehind, measuredAtCallers, budget } = episode;
      const step = state.globals[STEP]!;
      if (benign) {
        takeEffect(benign, step, { network, state, faults, timings, standbyBehind, remedies, kinds });
      }
      applyFaults(step);
      physics.step(usersRate(step), noise > 0 ? telemetry.draw() : undefined);
      const seen = measuredAtCallers && callerView.see(measuredAtCallers);
      const values = noise > 0
        ? telemetry.measure(physics.truth, state, into, seen)
        : exactValues(physics.truth, state, into, seen);
      if (measuredAtCallers) callerView.correct(values, measuredAtCallers);
      const spent = budget?.add(
        physics.truth.arrivals[network.front]! * STEP_SECONDS,
        badShare(network, physics.responses, slo.latencyP95Ms / 1000),
      );
      outcome.budget = spent;
      outcome.sloViolated = spent?.breach ?? breachesSlo(values, network.front, slo);
      outcome.shedShare = 1 - state.globals[LIMIT]!;
      outcome.lostWriteSeconds = action.kind === "failover"
        ? lostWriteSeconds(action, { network, timings, standbyBehind })
        : 0;
      let extraReplicas = 0;
      for (let i = 0; i < network.nodes; i++) {
        extraReplicas += Math.max(0, state.replicas[i]! - baseline[i]!);
      }
      outcome.extraReplicas = extraReplicas;
      outcome.action = action.kind;
      outcome.reward = stepReward(outcome, reward);
      // After the SLO has been judged: decoys change what is measured, not what users get.
      if (decoys.length > 0) disguise(values, decoys, step);
      outcome.values = values;
      outcome.recording = record?.(
        episode.key,
        { step, action, network, state, conditions, physics, active: episode.active, faults, benign },
        decoys,
      );
      return outcome;
    },
  };
}

/** Step in which the first of some faults begins; Infinity if there are none. */
export function firstStartOf(faults: readonly PlacedFault[]): number {
  return Math.min(Infinity, ...faults.map(({ startStep }) => startStep));
}

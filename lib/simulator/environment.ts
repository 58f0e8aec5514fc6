import { type Action, breachesSlo, NOOP, STEP_SECONDS, UsageError } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { applyAction, lostWriteSeconds } from "./actions.ts";
import { rollsBack, takeEffect, trafficFactor } from "./benign/effects.ts";
import type { PlacedBenign } from "./benign/sampling.ts";
import type { Environment, StepResult } from "./contract.ts";
import { checkEnvironmentOptions, checkReset, type EnvironmentOptions } from "./environment_options.ts";
import { resolveSettings } from "./environment_settings.ts";
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
import { placeFault, withFault } from "./faults/injection.ts";
import type { PlacedFault } from "./faults/sampling.ts";
import { knownTopology } from "./known_topology.ts";
import { answeredWithin } from "./physics/answered.ts";
import { badShare } from "./physics/bad_share.ts";
import { clearConditions, createConditions, spreadToCopies } from "./physics/conditions.ts";
import { createPhysics } from "./physics/physics.ts";
import { allocateState, LIMIT, resetState, STEP } from "./physics/state.ts";
import { createPrototype } from "./prototype/environment.ts";
import { stepReward } from "./reward.ts";
import {
  checkSnapshot,
  type EpisodeIdentity,
  identityOf,
  listOf,
  requireEpisode,
  requireStepLeft,
} from "./snapshot.ts";
import { disguise, type PlacedDecoy } from "./telemetry/decoys.ts";
import { createTelemetry, exactValues } from "./telemetry/metrics.ts";
import { createRecorder } from "./telemetry/recorder.ts";
import { canMiss, createScraper } from "./telemetry/scrapes.ts";
import { createTraffic, workloadKey } from "./workload.ts";

export type { Environment, StepInfo, StepResult } from "./contract.ts";

/**
 * Creates a system under operation: a service graph with load, faults, remedies and telemetry.
 *
 * @throws {UsageError} for an unknown topology or fault, or a number out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createEnvironment } from "./environment.ts";
 * const environment = createEnvironment({ topology: "three-tier", fault: "slow_query" });
 * environment.reset({ seed: 7 });
 * const { observation, reward, info } = environment.step({ kind: "noop" });
 * strictEqual(observation.values.length, 3 * 5); // services x metrics
 * strictEqual(info.sloViolated, false);
 * strictEqual(reward, 1);
 * ```
 *
 * @example Logs, traces and two decoys
 * ```ts
 * import { ok } from "node:assert";
 * import { createEnvironment } from "./environment.ts";
 * const environment = createEnvironment({ topology: "boutique", signals: ["logs", "traces"], decoys: 2 });
 * const { observation: { logs = [], spans = [] } } = environment.reset({ seed: 7 });
 * ok(spans.length > logs.length);
 * ok(environment.decoys.length === 2);
 * ```
 */
export function createEnvironment(options: EnvironmentOptions = {}): Environment {
  checkEnvironmentOptions(options);
  if (options.mode === "prototype") return createPrototype(options);
  const settings = resolveSettings(options);
  const { topology, network, nominal, slo, sloP95Seconds, budget, reward, timings, steps, warmupSteps } =
    settings;
  const { noise, workload, scrapes, gaps, signals, tracesPerStep, wording, remedies } = settings;
  const { course, packetLoss, hasOwnCourse } = settings.faults;
  const scraper = scrapes && createScraper(scrapes, network);
  const state = allocateState(network);
  const conditions = createConditions(network);
  const physics = createPhysics({ network, state, conditions });
  const record = signals.length > 0
    ? createRecorder(network, { signals, tracesPerStep, wording, steps })
    : undefined;

  let seed = NaN;
  let key: EpisodeKey = NaN;
  let agentSeed = 0;
  let episode: EpisodeIdentity | undefined;
  let faults: PlacedFault[] = [];
  let decoys: PlacedDecoy[] = [];
  let noiseStream = createStream(0, "noise");
  let telemetry = createTelemetry(network, { stream: noiseStream, noise });
  let traffic = createTraffic(topology.entryRate, { workload, stream: createStream(0, "workload") });
  let benign: PlacedBenign | undefined;
  let known = topology;
  let active: readonly PlacedFault[] = [];
  const baseline = network.replicas;
  let standbyBehind: Uint8Array = new Uint8Array(network.nodes);

  /** Finds the faults that are active in a step and sets the conditions accordingly. */
  function applyFaults(step: number): void {
    const isActive = (fault: PlacedFault, i: number) =>
      step >= fault.startStep && step < endOf(fault) && state.mended[i] !== 1;
    if (active.length === 0 && !faults.some(isActive)) return;
    clearConditions(conditions, network);
    const now = faults.filter(isActive);
    for (const fault of now) {
      const { strength, age } = strengthAt(fault, step, course);
      const { target, severity } = fault;
      const injection = { target, severity, age, network, nominal, state, sloP95Seconds, packetLoss };
      applyFault(fault, { conditions, injection, strength });
    }
    spreadToCopies(conditions, network);
    // Keep the same array while nothing changes, so that callers can compare by identity.
    if (now.length !== active.length || now.some((fault, i) => fault !== active[i])) active = now;
  }

  /** The users' requests/s of a step, before limits and retries. */
  function usersRate(step: number): number {
    const rate = traffic.rate(step);
    return benign ? rate * trafficFactor(benign, step, traffic.daily(step)) : rate;
  }

  function advance(action: Action): StepResult {
    const step = state.globals[STEP]!;
    if (benign) takeEffect(benign, step, { network, state, faults, timings, standbyBehind, remedies });
    applyFaults(step);
    physics.step(usersRate(step), noise > 0 ? telemetry.draw() : undefined);
    const values = noise > 0 ? telemetry.measure(physics.truth, state) : exactValues(physics.truth, state);
    const spent = budget?.add(
      physics.truth.arrivals[network.front]! * STEP_SECONDS,
      badShare(network, physics.responses, slo.latencyP95Ms / 1000),
    );
    const sloViolated = spent?.breach ?? breachesSlo(values, network.front, slo);
    const shedShare = 1 - state.globals[LIMIT]!;
    const lost = action.kind === "failover"
      ? lostWriteSeconds(action, { network, timings, standbyBehind })
      : 0;
    let extraReplicas = 0;
    for (let i = 0; i < network.nodes; i++) extraReplicas += Math.max(0, state.replicas[i]! - baseline[i]!);
    // After the SLO has been judged: decoys change what is measured, not what users get.
    if (decoys.length > 0) disguise(values, decoys, step);
    const seen = { step, timeSeconds: step * STEP_SECONDS, values };
    const observation = record
      ? {
        ...seen,
        ...record(
          key,
          { step, action, network, state, conditions, physics, active, faults, benign },
          decoys,
        ),
      }
      : seen;
    return {
      observation: scraper ? scraper.show(observation) : observation,
      reward: stepReward({
        sloViolated,
        shedShare,
        extraReplicas,
        lostWriteSeconds: lost,
        action: action.kind,
      }, reward),
      terminated: false,
      truncated: step >= steps,
      // Written out: a spread takes as long as the SLO's judgement.
      info: spent === undefined
        ? { sloViolated, activeFaults: active, shedShare, extraReplicas, lostWriteSeconds: lost }
        : {
          ...{ sloViolated, activeFaults: active, shedShare, extraReplicas, lostWriteSeconds: lost },
          budget: { left: spent.left, badShare: spent.badShare, burnRates: spent.burnRates },
        },
    };
  }

  function identify(): EpisodeIdentity {
    return identityOf({
      ...{ topology, seed, steps, warmupSteps, noise, slo, faults, decoys, benign },
      timings: settings.timingsName,
      ...(remedies !== "usual" && { remedies }),
      ...(workload !== undefined && { workload: workloadKey(workload, steps) }),
      ...(hasOwnCourse && { course: { ...course, ...(packetLoss && { packetLoss }) } }),
    });
  }

  function stepAhead(action: Action): StepResult {
    requireEpisode(episode, "its first step");
    const system = { network, state, faults, timings, standbyBehind, remedies };
    if (benign && rollsBack(action, benign, { step: state.globals[STEP]!, system })) {
      state.mended[faults.length] = 1;
    }
    applyAction(action, system);
    state.globals[STEP] = state.globals[STEP]! + 1;
    return advance(action);
  }

  return {
    topology,
    slo,
    timings,
    reward,
    steps,
    warmupSteps,
    get agentSeed() {
      return agentSeed;
    },
    get faults() {
      return faults;
    },
    get decoys() {
      return decoys;
    },
    get benignEvents() {
      return benign ? [benign] : [];
    },
    get knownTopology() {
      return known;
    },
    valuesCanMiss: scrapes !== undefined && canMiss(scrapes),
    reset(given) {
      ({ seed } = checkReset(given));
      key = episodeKey(seed, settings.secret);
      agentSeed = drawAgentSeed(key);
      noiseStream = createStream(key, "noise");
      telemetry = createTelemetry(network, { stream: noiseStream, noise });
      traffic = createTraffic(topology.entryRate, { workload, stream: createStream(key, "workload") });
      standbyBehind = drawStandbys(key, settings);
      faults = drawFaults(key, settings);
      decoys = drawDecoys(key, { settings, faults });
      benign = drawBenign(key, settings);
      if (gaps) known = knownTopology(topology, gaps, key);
      scraper?.reset(key);
      budget?.reset();
      episode = identify();
      active = [];
      clearConditions(conditions, network);
      resetState(state, network);
      const { observation, info } = advance(NOOP);
      return { observation, info };
    },
    step(action) {
      requireStepLeft(state.globals[STEP]!, steps);
      return stepAhead(action);
    },
    stepAhead,
    snapshot: () => ({
      episode: requireEpisode(episode, "a snapshot is taken"),
      state: listOf(state.buffer),
      noise: noiseStream.save(),
      ...(scraper && { scrapes: scraper.save() }),
      ...(budget && { budget: budget.save() }),
    }),
    restore(snapshot) {
      checkSnapshot(snapshot, {
        episode: requireEpisode(episode, "a snapshot is restored"),
        length: state.buffer.length,
        stepAt: state.globals.byteOffset / Float64Array.BYTES_PER_ELEMENT + STEP,
      });
      scraper?.restore(snapshot.scrapes);
      budget?.restore(snapshot.budget);
      state.buffer.set(snapshot.state);
      noiseStream.restore(snapshot.noise);
      clearConditions(conditions, network);
      active = [];
    },
    replicas: () => [...state.replicas],
    inject(given) {
      requireEpisode(episode, "a fault is injected");
      if (benign) throw new UsageError("inject: an episode with a benign event takes no more faults");
      const step = state.globals[STEP]!;
      const fault = placeFault(given, { network, nominal, step });
      const placed = withFault(faults, fault, { mended: state.mended, step });
      faults = placed.faults;
      state.mended[placed.at] = 0;
      episode = identify();
      return fault;
    },
    endFaults() {
      requireEpisode(episode, "its faults are ended");
      for (let i = 0; i < faults.length; i++) state.mended[i] = 1;
    },
    answeredWithin(service, seconds) {
      requireEpisode(episode, "its answers are counted");
      if (topology.services[service] === undefined || !(seconds >= 0)) {
        throw new UsageError(
          `answeredWithin takes the row of a service and seconds, found ${service} and ${seconds}`,
        );
      }
      return answeredWithin(service, seconds, { network, responses: physics.responses });
    },
  };
}

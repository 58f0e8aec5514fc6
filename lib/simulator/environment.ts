import type { Action, Slo } from "../model/mod.ts";
import { deepFreeze } from "../model/deep_freeze.ts";
import { breachesSlo, checkTopology, NOOP, STEP_SECONDS, TIMINGS, UsageError } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { clearConditions, createConditions, spreadToCopies } from "./physics/conditions.ts";
import {
  checkBenignCount,
  checkCounts,
  checkCourse,
  checkEnvironmentOptions,
  checkHealthy,
  checkRanges,
  checkReset,
  checkSignalOptions,
  checkSlo,
  type EnvironmentOptions,
} from "./environment_options.ts";
import { rollsBack, takeEffect, trafficFactor } from "./benign/effects.ts";
import { checkBenign, parseBenign, type PlacedBenign, sampleBenign } from "./benign/sampling.ts";
import { applyFault, endOf, type FaultCourse, strengthAt } from "./faults/course.ts";
import { checkGaps, knownTopology } from "./known_topology.ts";
import { canMiss, checkScrapes, createScraper } from "./telemetry/scrapes.ts";
import { checkWorkload, createTraffic, workloadKey } from "./workload.ts";
import { placeFault, withFault } from "./faults/injection.ts";
import { checkRequest, parseFault, type PlacedFault, sampleFault, sampleStart } from "./faults/sampling.ts";
import type { Environment, StepResult } from "./contract.ts";
import { compileNetwork, type Network } from "./topology/network.ts";
import { badShare } from "./physics/bad_share.ts";
import { type Budget, createBudget } from "./budget/budget.ts";
import { checkNominalBudget, type Objective, resolveObjective } from "./budget/objective.ts";
import { answeredWithin } from "./physics/answered.ts";
import { type Nominal, settle } from "./physics/nominal.ts";
import { createPrototype } from "./prototype/environment.ts";
import { createPhysics } from "./physics/physics.ts";
import { applyAction, lostWriteSeconds } from "./actions.ts";
import { resolveReward, stepReward } from "./reward.ts";
import { disguise, type PlacedDecoy, sampleDecoys } from "./telemetry/decoys.ts";
import { createRecorder } from "./telemetry/recorder.ts";
import { allocateState, LIMIT, resetState, STEP } from "./physics/state.ts";
import { checkSnapshot, type EpisodeIdentity, identityOf, listOf } from "./snapshot.ts";
import { createTelemetry, exactValues } from "./telemetry/metrics.ts";
import { createTopology } from "./topology/topologies.ts";

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
  const { topology: graph = "three-tier", steps = 240, warmupSteps = 60 } = options;
  const { faultCount = 1, faultFreeShare = 0, severity = [0.4, 1] } = options;
  const noise = Number(options.noise ?? 1);
  const timingsName = options.timings ?? "realistic";
  const timings = TIMINGS[timingsName];
  const reward = resolveReward(options.reward);
  const topology = typeof graph === "string" ? deepFreeze(createTopology(graph)) : checkTopology(graph);
  const network = compileNetwork(topology);
  checkCounts({ steps, warmupSteps, faultCount, faultFreeShare });
  checkRanges({ noise, severity });
  const { signals = [], tracesPerStep = 12, decoys: decoyCount = 0, faultGapSteps } = options;
  checkSignalOptions({ tracesPerStep, decoys: decoyCount, faultGapSteps });
  const { onset = "step", rampSteps = 48, flapping, startSteps, packetLoss } = options;
  checkCourse({ rampSteps, flapping, startSteps, packetLoss, warmupSteps, steps });
  const course: FaultCourse = { onset, rampSteps, ...(flapping && { flapping }) };
  const courseOfItsOwn = onset !== "step" || flapping !== undefined || packetLoss !== undefined;
  const { workload, scrapes, knownCalls = 1, unknownCallers = 0, wording = "fixed" } = options;
  if (workload !== undefined) checkWorkload(workload);
  if (scrapes) checkScrapes(scrapes, network);
  const scraper = scrapes && createScraper(scrapes, network);
  const gaps = options.knownCalls === undefined && options.unknownCallers === undefined
    ? undefined
    : { knownCalls, unknownCallers };
  if (gaps) checkGaps(gaps, topology);
  const benignRequest = typeof options.benign === "string"
    ? parseBenign(options.benign, network)
    : options.benign && checkBenign(options.benign, network);
  checkBenignCount(benignRequest !== undefined, faultCount);
  const request = typeof options.fault === "string"
    ? parseFault(options.fault, network)
    : options.fault && checkRequest(options.fault, network);
  const nominal = settle(network);
  const nominalFront: Slo = {
    latencyP95Ms: 1000 * nominal.truth.p95[network.front]!,
    errorRate: nominal.truth.errorRate[network.front]!,
  };
  const usualSlo = sloFor(nominalFront);
  const { latencyP95Ms = usualSlo.latencyP95Ms, errorRate = usualSlo.errorRate } = options.slo ?? {};
  const objective = resolveObjective(options.slo ?? {}, { steps });
  const slo: Slo = deepFreeze({ latencyP95Ms, errorRate, ...objective });
  checkHealthy(
    nominalFront.errorRate,
    topology.services.map(({ name }, i) => ({
      name,
      requestRate: nominal.truth.arrivals[i]!,
      capacity: nominal.truth.capacity[i]!,
    })),
  );
  checkSlo(slo, nominalFront);
  const budget = objective && budgetOf(objective, { network, nominal, slo });
  // The effect of a fault does not depend on the SLO that was asked for.
  const sloP95Seconds = usualSlo.latencyP95Ms / 1000;
  const state = allocateState(network);
  const conditions = createConditions(network);
  const physics = createPhysics({ network, state, conditions });
  const record = signals.length > 0
    ? createRecorder(network, { signals, tracesPerStep, wording, steps })
    : undefined;

  let seed = NaN;
  /** What all of the episode is drawn from. */
  let key: string | number = NaN;
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
  const standbyBehind = new Uint8Array(network.nodes);

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
    if (benign) takeEffect(benign, step, { network, state, faults, timings, standbyBehind });
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
      info: {
        ...{ sloViolated, activeFaults: active, shedShare, extraReplicas, lostWriteSeconds: lost },
        ...(spent && { budget: { left: spent.left, badShare: spent.badShare, burnRates: spent.burnRates } }),
      },
    };
  }

  function identify(): EpisodeIdentity {
    return identityOf({
      ...{ topology, seed, steps, warmupSteps, noise, timings: timingsName, slo, faults, decoys, benign },
      ...(workload !== undefined && { workload: workloadKey(workload, steps) }),
      ...(courseOfItsOwn && { course: { ...course, ...(packetLoss && { packetLoss }) } }),
    });
  }

  function requireEpisode(what: string): EpisodeIdentity {
    if (episode === undefined) throw new UsageError(`An environment must be reset before ${what}`);
    return episode;
  }

  function stepAhead(action: Action): StepResult {
    requireEpisode("its first step");
    const system = { network, state, faults, timings, standbyBehind };
    if (benign && rollsBack(action, benign, { step: state.globals[STEP]!, system })) {
      state.mended[faults.length] = 1;
    }
    applyAction(action, system);
    state.globals[STEP] = state.globals[STEP]! + 1;
    return advance(action);
  }

  function drawFaults(): PlacedFault[] {
    const stream = createStream(key, "fault");
    const faultFree = stream.next() < faultFreeShare;
    const drawn: PlacedFault[] = [];
    for (let i = 0; i < faultCount; i++) {
      const near = faultGapSteps === undefined || i === 0 ? undefined : { drawn, faultGapSteps };
      drawn.push(
        sampleFault({
          request,
          network,
          nominal,
          stream,
          warmupSteps,
          steps,
          severity,
          withinStep: onset !== "step",
          ...(startSteps && { startSteps }),
          ...(near && { near }),
        }),
      );
    }
    return faultFree ? [] : drawn;
  }

  /** Drawn for the episode, so that runs with different actions meet the same standbys. */
  function drawStandbys(): void {
    const stream = createStream(key, "standby");
    for (let i = 0; i < network.nodes; i++) {
      standbyBehind[i] = stream.next() < timings.failover.behindShare ? 1 : 0;
    }
  }

  function drawDecoys(): PlacedDecoy[] {
    if (decoyCount === 0) return [];
    const stream = createStream(key, "decoys");
    const quietStart = sampleStart(stream.next(), { warmupSteps, steps });
    const starts = faults.map(({ startStep }) => startStep);
    return sampleDecoys({
      count: decoyCount,
      guilty: faults.map(({ service }) => service),
      firstStart: starts.length > 0 ? Math.min(...starts) : quietStart,
      steps,
      network,
      stream,
    });
  }

  function drawBenign(): PlacedBenign | undefined {
    if (benignRequest === undefined) return undefined;
    const stream = createStream(key, "benign");
    return sampleBenign({ request: benignRequest, network, nominal, stream, warmupSteps, steps });
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
      key = options.secret === undefined ? seed : `${seed}/${options.secret}`;
      agentSeed = createStream(key, "agent").integer(2 ** 31);
      noiseStream = createStream(key, "noise");
      telemetry = createTelemetry(network, { stream: noiseStream, noise });
      traffic = createTraffic(topology.entryRate, { workload, stream: createStream(key, "workload") });
      drawStandbys();
      faults = drawFaults();
      decoys = drawDecoys();
      benign = drawBenign();
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
      if (state.globals[STEP]! >= steps) {
        throw new UsageError(
          `The episode is over after step ${steps}: reset the environment, or create it with more steps`,
        );
      }
      return stepAhead(action);
    },
    stepAhead,
    snapshot: () => ({
      episode: requireEpisode("a snapshot is taken"),
      state: listOf(state.buffer),
      noise: noiseStream.save(),
      ...(scraper && { scrapes: scraper.save() }),
      ...(budget && { budget: budget.save() }),
    }),
    restore(snapshot) {
      checkSnapshot(snapshot, {
        episode: requireEpisode("a snapshot is restored"),
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
      requireEpisode("a fault is injected");
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
      requireEpisode("its faults are ended");
      for (let i = 0; i < faults.length; i++) state.mended[i] = 1;
    },
    answeredWithin(service, seconds) {
      requireEpisode("its answers are counted");
      if (topology.services[service] === undefined || !(seconds >= 0)) {
        throw new UsageError(
          `answeredWithin takes the row of a service and seconds, found ${service} and ${seconds}`,
        );
      }
      return answeredWithin(service, seconds, { network, responses: physics.responses });
    },
  };
}

/** The error budget of an objective. @throws {UsageError} if the system uses it up without a fault */
function budgetOf(
  objective: Objective,
  { network, nominal: { truth, responses }, slo }: { network: Network; nominal: Nominal; slo: Slo },
): Budget {
  const nominalBadShare = badShare(network, responses, slo.latencyP95Ms / 1000);
  checkNominalBudget(objective, nominalBadShare);
  return createBudget(objective, {
    requestsPerStep: truth.arrivals[network.front]! * STEP_SECONDS,
    badShare: nominalBadShare,
  });
}

/** The SLO of a system that has this p95 and error rate without a fault. */
function sloFor({ latencyP95Ms, errorRate }: Slo): Slo {
  return { latencyP95Ms: Math.max(220, 2.2 * latencyP95Ms), errorRate: Math.max(0.06, 1.5 * errorRate) };
}

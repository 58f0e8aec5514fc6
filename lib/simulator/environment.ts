import { displayable } from "../model/shown/displayable.ts";
import { type Action, NOOP, STEP_SECONDS, UsageError } from "../model/mod.ts";
import type { Environment, StepResult } from "./contract.ts";
import { checkEnvironmentOptions, checkReset, type EnvironmentOptions } from "./environment_options.ts";
import { resolveSettings } from "./environment_settings.ts";
import { placeFault, withFault } from "./faults/injection.ts";
import { answeredWithin } from "./physics/answered.ts";
import { STEP } from "./physics/state.ts";
import { createPrototype } from "./prototype/environment.ts";
import {
  checkSnapshot,
  type EpisodeIdentity,
  identityOf,
  listOf,
  requireEpisode,
  requireStepLeft,
} from "./snapshot.ts";
import { createSystem, firstStartOf, type SystemEpisode } from "./system.ts";
import { canMiss } from "./telemetry/scrapes.ts";
import { workloadKey } from "./workload.ts";

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
  if (options.mode === "prototype") return displayable(createPrototype(options), "environment");
  const settings = resolveSettings(options);
  const { topology, network, nominal, slo, reward, timings, steps, warmupSteps, noise } = settings;
  const { workload, scrapes, measuredAt, remedies } = settings;
  const { course, packetLoss, hasOwnCourse } = settings.faults;
  const system = createSystem(settings);
  const { state, physics } = system;
  let episode: SystemEpisode | undefined;
  let identity: EpisodeIdentity | undefined;

  /** The episode, which must have begun. */
  const current = (what: string) => requireEpisode(episode, what);

  /** What the episode is, worked out when it is first asked for. */
  function identify(what: string): EpisodeIdentity {
    const { seed, faults, decoys, benign } = current(what);
    return identity ??= identityOf({
      ...{ topology, seed, steps, warmupSteps, noise, slo, faults, decoys, benign },
      timings: settings.timingsName,
      ...(remedies !== "usual" && { remedies }),
      ...(workload !== undefined && { workload: workloadKey(workload, steps) }),
      ...(hasOwnCourse && { course: { ...course, ...(packetLoss && { packetLoss }) } }),
    });
  }

  function advance(action: Action, now: SystemEpisode): StepResult {
    const step = state.globals[STEP]!;
    const outcome = system.advance(action);
    const { values, recording, sloViolated, shedShare, extraReplicas, lostWriteSeconds, budget } = outcome;
    const seen = { step, timeSeconds: step * STEP_SECONDS, values };
    const observation = recording ? { ...seen, ...recording } : seen;
    const { scraper, active: activeFaults } = now;
    return {
      observation: scraper ? scraper.show(observation) : observation,
      reward: outcome.reward,
      terminated: false,
      truncated: step >= steps,
      // Written out: a spread takes as long as the SLO's judgement.
      info: budget === undefined
        ? { sloViolated, activeFaults, shedShare, extraReplicas, lostWriteSeconds }
        : {
          ...{ sloViolated, activeFaults, shedShare, extraReplicas, lostWriteSeconds },
          budget: { left: budget.left, badShare: budget.badShare, burnRates: budget.burnRates },
        },
    };
  }

  function stepAhead(action: Action): StepResult {
    const now = current("its first step");
    system.apply(action);
    return advance(action, now);
  }

  const environment: Environment = {
    topology,
    slo,
    timings,
    reward,
    steps,
    warmupSteps,
    get agentSeed() {
      return episode?.agentSeed ?? 0;
    },
    get faults() {
      return episode?.faults ?? [];
    },
    get decoys() {
      return episode?.decoys ?? [];
    },
    get benignEvents() {
      return episode?.benign ? [episode.benign] : [];
    },
    get knownTopology() {
      return episode?.known ?? topology;
    },
    valuesCanMiss: measuredAt !== "server" || scrapes !== undefined && canMiss(scrapes),
    reset(given) {
      const { seed } = checkReset(given);
      episode = system.draw(seed);
      identity = undefined;
      system.begin(episode);
      const { observation, info } = advance(NOOP, episode);
      return { observation, info };
    },
    step(action) {
      requireStepLeft(state.globals[STEP]!, steps);
      return stepAhead(action);
    },
    stepAhead,
    snapshot() {
      const { noise: stream, scraper, budget } = current("a snapshot is taken");
      return {
        episode: identify("a snapshot is taken"),
        state: listOf(state.buffer),
        noise: stream.save(),
        ...(scraper && { scrapes: scraper.save() }),
        ...(budget && { budget: budget.save() }),
      };
    },
    restore(snapshot) {
      const now = current("a snapshot is restored");
      const { noise: stream, scraper, budget } = now;
      checkSnapshot(snapshot, {
        episode: identify("a snapshot is restored"),
        length: state.buffer.length,
        stepAt: state.globals.byteOffset / Float64Array.BYTES_PER_ELEMENT + STEP,
      });
      scraper?.restore(snapshot.scrapes);
      budget?.restore(snapshot.budget);
      state.buffer.set(snapshot.state);
      stream.restore(snapshot.noise);
      now.active = [];
    },
    replicas: () => [...state.replicas],
    inject(given) {
      const now = current("a fault is injected");
      if (now.benign) throw new UsageError("inject: an episode with a benign event takes no more faults");
      const step = state.globals[STEP]!;
      const fault = placeFault(given, { network, nominal, step, kinds: settings.faults.kinds });
      const placed = withFault(now.faults, fault, { mended: state.mended, step });
      now.faults = placed.faults;
      now.firstStart = firstStartOf(placed.faults);
      state.mended[placed.at] = 0;
      identity = undefined;
      return fault;
    },
    endFaults() {
      const { faults } = current("its faults are ended");
      for (let i = 0; i < faults.length; i++) state.mended[i] = 1;
    },
    answeredWithin(service, seconds) {
      current("its answers are counted");
      if (topology.services[service] === undefined || !(seconds >= 0)) {
        throw new UsageError(
          `answeredWithin takes the row of a service and seconds, found ${service} and ${seconds}`,
        );
      }
      return answeredWithin(service, seconds, { network, responses: physics.responses });
    },
  };
  return displayable(environment, "environment");
}

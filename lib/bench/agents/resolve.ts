import type { z } from "zod";
import { type Guardrails, resolveGuardrails } from "../../act/guardrails.ts";
import { checkJson, objectWith, underPath } from "../../model/check_options.ts";
import {
  canonicalJson,
  type JsonValue,
  requireName,
  type Slo,
  type TimingsName,
  type Topology,
  type TopologyInput,
  UsageError,
} from "../../model/mod.ts";
import { diagnosers } from "../../diagnose/mod.ts";
import { createShadow } from "../../run/shadow.ts";
import { createEnvironment, type EnvironmentOptions, type Signal } from "../../simulator/mod.ts";
import { conditionsOf, type ScenarioConditions, USUAL_CONDITIONS } from "./conditions.ts";
import {
  type Contestant,
  contestantsOf,
  createContestant,
  hasOwnParts,
  type PartChoices,
  scenarioParts,
} from "./contestants.ts";
import type { EpisodeMetric } from "./metrics.ts";
import { NO_OWN_PARTS, ownFault, type OwnOrigin, type OwnParts } from "./own_parts.ts";
import { isOwn, shownPart } from "./own_reference.ts";
import { variantsOf } from "./scenario_grid.ts";
import {
  type ExperimentInput,
  experimentSchema,
  type ParsedExperiment,
  type ParsedScenario,
  type PhaseInput,
} from "./schema.ts";

/** An experiment as `resolveExperiment` returns it, not its input. */
export const experimentShape: z.ZodType<object> = objectWith({
  name: "string",
  agents: "list",
  scenarios: "list",
  seeds: "object",
  trials: "number",
});

/** A system and its faults, with all defaults filled in. */
export interface Scenario extends ScenarioConditions {
  /** Its name in tables. */
  readonly name: string;
  /** Name of the topology, or a service graph of one's own with all of its defaults. */
  readonly topology: string | Topology;
  /** `type[:service[:severity]]`; null: drawn per seed. */
  readonly fault: string | null;
  /** Faults per episode. */
  readonly faultCount: number;
  /** Share of the episodes without a fault, 0 to 1. */
  readonly faultFreeShare: number;
  /** Steps after the first fault within which the others begin; null: drawn independently. */
  readonly faultGapSteps: number | null;
  /** Healthy services that look anomalous. */
  readonly decoys: number;
  /** What agents see besides metrics. */
  readonly signals: readonly Signal[];
  /** Requests sampled per step. */
  readonly tracesPerStep: number;
  /** Range that severities are drawn from, 0 to 1. */
  readonly severity: readonly [least: number, most: number];
  /** Measurement noise; 1 is that of measuring every request. */
  readonly noise: number;
  /** How long remedies take. */
  readonly timings: TimingsName;
  /** Service level objective of the front service. */
  readonly slo: Slo;
  /** Steps of 5 s per episode. */
  readonly steps: number;
  /** Steps without faults at the start. */
  readonly warmupSteps: number;
  /** Delay of the telemetry (steps). */
  readonly telemetryDelaySteps: number;
  /** Delay of the actions (steps). */
  readonly actionDelaySteps: number;
  /** Limits within which agents may act. */
  readonly guardrails: Guardrails;
  /** By the name of an agent the parts that it has in this scenario in place of its own; absent: none. */
  readonly parts?: Readonly<Record<string, PartChoices>>;
  /** What changes in the course of a trial, by the episode from which on it is so, in ascending order; absent: nothing. */
  readonly phases?: readonly PhaseInput[];
}

/** An experiment with all defaults filled in; it is itself a valid `ExperimentInput`. */
export interface Experiment {
  /** Its folder under `results/`. */
  readonly name: string;
  /** What the experiment is to answer; "" if nothing is said. */
  readonly question: string;
  /** The agents to compare. */
  readonly agents: readonly Contestant[];
  /** Name of the agent that the others are compared with. */
  readonly reference: string;
  /** The scenarios that each agent runs in. */
  readonly scenarios: readonly Scenario[];
  /** Seeds of a trial: a list, or a range of which the next trial takes the next ones. */
  readonly seeds: readonly number[] | { readonly first: number; readonly count: number };
  /** Trials of each agent. */
  readonly trials: number;
  /** Steps of 5 s per episode, unless a scenario has its own. */
  readonly steps: number;
  /** Columns to report. */
  readonly metrics: readonly EpisodeMetric[];
  /** Confidence level of the intervals. */
  readonly confidence: number;
  /** Resamples of each bootstrap. */
  readonly resamples: number;
  /** Permutations of each test. */
  readonly permutations: number;
  /** How decisions are logged; absent: none is. */
  readonly decisions?: { readonly explore: number; readonly shadows: readonly string[] };
  /** By reference, what the parts of one's own are told from others by; absent: there are none. */
  readonly own?: Readonly<Record<string, OwnOrigin>>;
}

/**
 * Validates an experiment, names of agents and parts included, and fills in its defaults.
 *
 * @param own parts of one's own that it names, loaded
 * @throws {UsageError} naming the path into the JSON, the value found there and the nearest valid name
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { resolveExperiment } from "./resolve.ts";
 * strictEqual(resolveExperiment({ name: "mine", agents: ["noop", "full"] }).scenarios[0]?.steps, 240);
 * ```
 */
export function resolveExperiment(
  input: ExperimentInput | JsonValue,
  own: OwnParts = NO_OWN_PARTS,
): Experiment {
  const given = checkJson(experimentSchema, input, "the experiment");
  const named = given.agents.flatMap((agent, i) => contestantsOf(agent, ["agents", i], own));
  requireDistinct(named, "agents");
  const scenarios = given.scenarios.flatMap((scenario, i) => variantsOf(scenario, ["scenarios", i])).map(
    ({ scenario, suffix, path }) => ({
      ...underPath(path, () => resolvedScenario(scenario, { experimentSteps: given.steps, suffix, own })),
      ...(scenario.parts && { parts: scenarioParts(scenario.parts, named, [...path, "parts"], own) }),
    }),
  );
  requireDistinct(scenarios, "scenarios");
  const agents = named.map((contestant, i) =>
    withLearning(contestant, { scenarios, own, path: ["agents", i] })
  );
  agents.forEach((agent) =>
    scenarios.forEach((scenario) => requireSignals(contestantIn(scenario, agent), scenario.signals))
  );
  checkSeeds(given);
  given.decisions?.shadows.forEach((name, i) =>
    underPath(["decisions", "shadows", i], () => createShadow(name))
  );
  checkSize({ agents: agents.length, scenarios: scenarios.length }, given);
  const names = agents.map(({ name }) => name);
  const reference = given.reference ?? (names.includes("full") ? "full" : names[0]!);
  underPath(["reference"], () => requireName("agent", reference, names));
  // The keys in a fixed order, since the name of a run is a hash of this text.
  return {
    name: given.name,
    question: given.question,
    agents,
    reference,
    scenarios,
    seeds: given.seeds,
    trials: given.trials,
    steps: given.steps,
    metrics: given.metrics,
    confidence: given.confidence,
    resamples: given.resamples,
    permutations: given.permutations,
    ...(given.decisions && { decisions: given.decisions }),
    ...(own.size > 0 && { own: originsOf(own) }),
  };
}

/** What tells the parts of one's own from others, in a fixed order. */
function originsOf(own: OwnParts): Readonly<Record<string, OwnOrigin>> {
  return Object.fromEntries(
    [...own].sort(([a], [b]) => a < b ? -1 : 1).map(([reference, { origin }]) => [reference, origin]),
  );
}

/**
 * A contestant with parts of one's own, which are made once to see whether they can be, and whether it learns.
 *
 * @throws {UsageError} for a part that can't be made, or is no such part
 */
function withLearning(
  contestant: Contestant,
  { scenarios, own, path }: {
    readonly scenarios: readonly Scenario[];
    readonly own: OwnParts;
    readonly path: readonly PropertyKey[];
  },
): Contestant {
  const met = scenarios.filter((scenario) => hasOwnParts(contestantIn(scenario, contestant)));
  if (met.length === 0) return contestant;
  const learning = met.some((scenario) =>
    underPath(path, () => {
      const { topology, slo, timings } = createEnvironment(environmentOptions(scenario, own));
      const agent = createContestant(contestantIn(scenario, contestant), own);
      // An agent that is told the truth waits for it.
      if ("attach" in agent) return false;
      agent.begin({ topology, slo, timings, warmupSteps: scenario.warmupSteps, seed: 0 });
      return agent.learns === true || agent.saveState() !== null;
    })
  );
  return { ...contestant, learns: learning };
}

function resolvedScenario(
  given: ParsedScenario,
  { experimentSteps, suffix, own }: {
    readonly experimentSteps: number;
    /** What its name has at the end. */
    readonly suffix: string;
    readonly own: OwnParts;
  },
): Scenario {
  const { name, steps = experimentSteps, guardrails, parts: _, phases, ...rest } = given;
  const { slo, topology, timings } = createEnvironment(environmentOptions({ ...rest, steps }, own));
  return {
    name: (name ?? (rest.fault === null ? topology.name : `${topology.name} ${shownPart(rest.fault)}`)) +
      suffix,
    topology: typeof rest.topology === "string" ? rest.topology : topology,
    fault: rest.fault,
    faultCount: rest.faultCount,
    faultFreeShare: rest.faultFreeShare,
    faultGapSteps: rest.faultGapSteps,
    decoys: rest.decoys,
    signals: rest.signals,
    tracesPerStep: rest.tracesPerStep,
    severity: rest.severity,
    noise: rest.noise,
    timings: rest.timings,
    slo,
    steps,
    warmupSteps: rest.warmupSteps,
    telemetryDelaySteps: rest.telemetryDelaySteps,
    actionDelaySteps: rest.actionDelaySteps,
    guardrails: resolveGuardrails({
      disruptionSteps: timings.restart.service.downSteps,
      ...guardrails,
    }),
    ...conditionsOf(rest),
    ...(phases && { phases: checkedPhases(phases, { ...rest, steps }, own) }),
  };
}

/** @throws {UsageError} for phases out of order, one that changes nothing, and as the environment of each */
function checkedPhases(
  phases: readonly PhaseInput[],
  given: Parameters<typeof environmentOptions>[0],
  own: OwnParts,
): readonly PhaseInput[] {
  let known = systemKey(given, own);
  phases.forEach((phase, i) => {
    const before = i === 0 ? 1 : phases[i - 1]!.fromEpisode;
    if (phase.fromEpisode <= before) {
      throw new UsageError(
        `phases[${i}].fromEpisode must be more than ${before}, where the phase before begins, found ${phase.fromEpisode}`,
      );
    }
    const key = underPath(["phases", i], () => systemKey(inPhase(given, phase), own));
    if (key === known) {
      throw new UsageError(
        `phases[${i}] changes nothing: what it leaves out stays as it was at the beginning of the trial, and with that it is as before it`,
      );
    }
    known = key;
  });
  return phases;
}

/** What a scenario comes to, the same for two that differ in nothing that is felt. @throws {UsageError} as its environment */
function systemKey(given: Parameters<typeof environmentOptions>[0], own: OwnParts): string {
  const options = environmentOptions(given, own);
  const { topology, slo, reward } = createEnvironment(options);
  // A fault of one's own is a function: what names it stands for it.
  const { faultKinds: _, ...told } = { ...options, fault: given.fault };
  return canonicalJson({ ...USUAL_CONDITIONS, ...told, topology, slo, reward } as unknown as JsonValue);
}

/** A scenario as it is in a phase; on another topology its SLO is that system's usual one. */
function inPhase<S extends Parameters<typeof environmentOptions>[0]>(
  scenario: S,
  { fromEpisode: _, ...changes }: PhaseInput,
): S {
  return { ...scenario, ...(changes.topology !== undefined && { slo: {} }), ...changes };
}

/** The phase that an episode of a trial is in, by its number from 1; undefined before the first. */
export function phaseAt({ phases = [] }: Scenario, episode: number): PhaseInput | undefined {
  return phases.findLast(({ fromEpisode }) => fromEpisode <= episode);
}

/** The options of the environment of a scenario in a phase. */
export function environmentOptionsIn(
  scenario: Scenario,
  phase: PhaseInput | undefined,
  own: OwnParts = NO_OWN_PARTS,
): EnvironmentOptions {
  return environmentOptions(phase === undefined ? scenario : inPhase(scenario, phase), own);
}

/** The options of the environment of a scenario. */
export function environmentOptions(
  { fault, faultGapSteps, slo, ...rest }:
    & { readonly topology: string | TopologyInput }
    & Pick<Scenario, "fault" | "faultCount" | "faultFreeShare">
    & Pick<Scenario, "faultGapSteps" | "decoys" | "signals" | "tracesPerStep">
    & Pick<Scenario, "severity" | "noise" | "timings" | "steps" | "warmupSteps">
    & ScenarioConditions
    & { readonly slo: Partial<Slo> },
  own: OwnParts = NO_OWN_PARTS,
): EnvironmentOptions {
  const { topology, faultCount, faultFreeShare, decoys, signals, tracesPerStep } = rest;
  const { severity, noise, timings, steps, warmupSteps } = rest;
  return {
    ...{ topology, faultCount, faultFreeShare, decoys, signals, tracesPerStep },
    ...{ severity, noise, timings, steps, warmupSteps, slo },
    ...(faultGapSteps === null ? {} : { faultGapSteps }),
    ...(fault === null ? {} : isOwn(fault) ? ownFault(fault, own) : { fault }),
    ...conditionsOf(rest),
  };
}

/** A contestant with the parts that it has in a scenario. */
export function contestantIn({ parts = {} }: Pick<Scenario, "parts">, contestant: Contestant): Contestant {
  return Object.hasOwn(parts, contestant.name) ? { ...contestant, ...parts[contestant.name] } : contestant;
}

/** @throws {UsageError} if the agent's diagnoser needs logs or spans that agents are not shown, or is to look at them one by one where there are none */
export function requireSignals(
  { diagnoser }: Pick<Contestant, "diagnoser">,
  signals: readonly Signal[],
): void {
  if (diagnoser === undefined || isOwn(diagnoser)) return;
  const { entry: { name, needs = [], parameters: known }, parameters: { looks } } = diagnosers.choose(
    diagnoser,
  );
  if (signals.length === 0 && looks && looks !== known?.looks?.facts.default) {
    throw new UsageError(
      `The diagnoser "${name}" with looks=${looks} looks at logs and traces, found metrics alone: add "logs" or "traces" to the signals, or take looks=0`,
    );
  }
  const missing = needs.includes("logs") && !signals.includes("logs")
    ? "logs"
    : needs.includes("spans") && !signals.includes("traces")
    ? "traces"
    : undefined;
  if (missing === undefined) return;
  throw new UsageError(
    `The diagnoser "${name}" needs ${missing}, found signals without them: add "${missing}"`,
  );
}

function requireDistinct(items: readonly { readonly name: string }[], list: string): void {
  const names = items.map(({ name }) => name);
  const second = names.findIndex((name, i) => names.indexOf(name) < i);
  if (second >= 0) {
    throw new UsageError(
      `${list}[${second}] has the name "${names[second]}" that ${list}[${
        names.indexOf(names[second]!)
      }] has: give it a "name" of its own`,
    );
  }
}

function checkSeeds({ seeds, trials }: ParsedExperiment): void {
  if ("count" in seeds) {
    const last = seeds.first + seeds.count * trials - 1;
    if (Number.isSafeInteger(last)) return;
    throw new UsageError(`seeds must end by ${Number.MAX_SAFE_INTEGER}, the last one would be ${last}`);
  }
  if (new Set(seeds).size < seeds.length) throw new UsageError("seeds holds one number twice");
  if (trials > 1) {
    throw new UsageError(
      "trials needs seeds as a range: each trial takes the next ones, and a list has none",
    );
  }
}

/** Its records must fit into memory. */
const MAX_EPISODES = 10_000_000;

function checkSize(
  { agents, scenarios }: { agents: number; scenarios: number },
  { seeds, trials }: ParsedExperiment,
): void {
  const seedsPerTrial = "count" in seeds ? seeds.count : seeds.length;
  const episodes = agents * scenarios * trials * seedsPerTrial;
  if (episodes <= MAX_EPISODES) return;
  throw new UsageError(
    `An experiment has at most ${MAX_EPISODES} episodes, found ${episodes}: ` +
      `${agents} agents, ${scenarios} scenarios, ${trials} trials of ${seedsPerTrial} seeds`,
  );
}

import { DEFAULT_GUARDRAILS, type Guardrails } from "../../act/mod.ts";
import { type JsonValue, requireName, type Slo, UsageError } from "../../model/mod.ts";
import { createEnvironment, type EnvironmentOptions, type Signal } from "../../simulator/mod.ts";
import { type Contestant, contestantsOf } from "./contestants.ts";
import type { EpisodeMetric } from "./metrics.ts";
import { mistake, underPath } from "./mistake.ts";
import {
  type ExperimentInput,
  experimentSchema,
  type ParsedExperiment,
  type ParsedScenario,
} from "./schema.ts";

/** A system and what befalls it, every default written out. */
export interface Scenario {
  readonly name: string;
  readonly topology: string;
  readonly fault: string | null;
  readonly faultCount: number;
  readonly faultFreeShare: number;
  readonly faultGapSteps: number | null;
  readonly decoys: number;
  readonly signals: readonly Signal[];
  readonly tracesPerStep: number;
  readonly severity: readonly [least: number, most: number];
  readonly noise: number;
  readonly slo: Slo;
  readonly steps: number;
  readonly warmupSteps: number;
  readonly telemetryDelaySteps: number;
  readonly actionDelaySteps: number;
  readonly guardrails: Guardrails;
}

/** An experiment with every default written out: it is itself an experiment as a user may write it. */
export interface Experiment {
  readonly name: string;
  readonly question: string;
  readonly agents: readonly Contestant[];
  readonly reference: string;
  readonly scenarios: readonly Scenario[];
  readonly seeds: readonly number[] | { readonly first: number; readonly count: number };
  readonly trials: number;
  readonly steps: number;
  readonly metrics: readonly EpisodeMetric[];
  readonly confidence: number;
  readonly resamples: number;
  readonly permutations: number;
}

/**
 * Reads an experiment: checks it to the last name, and writes out what it leaves open.
 *
 * @throws {UsageError} that names the path into the JSON, what was found there, and the nearest valid name
 *
 * @example
 * ```ts
 * import { resolveExperiment } from "./resolve.ts";
 * resolveExperiment({ name: "mine", agents: ["noop", "full"] }).scenarios[0]?.steps; // 240
 * ```
 */
export function resolveExperiment(input: ExperimentInput | JsonValue): Experiment {
  const result = experimentSchema.safeParse(input);
  if (!result.success) throw mistake(result.error, { input, schema: experimentSchema });
  const given = result.data;
  const agents = given.agents.flatMap((agent, i) => contestantsOf(agent, ["agents", i]));
  requireDistinct(agents, "agents");
  const scenarios = given.scenarios.map((scenario, i) =>
    underPath(["scenarios", i], () => resolvedScenario(scenario, given.steps))
  );
  requireDistinct(scenarios, "scenarios");
  checkSeeds(given);
  const names = agents.map(({ name }) => name);
  const reference = given.reference ?? (names.includes("full") ? "full" : names[0]!);
  underPath(["reference"], () => requireName("agent", reference, names));
  // One order of the keys, however they were written: the name of a run is made from this text.
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
  };
}

function resolvedScenario(given: ParsedScenario, experimentSteps: number): Scenario {
  const { name, steps = experimentSteps, guardrails, ...rest } = given;
  const { slo, topology } = createEnvironment(environmentOptions({ ...rest, steps }));
  return {
    name: name ?? (rest.fault === null ? topology.name : `${topology.name} ${rest.fault}`),
    topology: rest.topology,
    fault: rest.fault,
    faultCount: rest.faultCount,
    faultFreeShare: rest.faultFreeShare,
    faultGapSteps: rest.faultGapSteps,
    decoys: rest.decoys,
    signals: rest.signals,
    tracesPerStep: rest.tracesPerStep,
    severity: rest.severity,
    noise: rest.noise,
    slo: { latencyP95Ms: slo.latencyP95Ms, errorRate: slo.errorRate },
    steps,
    warmupSteps: rest.warmupSteps,
    telemetryDelaySteps: rest.telemetryDelaySteps,
    actionDelaySteps: rest.actionDelaySteps,
    guardrails: { ...DEFAULT_GUARDRAILS, ...guardrails },
  };
}

/** What an environment is made from in a scenario. */
export function environmentOptions(
  { fault, faultGapSteps, slo, ...rest }:
    & Pick<Scenario, "topology" | "fault" | "faultCount" | "faultFreeShare">
    & Pick<Scenario, "faultGapSteps" | "decoys" | "signals" | "tracesPerStep">
    & Pick<Scenario, "severity" | "noise" | "steps" | "warmupSteps">
    & { readonly slo: Partial<Slo> },
): EnvironmentOptions {
  const { topology, faultCount, faultFreeShare, decoys, signals, tracesPerStep } = rest;
  const { severity, noise, steps, warmupSteps } = rest;
  return {
    ...{ topology, faultCount, faultFreeShare, decoys, signals, tracesPerStep },
    ...{ severity, noise, steps, warmupSteps, slo },
    ...(faultGapSteps === null ? {} : { faultGapSteps }),
    ...(fault === null ? {} : { fault }),
  };
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
  if (!Array.isArray(seeds)) return;
  if (new Set(seeds).size < seeds.length) throw new UsageError("seeds holds one number twice");
  if (trials > 1) {
    throw new UsageError(
      "trials needs seeds as a range: each trial takes the next ones, and a list has none",
    );
  }
}

import { z } from "zod";
import { anyObject, numbers } from "../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { topologySchema } from "../model/schemas.ts";
import {
  type Dependency,
  type Detection,
  type Diagnosis,
  type Entry,
  type Incident,
  type Need,
  type ParameterShape,
  type ParametersOf,
  type ParameterValue,
  type Signals,
  type Symptom,
  type Topology,
  UsageError,
} from "../model/mod.ts";
import { reasonedText, reasonsText } from "./diagnosis_text.ts";
import { learnExcursions } from "./metrics/excursions.ts";
import { readableSignals } from "./readable_signals.ts";

const NEEDS: readonly Need[] = ["topology", "graph", "logs", "spans"];

const CONTEXT_OF_ARGUMENTS = z.object({ topology: topologySchema });
const CONTEXT_OF_INCIDENT_ARGUMENTS = z.object({ incident: objectWith({ services: "list" }) });
const DIAGNOSER_ARGUMENTS = z.object({
  definition: objectWith({ name: "string", about: "string", create: "function" }),
});
const UNMET_NEED_ARGUMENTS = z.object({ needs: z.array(z.enum(NEEDS)), incident: anyObject });
const RANK_ARGUMENTS = z.object({ services: z.array(z.string()), scores: numbers });
const NOBODY_ARGUMENTS = z.object({ services: z.array(z.string()), why: z.string() });

/** Names the cause of an incident from what was recorded before and after its onset. */
export interface Diagnoser {
  /** Its name in tables and messages. */
  readonly name: string;
  /** Learns what is normal from the window before the onset. */
  fit(before: Signals): void;
  /**
   * Judges the window after the onset. Its metrics have the indicators of the window before, in the same order.
   *
   * @param detection what a detector made of the latest observation, if there is one
   * @throws {UsageError} before `fit`, for diagnosers of the catalogue
   */
  diagnose(after: Signals, detection?: Detection): Diagnosis;
}

/** What a diagnoser may know about the system. */
export interface DiagnoserContext {
  /** Every service that can be named as the cause. */
  readonly services: readonly string[];
  /** Who calls whom, if known. */
  readonly graph?: readonly Dependency[];
  /** Where users notice the incident. */
  readonly symptom?: Symptom;
  /** The call graph with its timeouts, pools and caches, if somebody has written it down. */
  readonly topology?: Topology;
  /** For methods that draw random numbers. Default 0. */
  readonly seed?: number;
}

/**
 * What a topology tells a diagnoser.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function contextOf(topology: Topology): DiagnoserContext & { readonly topology: Topology } {
  checkOptions("contextOf", CONTEXT_OF_ARGUMENTS, { topology });
  return {
    services: topology.services.map(({ name }) => name),
    graph: topology.calls.map(({ caller, callee }) => ({ caller, callee })),
    symptom: { service: topology.front },
    topology,
  };
}

/**
 * What an incident tells a diagnoser: its own fields, and its topology for those that it lacks.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function contextOfIncident(incident: Incident): DiagnoserContext {
  checkOptions("contextOfIncident", CONTEXT_OF_INCIDENT_ARGUMENTS, { incident });
  const { services, graph, symptom, topology } = incident;
  return {
    ...(topology && contextOf(topology)),
    services,
    ...(graph && { graph }),
    ...(symptom && { symptom }),
  };
}

/** Judges the window after the onset. */
export type Judge = (after: Signals, detection?: Detection) => Diagnosis;

/** Learns from the window before the onset and returns the judge of the window after it. */
export type Learner = (before: Signals) => Judge;

/** A diagnoser of the catalogue. */
export interface DiagnoserEntry extends Entry {
  /** Makes the diagnoser; `parameters` holds a value for each declared parameter. */
  create(
    context: DiagnoserContext,
    parameters: Readonly<Record<string, ParameterValue>>,
  ): Diagnoser;
}

/** A diagnoser as its file defines it. */
export interface DiagnoserDefinition<S extends ParameterShape> extends Entry {
  /** Its parameters; absent: it has none. */
  readonly parameters?: S;
  /** Whether it compares the metrics of two windows, whatever happened: its confidence then counts only as far as something has. Default false. */
  readonly comparesMetrics?: boolean;
  /** Makes the method. `fit` calls what this returns, `diagnose` what `fit` got. */
  create(context: DiagnoserContext, parameters: ParametersOf<S>): Learner;
}

/**
 * Defines a diagnoser of the catalogue. Around the method stand the checks that all diagnosers share: a topology or a call graph that is
 * needed must be there, `fit` must come before `diagnose`, and without any of the records that are needed nobody is named. Values that
 * are infinite or beyond 1e100 count as missing.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual, throws } from "node:assert";
 * import { wholeNumber } from "../model/mod.ts";
 * import { diagnoser, rank } from "./diagnoser.ts";
 * const place = wholeNumber({ about: "place of the service that is named", range: [0, 9], default: 0 });
 * const stubborn = diagnoser({
 *   name: "stubborn",
 *   about: "always names the same service",
 *   parameters: { place },
 *   create: ({ services }, { place }) => () => () => ({
 *     suspect: services[place]!,
 *     confidence: 0,
 *     ranking: rank(services, services.map((_, i) => i === place ? 1 : 0)),
 *     rationale: "as always",
 *   }),
 * });
 * const made = stubborn.create({ services: ["api", "db"] }, { place: 1 });
 * const nothing = { metrics: { indicators: [], timesSeconds: new Float64Array(0), columns: [] } };
 * throws(() => made.diagnose(nothing), /must be fitted/);
 * made.fit(nothing);
 * deepStrictEqual(made.diagnose(nothing).suspect, "db");
 * ```
 */
export function diagnoser<S extends ParameterShape = Record<never, never>>(
  definition: DiagnoserDefinition<S>,
): DiagnoserEntry {
  checkOptions("diagnoser", DIAGNOSER_ARGUMENTS, { definition });
  const { create, comparesMetrics = false, ...entry } = definition;
  const { name, needs = [] } = entry;
  const fromContext = needs.filter((need) => need === "topology" || need === "graph");
  const fromSignals = needs.filter((need) => need === "logs" || need === "spans");
  return {
    ...entry,
    create: (context, parameters) => {
      const lacking = unmetNeed(fromContext, context);
      if (lacking !== undefined) {
        throw new UsageError(`The diagnoser "${name}" needs ${lacking}, found none`);
      }
      const learn = create(context, parameters as ParametersOf<S>);
      let learnt: { readonly before: Signals; readonly judge: Judge } | undefined;
      return {
        name,
        fit: (given) => {
          const before = readableSignals(name, given);
          const judge = learn(before);
          learnt = { before, judge: comparesMetrics ? judgeOfExcursions(before, judge) : judge };
        },
        diagnose: (given, detection) => {
          if (learnt === undefined) {
            throw new UsageError(`The diagnoser "${name}" must be fitted before it can diagnose`);
          }
          const after = readableSignals(name, given);
          const unmet = unmetNeed(fromSignals, { before: learnt.before, after });
          return unmet === undefined
            ? learnt.judge(after, detection)
            : nobody(context.services, `no ${unmet} were recorded`);
        },
      };
    },
  };
}

/** A judge whose confidence counts only as far as metrics have left what is usual for them. */
function judgeOfExcursions({ metrics }: Signals, judge: Judge): Judge {
  const excursions = learnExcursions(metrics);
  return (after, detection) => {
    const diagnosis = judge(after, detection);
    return diagnosis.confidence === 0 ? diagnosis : asFarAs(excursions(after.metrics), diagnosis);
  };
}

/** A diagnosis that counts as far as it is certain that anything has happened, 0 to 1; its ranking remains. */
export function asFarAs(certainty: number, diagnosis: Diagnosis): Diagnosis {
  const { confidence, rationale } = diagnosis;
  if (certainty > 0 || confidence === 0) {
    const less = { ...diagnosis, confidence: certainty * confidence };
    const reasons = reasonsText(diagnosis);
    return reasons === rationale
      ? less
      : { ...less, rationale: reasonedText({ ...less, rationale: reasons }) };
  }
  return {
    ...diagnosis,
    confidence: 0,
    rationale: `Nobody can be named: no metric has left what is usual for it, though ${rationale}`,
  };
}

/** Each need in words. */
const NEED_TEXT: Readonly<Record<Need, string>> = {
  topology: "a topology",
  graph: "a call graph",
  logs: "logs",
  spans: "spans",
};

/**
 * The first need that an incident doesn't meet, in words; undefined if it meets all. Logs and spans count if either window has them.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function unmetNeed(
  needs: readonly Need[],
  incident: Partial<Pick<Incident, "topology" | "graph" | "before" | "after">>,
): string | undefined {
  checkOptions("unmetNeed", UNMET_NEED_ARGUMENTS, { needs, incident });
  const { topology, graph, before, after } = incident;
  const available: Readonly<Record<Need, unknown>> = {
    topology,
    graph: graph ?? topology,
    logs: before?.logs ?? after?.logs,
    spans: before?.spans ?? after?.spans,
  };
  const unmet = needs.find((need) => available[need] === undefined);
  return unmet && NEED_TEXT[unmet];
}

/**
 * A ranking of all services by score, highest first; equal scores keep the order given.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function rank(services: readonly string[], scores: ArrayLike<number>): Diagnosis["ranking"] {
  checkOptions("rank", RANK_ARGUMENTS, { services, scores });
  return services
    .map((service, i) => ({ service, score: scores[i]! }))
    .sort((a, b) => b.score - a.score);
}

/**
 * The diagnosis when there is no evidence: all scores and the confidence are 0, and the suspect is the first service by default.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function nobody(services: readonly string[], why: string): Diagnosis {
  checkOptions("nobody", NOBODY_ARGUMENTS, { services, why });
  return {
    suspect: services[0] ?? "",
    confidence: 0,
    ranking: rank(services, new Float64Array(services.length)),
    rationale: `Nobody can be named: ${why}`,
  };
}

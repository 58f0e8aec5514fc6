import { UsageError } from "../model/usage_error.ts";
import { showValue } from "../model/show_value.ts";
import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import type {
  Choice,
  Detection,
  Entry,
  JsonValue,
  Observation,
  ParameterShape,
  ParametersOf,
  ParameterValue,
  Slo,
  Topology,
} from "../model/mod.ts";
import type { Window } from "../observe/mod.ts";

const ARGUMENTS = z.object({ entry: objectWith({ name: "string", about: "string" }) });

/** One observation of a stream. */
export interface StreamPoint {
  /** Seconds since any fixed moment; since 1970 in UTC where the time of the day matters. */
  readonly timeSeconds: number;
  /** One value per dimension, always in the same order. NaN: nothing was measured. */
  readonly values: Float64Array;
}

/**
 * Watches one stream of numbers and scores each observation by what came before it. Its state is bounded in size; the same stream and seed
 * give the same scores.
 */
export interface StreamDetector {
  /** The name in the catalogue, with the parameters that differ from their defaults. */
  readonly name: string;
  /** Scores up to this only order what is no alarm, behind any threshold; absent: each score may be one. */
  readonly leastAlarm?: number;
  /** Learns what is normal. Called once, before the first `update`, with one point or more, oldest first. */
  fit(warmup: readonly StreamPoint[]): void;
  /**
   * Scores a point, then learns from it. Keeps no reference to it.
   *
   * @returns how anomalous it is: finite, 0 or more, higher is more anomalous; the scale is the detector's own
   */
  update(point: StreamPoint): number;
  /** The whole state, fit for JSON. */
  saveState(): JsonValue;
  /** Continues from the state of a detector of the same name, parameters and dimensions. @throws {UsageError} for any other state */
  loadState(state: JsonValue): void;
}

/** What a stream detector is told about its stream. */
export interface StreamContext {
  /** Numbers per observation, 1 or more. */
  readonly dimensions: number;
  /** Seed of detectors that draw random numbers. */
  readonly seed: number;
}

/**
 * How a method of the catalogue watches one stream. The catalogue adds the name, the handling of gaps in the data, and the saving of
 * `arrays`; a method that remembers more than lists of numbers saves and loads itself.
 */
export type StreamMethod =
  & Pick<StreamDetector, "fit" | "update" | "leastAlarm">
  & (
    | {
      /** All that it remembers, each list under its name. */ readonly arrays: Readonly<
        Record<string, Float64Array>
      >;
    }
    | Pick<StreamDetector, "saveState" | "loadState">
  );

/** Decides whether something is wrong in a system of services. */
export interface ServiceDetector {
  /** The name in the catalogue, with the parameters that differ from their defaults. */
  readonly name: string;
  /** Learns what is normal from a window of healthy observations. */
  fit(healthy: Window): void;
  /** Judges one observation. Before `fit` nothing is anomalous. */
  update(observation: Observation): Detection;
}

/** How a method of the catalogue watches services; the catalogue adds the name, and marks whatever is missing by NaN. */
export type ServiceMethod = Pick<ServiceDetector, "fit" | "update">;

/** What a detector is told about the system. */
export interface ServiceDetectorContext {
  /** The services and who calls whom. */
  readonly topology: Topology;
  /** The limits of latency and errors at the front. */
  readonly slo: Slo;
  /** Seed of detectors that draw random numbers. */
  readonly seed: number;
  /** Turns the scores of streams into alarms. Default: see `watchServices`. */
  readonly threshold?: Choice;
}

/** A detection from one score per service, of which those from 1 on are anomalous. The global score is their mean. */
export function fromScores(scores: Float64Array): Detection {
  if (!(scores instanceof Float64Array)) {
    throw new UsageError(`Scores are a Float64Array, one for each service, found ${showValue(scores)}`);
  }
  let sum = 0;
  let anomalous = false;
  for (let i = 0; i < scores.length; i++) {
    sum += scores[i]!;
    if (scores[i]! >= 1) anomalous = true;
  }
  return { scores, globalScore: scores.length > 0 ? sum / scores.length : 0, anomalous };
}

/**
 * A detector of the catalogue. It has a form for streams of any numbers, a form for the services of an agent, or both. A detector with a form
 * for streams only works in agents too: there each service is a stream.
 */
export interface DetectorEntry extends Entry {
  /** The highest score that a stream can get, where there is one: no level above it can be passed. */
  readonly highestScore?: number;
  /** Makes a detector for a stream of any numbers. */
  stream?(context: StreamContext, parameters: Readonly<Record<string, ParameterValue>>): StreamMethod;
  /** Makes a detector for services, which are judged by the meaning of their metrics. Agents prefer it to `stream`. */
  services?(
    context: ServiceDetectorContext,
    parameters: Readonly<Record<string, ParameterValue>>,
  ): ServiceMethod;
}

/**
 * Declares a detector; the declaration of the parameters gives `stream` and `services` the types of their values.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { number } from "../model/mod.ts";
 * import { detector } from "./detector.ts";
 * const distance = detector({
 *   name: "distance",
 *   about: "distance of the first value from a fixed one",
 *   parameters: { from: number({ about: "the fixed value", range: [-100, 100], default: 0 }) },
 *   stream: (_, { from }) => ({
 *     fit: () => {},
 *     update: ({ values }) => Math.abs(values[0]! - from),
 *     arrays: {},
 *   }),
 * });
 * const one = distance.stream!({ dimensions: 1, seed: 1 }, { from: 3 });
 * strictEqual(one.update({ timeSeconds: 0, values: Float64Array.of(5) }), 2);
 * ```
 */
export function detector<S extends ParameterShape = Record<never, never>>(
  entry: Omit<DetectorEntry, "parameters" | "stream" | "services"> & {
    /** Its parameters by name, as `number` and `oneOf` declare them. Default: none. */
    readonly parameters?: S;
    /** Makes one for a stream of any numbers; an agent has one for each service. */
    readonly stream?: (context: StreamContext, parameters: ParametersOf<S>) => StreamMethod;
    /** Makes one for the services of an agent. */
    readonly services?: (context: ServiceDetectorContext, parameters: ParametersOf<S>) => ServiceMethod;
  },
): DetectorEntry {
  checkOptions("detector", ARGUMENTS, { entry });
  // The catalogue passes only values that it has validated by this declaration.
  return entry as DetectorEntry;
}

import {
  type Entry,
  type JsonValue,
  number,
  type ParameterShape,
  type ParametersOf,
  type ParameterValue,
} from "../../model/mod.ts";
import type { StreamDetector } from "../detector.ts";

/**
 * Decides which scores of a stream are alarms, such that health raises about as many as were asked for. Works on the scores of any detector,
 * whatever their scale; its state is bounded in size.
 */
export interface Threshold {
  /** The name in the catalogue, with the parameters that differ from their defaults. */
  readonly name: string;
  /** Scores above it are alarms; Infinity while there can be none. */
  readonly level: number;
  /** Learns from the scores of a healthy time, oldest first. Called once, before the first `update`, with one score or more. */
  fit(scores: ArrayLike<number>): void;
  /** Judges a score, then learns from it; a score that is not finite is no alarm and is not learnt from. @returns whether it is an alarm */
  update(score: number): boolean;
  /** The whole state, fit for JSON. */
  saveState(): JsonValue;
  /** Continues from the state of a threshold of the same name, parameters and rate. @throws {UsageError} for any other state */
  loadState(state: JsonValue): void;
}

/** A score that was judged. */
export interface JudgedScore {
  /** The level that the score had to exceed to be an alarm; Infinity while there can be none. */
  readonly level: number;
  readonly alarm: boolean;
}

/** Judges a score by a threshold, which learns from it, and by the detector that gave it: up to its `leastAlarm` no score is an alarm. */
export function judgeScore(
  threshold: Threshold,
  score: number,
  { leastAlarm = -Infinity }: Pick<StreamDetector, "leastAlarm">,
): JudgedScore {
  const level = Math.max(threshold.level, leastAlarm);
  return { level, alarm: threshold.update(score) && score > leastAlarm };
}

/** What a threshold is asked for. */
export interface ThresholdContext {
  /** False alarms per step, above 0 and below 1: 1e-4 is one in 10,000 steps. */
  readonly falseAlarmRate: number;
}

/** A threshold of the catalogue. */
export interface ThresholdEntry extends Entry {
  /** Makes a threshold. */
  create(context: ThresholdContext, parameters: Readonly<Record<string, ParameterValue>>): Threshold;
}

/** The parameter that all thresholds share. */
const SHARED = {
  falseAlarmRate: number({
    about: "false alarms that are asked for while nothing is wrong",
    unit: "alarms per step",
    range: [1e-9, 0.5],
    default: 3e-3,
  }),
};

/** Declares a threshold; the declaration of the parameters gives `create` the types of their values. */
export function threshold<S extends ParameterShape = Record<never, never>>(
  { parameters, ...entry }: Omit<ThresholdEntry, "parameters" | "create"> & {
    readonly parameters?: S;
    readonly create: (context: ThresholdContext, parameters: ParametersOf<S>) => Threshold;
  },
): ThresholdEntry {
  // The catalogue passes only values that it has validated by this declaration.
  return { ...entry, parameters: { ...SHARED, ...parameters } } as ThresholdEntry;
}

import type { Choice, Detection, Observation, Slo, Topology } from "../model/mod.ts";
import type { Window } from "../observe/mod.ts";

/** Decides whether something is wrong in a system of services. */
export interface ServiceDetector {
  /** The name in the catalogue, with the parameters that differ from their defaults. */
  readonly name: string;
  /** Learns what is normal from a window of healthy observations. */
  fit(healthy: Window): void;
  /** Judges one observation. Before `fit` nothing is anomalous. */
  update(observation: Observation): Detection;
}

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
  let sum = 0;
  let anomalous = false;
  for (let i = 0; i < scores.length; i++) {
    sum += scores[i]!;
    if (scores[i]! >= 1) anomalous = true;
  }
  return { scores, globalScore: scores.length > 0 ? sum / scores.length : 0, anomalous };
}

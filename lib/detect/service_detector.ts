import type { Choice, Detection, Observation, Slo, Topology } from "../model/mod.ts";
import type { Window } from "../observe/mod.ts";

/** Tells whether something is wrong. */
export interface ServiceDetector {
  readonly name: string;
  /** Learns what is normal from a window of healthy observations. */
  fit(healthy: Window): void;
  /** Judges one observation. Before `fit` nothing is anomalous. */
  update(observation: Observation): Detection;
}

/** What a detector may know of the system. */
export interface ServiceDetectorContext {
  readonly topology: Topology;
  readonly slo: Slo;
  /** For detectors that draw random numbers. */
  readonly seed: number;
  /** What turns scores of a stream into alarms. Default `peaks`, one false alarm in 1,000 steps of each service. */
  readonly threshold?: Choice;
}

/** A detection from scores of which 1 is where the alarm begins. */
export function fromScores(scores: Float64Array): Detection {
  let sum = 0;
  let anomalous = false;
  for (let i = 0; i < scores.length; i++) {
    sum += scores[i]!;
    if (scores[i]! >= 1) anomalous = true;
  }
  return { scores, globalScore: scores.length > 0 ? sum / scores.length : 0, anomalous };
}

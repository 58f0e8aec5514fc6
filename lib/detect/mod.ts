/**
 * Is something wrong? One detector a file, chosen by name. Knows observations and the topology, nothing of the simulator.
 * @module
 */
import { requireName } from "../model/mod.ts";
import type { Detector, DetectorContext } from "./detector.ts";
import { createEnsemble } from "./ensemble.ts";
import { createBlindDetector } from "./none.ts";
import { createIsolationForest } from "./npm_isolation_forest.ts";
import { createRobustZ } from "./robust_z.ts";
import { createThresholdDetector } from "./threshold.ts";

export type { Detector, DetectorContext } from "./detector.ts";
export { createIsolationForest, createRobustZ, createThresholdDetector };

const makers = {
  "ensemble": createEnsemble,
  "isolation-forest": createIsolationForest,
  "threshold": createThresholdDetector,
  "robust-z": createRobustZ,
  "none": createBlindDetector,
};

/** Names of the detectors. */
export const DETECTORS = Object.keys(makers) as readonly (keyof typeof makers)[];

/** A detector by name. @throws {UsageError} for an unknown name, with the nearest one */
export function createDetector(name: string, context: DetectorContext): Detector {
  return makers[requireName("detector", name, DETECTORS)](context);
}

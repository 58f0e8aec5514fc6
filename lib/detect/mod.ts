/**
 * Is something wrong? One detector a file, chosen by name. Knows observations and the topology, nothing of the simulator.
 * @module
 */
import { requireName } from "../model/mod.ts";
import type { Detector, DetectorContext } from "./per_service/service_detector.ts";
import { createEnsemble } from "./per_service/two_opinions.ts";
import { createBlindDetector } from "./per_service/none.ts";
import { createIsolationForest } from "./per_service/prototype_forest.ts";
import { createRobustZ } from "./per_service/operator_z.ts";
import { createThresholdDetector } from "./per_service/slo_limits.ts";

export type { Detector, DetectorContext } from "./per_service/service_detector.ts";
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

import { type Catalogue, catalogue, type Choice, UsageError } from "../model/mod.ts";
import { thresholds } from "./alarms/catalogue.ts";
import type { DetectorEntry } from "./detector_entry.ts";
import { bocpd } from "./methods/bocpd.ts";
import { burnRate } from "./methods/burn_rate.ts";
import { cusum } from "./methods/cusum.ts";
import { ensemble } from "./methods/ensemble.ts";
import { ewma } from "./methods/ewma.ts";
import { halfSpaceTrees } from "./methods/half_space_trees.ts";
import { isolationForest } from "./methods/isolation_forest.ts";
import { mahalanobis } from "./methods/mahalanobis.ts";
import { mlIsolationForest } from "./methods/ml_isolation_forest.ts";
import { none } from "./methods/none.ts";
import { nullDetector } from "./methods/null.ts";
import { operatorZ } from "./methods/operator_z.ts";
import { pca } from "./methods/pca.ts";
import { prototypeForest } from "./methods/prototype_forest.ts";
import { randomCutForest } from "./methods/random_cut_forest.ts";
import { randomDetector } from "./methods/random.ts";
import { robustZ } from "./methods/robust_z.ts";
import { seasonalResidual } from "./methods/seasonal_residual.ts";
import { sloLimits } from "./methods/slo_limits.ts";
import { staticThreshold } from "./methods/static_threshold.ts";
import { twoOpinions } from "./methods/two_opinions.ts";
import { windowedGaussian } from "./methods/windowed_gaussian.ts";
import { watchServices } from "./per_service/watch.ts";
import type { ServiceDetector, ServiceDetectorContext } from "./service_detector.ts";
import { guarded } from "./state/guarded.ts";
import type { StreamContext, StreamDetector } from "./stream_detector.ts";

/** Every detector. All of them work in agents; those that watch a stream work on any series of numbers too. */
export const detectors: Catalogue<DetectorEntry> = catalogue<DetectorEntry>("detector", [
  ensemble,
  windowedGaussian,
  robustZ,
  cusum,
  ewma,
  staticThreshold,
  mahalanobis,
  pca,
  seasonalResidual,
  bocpd,
  burnRate,
  isolationForest,
  mlIsolationForest,
  randomCutForest,
  halfSpaceTrees,
  twoOpinions,
  operatorZ,
  sloLimits,
  prototypeForest,
  none,
  randomDetector,
  nullDetector,
]);

/** Names of the detectors: each works in an agent. */
export const DETECTORS: readonly string[] = detectors.names;

/** Names of the detectors that watch a stream of any numbers. */
export const STREAM_DETECTORS: readonly string[] = detectors.entries
  .filter(({ stream }) => stream !== undefined)
  .map(({ name }) => name);

/**
 * A detector of a stream of any numbers, by name and parameters.
 *
 * @throws {UsageError} for an unknown name or parameter, with the nearest one, a value out of its range, or a detector that judges services
 * alone
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createStreamDetector } from "./catalogue.ts";
 * const detector = createStreamDetector("cusum:clip=4", { dimensions: 1, seed: 1 });
 * const point = (step: number, value: number) => ({ timeSeconds: 5 * step, values: Float64Array.of(value) });
 * detector.fit(Array.from({ length: 60 }, (_, step) => point(step, Math.sin(step))));
 * ok(detector.update(point(60, 9)) > 3);
 * ```
 */
export function createStreamDetector(choice: Choice, context: StreamContext): StreamDetector {
  const { entry, parameters, label } = detectors.choose(choice);
  if (entry.stream === undefined) {
    throw new UsageError(
      `The detector "${entry.name}" judges the metrics of services in an agent, it can't watch a series. Known: ${
        STREAM_DETECTORS.join(", ")
      }`,
    );
  }
  return guarded(entry.stream(context, parameters), { ...context, label });
}

/**
 * Checks that a detector can be had for an agent.
 *
 * @throws {UsageError} for an unknown name or parameter, with the nearest one, a value out of its range, or a threshold where the detector
 * has limits of its own
 */
export function requireDetector(choice: Choice, threshold?: Choice): void {
  const { name, services } = detectors.choose(choice).entry;
  if (threshold === undefined) return;
  const { label } = thresholds.choose(threshold);
  if (services === undefined) return;
  throw new UsageError(
    `The detector "${name}" has limits of its own and takes no threshold, found "${label}"`,
  );
}

/**
 * A detector for an agent, by name and parameters. One that watches streams gets a stream for each service, and a threshold behind each.
 *
 * @throws {UsageError} as `requireDetector`
 */
export function createDetector(choice: Choice, context: ServiceDetectorContext): ServiceDetector {
  requireDetector(choice, context.threshold);
  const { entry, parameters, label } = detectors.choose(choice);
  if (entry.services !== undefined) return { ...entry.services(context, parameters), name: label };
  return watchServices(label, {
    ...context,
    create: (stream) => createStreamDetector(choice, stream),
  });
}

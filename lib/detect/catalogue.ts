/**
 * Detectors for a single stream of numbers, one a file, chosen by name. Each is asked through `guarded`.
 * @module
 */
import { requireName } from "../model/mod.ts";
import { createBocpd } from "./methods/bocpd.ts";
import { createBurnRate } from "./methods/burn_rate.ts";
import { createCusum } from "./methods/cusum.ts";
import { createEnsemble } from "./methods/ensemble.ts";
import { createEwma } from "./methods/ewma.ts";
import { guarded } from "./state/guarded.ts";
import { createHalfSpaceTrees } from "./methods/half_space_trees.ts";
import { createIsolationForest } from "./methods/isolation_forest.ts";
import { createMahalanobis } from "./methods/mahalanobis.ts";
import { createMlIsolationForest } from "./methods/ml_isolation_forest.ts";
import { createNull } from "./methods/null.ts";
import { createPca } from "./methods/pca.ts";
import { createRandomCutForest } from "./methods/random_cut_forest.ts";
import { createRandom } from "./methods/random.ts";
import { createRobustZ } from "./methods/robust_z.ts";
import { createSeasonalResidual } from "./methods/seasonal_residual.ts";
import { createStaticThreshold } from "./methods/static_threshold.ts";
import type { StreamContext, StreamDetector } from "./stream_detector.ts";
import { createWindowedGaussian } from "./methods/windowed_gaussian.ts";

export { scoreSeries, seriesPoints } from "./score_series.ts";
export type { StreamContext, StreamDetector, StreamPoint } from "./stream_detector.ts";

const makers = {
  "ensemble": createEnsemble,
  "windowed-gaussian": createWindowedGaussian,
  "robust-z": createRobustZ,
  "cusum": createCusum,
  "ewma": createEwma,
  "static-threshold": createStaticThreshold,
  "mahalanobis": createMahalanobis,
  "pca": createPca,
  "seasonal-residual": createSeasonalResidual,
  "bocpd": createBocpd,
  "burn-rate": createBurnRate,
  "isolation-forest": createIsolationForest,
  "ml-isolation-forest": createMlIsolationForest,
  "random-cut-forest": createRandomCutForest,
  "half-space-trees": createHalfSpaceTrees,
  "random": createRandom,
  "null": createNull,
};

/** Names of the stream detectors. */
export const STREAM_DETECTORS = Object.keys(makers) as readonly (keyof typeof makers)[];

/**
 * A stream detector by name.
 *
 * @throws {UsageError} for an unknown name, with the nearest one
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createStreamDetector } from "./catalogue.ts";
 * const detector = createStreamDetector("ewma", { dimensions: 1, seed: 1 });
 * const point = (step: number, value: number) => ({ timeSeconds: 5 * step, values: Float64Array.of(value) });
 * detector.fit(Array.from({ length: 60 }, (_, step) => point(step, Math.sin(step))));
 * ok(detector.update(point(60, 9)) > 3);
 * ```
 */
export function createStreamDetector(name: string, context: StreamContext): StreamDetector {
  return guarded(makers[requireName("detector", name, STREAM_DETECTORS)](context), context);
}

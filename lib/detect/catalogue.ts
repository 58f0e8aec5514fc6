import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import {
  type Catalogue,
  catalogue,
  type Choice,
  type Chosen,
  METRIC_COUNT,
  type ParameterValue,
  UsageError,
} from "../model/mod.ts";
import { checkObservation, sloSchema, topologySchema } from "../model/schemas.ts";
import { thresholds } from "./alarms/catalogue.ts";
import type { DetectorEntry } from "./detector.ts";
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
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "./detector.ts";
import { createGapMarker } from "./state/measured.ts";
import { guarded } from "./state/guarded.ts";
import type { StreamContext, StreamDetector } from "./detector.ts";

/** Every detector. All of them work in agents; those with a form for streams work on any series of numbers too. */
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

/** More values in a point than that are a mistake; some detectors hold a matrix of them. */
const MAX_DIMENSIONS = 100_000;

/** Names of the detectors, each of which works in an agent. */
export const DETECTORS: readonly string[] = detectors.names;

/** Names of the detectors that work on a stream of any numbers. */
export const STREAM_DETECTORS: readonly string[] = detectors.entries
  .filter(({ stream }) => stream !== undefined)
  .map(({ name }) => name);

const STREAM_CONTEXT = z.strictObject({ dimensions: z.int().min(1).max(MAX_DIMENSIONS), seed: z.int() });

/** An agent's context says more than a detector asks for. */
const SERVICE_CONTEXT = z.strictObject({
  topology: topologySchema,
  slo: sloSchema,
  seed: z.int(),
  threshold: z.unknown().optional(),
  warmupSteps: z.int().optional(),
});

const DECLARATION = objectWith<DetectorEntry>({ name: "string", about: "string" }).refine(
  (entry) => typeof entry?.stream === "function" || typeof entry?.services === "function",
  "must have stream() or services()",
);

const HEALTHY = objectWith({ length: "number", series: "function", signals: "function" });

/**
 * Creates a detector for a stream of any numbers, by name and parameters.
 *
 * @throws {UsageError} for an unknown name or parameter (the message names the nearest one), a value out of range, a detector without a
 * form for streams, or a context without dimensions and a seed
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
  const { stream, parameters, label } = chooseStream(choice);
  checkOptions("createStreamDetector", STREAM_CONTEXT, context, "the context");
  return guarded(stream(context, parameters), { name: label, dimensions: context.dimensions });
}

/**
 * Checks that a detector can watch a stream of any numbers.
 *
 * @returns its label: the name, and the parameters that differ from their defaults
 * @throws {UsageError} as `createStreamDetector`
 */
export function requireStreamDetector(choice: Choice): string {
  return chooseStream(choice).label;
}

function chooseStream(choice: Choice) {
  const { entry: { name, stream }, parameters, label } = detectors.choose(choice);
  if (stream === undefined) {
    throw new UsageError(
      `The detector "${name}" judges the metrics of services in an agent, it can't watch a series. Known: ${
        STREAM_DETECTORS.join(", ")
      }`,
    );
  }
  return { stream, parameters, label };
}

/**
 * Checks that a detector can be created for an agent.
 *
 * @throws {UsageError} for an unknown name or parameter (the message names the nearest one), a value out of range, or a threshold for a
 * detector with limits of its own
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
 * Creates a detector for an agent, by name and parameters. A detector with a form for streams only gets a stream per service, with a
 * threshold behind each. A value that is infinite or beyond 1e100 is missing, and so is one of a metric that the healthy window never
 * measured. What is missing counts neither for nor against a service, and nothing is learnt from it; a service of which nothing was measured
 * scores 0.
 *
 * @throws {UsageError} as `requireDetector`, and for a context without a topology, an SLO or a seed
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createWindow } from "../observe/mod.ts";
 * import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
 * import { createDetector } from "./catalogue.ts";
 * const detector = createDetector("operator-z:limit=8", {
 *   topology: SYNTHETIC,
 *   slo: { latencyP95Ms: 220, errorRate: 0.06 },
 *   seed: 1,
 * });
 * const observe = synthesize(1);
 * const healthy = createWindow(SYNTHETIC, 60);
 * for (let step = 0; step < 60; step++) healthy.push(observe());
 * detector.fit(healthy);
 * strictEqual(detector.update(observe()).anomalous, false);
 * strictEqual(detector.update(observe({ values: { 1: 0.9 } })).anomalous, true);
 * ```
 */
export function createDetector(choice: Choice, context: ServiceDetectorContext): ServiceDetector {
  checkOptions("createDetector", SERVICE_CONTEXT, context, "the context");
  requireDetector(choice, context.threshold);
  return detectorOf(detectors.choose(choice), context);
}

/**
 * A detector of one's own for agents, from a declaration as `detector` makes it: what `createAgent` takes as `detector`. One that watches streams gets a
 * stream per service, with a threshold behind each, as those of the catalogue.
 *
 * @param parameters values of its parameters; what is left out has its default
 * @throws {UsageError} for a parameter that it doesn't have, with the nearest one, a value out of its range, and a declaration without `stream` and
 * `services`
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createAgent, runTrial } from "aiops";
 * import { detector, detectorFrom } from "aiops/detect";
 * const distance = detector({
 *   name: "distance",
 *   about: "the largest value",
 *   stream: () => ({ fit: () => {}, update: ({ values }) => Math.max(...values), arrays: {} }),
 * });
 * const agent = createAgent("full", { detector: detectorFrom(distance), named: "mine" });
 * strictEqual(runTrial({ agent, seeds: [1] })[0]!.agent, "mine");
 * ```
 */
export function detectorFrom(
  entry: DetectorEntry,
  parameters: Readonly<Record<string, ParameterValue>> = {},
): (context: ServiceDetectorContext) => ServiceDetector {
  checkOptions("detectorFrom", DECLARATION, entry, "the detector");
  const chosen = catalogue("detector", [entry]).choose({ ...parameters, name: entry.name });
  return (context) => detectorOf(chosen, context);
}

/** The detector of an agent that a declaration with its parameters makes. */
export function detectorOf(
  { entry, parameters, label }: Chosen<DetectorEntry>,
  context: ServiceDetectorContext,
): ServiceDetector {
  const { stream: ofStream } = entry;
  const { fit, update } = entry.services?.(context, parameters) ??
    watchServices({
      ...context,
      create: (stream) =>
        guarded(ofStream!(stream, parameters), { name: label, dimensions: stream.dimensions }),
    });
  const thing = `the detector "${label}"`;
  const services = context.topology.services.length;
  const gaps = createGapMarker(context.topology, services * METRIC_COUNT);
  let fitted = false;
  return {
    name: label,
    fit: (healthy) => {
      checkOptions(thing, HEALTHY, healthy, "the window");
      if (healthy.length > 0) {
        checkObservation(thing, { step: 0, timeSeconds: 0, values: healthy.observation(0) }, services);
      }
      fit(gaps.markWindow(healthy));
      fitted = true;
    },
    update: (observation) => {
      checkObservation(thing, observation, services);
      if (!fitted) return fromScores(new Float64Array(services));
      const values = gaps.mark(observation.values);
      return update(values === observation.values ? observation : { ...observation, values });
    },
  };
}

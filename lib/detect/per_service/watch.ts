import { type Observation, REQUEST_RATE, STEP_SECONDS } from "../../model/mod.ts";
import { median } from "../../stats/mod.ts";
import { createThreshold } from "../alarms/catalogue.ts";
import { scoresToLearnFrom } from "../alarms/stream_alarm.ts";
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "../service_detector.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";
import { FEATURE_COUNT, serviceFeatures } from "./service_features.ts";

/** The threshold behind each stream where an agent names none. */
const DEFAULT_THRESHOLD = "peaks";
/** Highest score of a service without an alarm: 1 is where the alarm begins. */
const HIGHEST_CALM_SCORE = 1 - 1e-9;
/** Seeds of one agent's streams lie so far apart. */
const SEEDS_PER_AGENT = 1000;

/**
 * Makes a detector of services out of one of streams: each service is a stream of `serviceFeatures`, with a detector and a threshold of
 * its own that learn from the warm-up. A service's score is the stream's as a share of the threshold's level.
 *
 * @param name what the detector is called
 */
export function watchServices(
  name: string,
  { topology, seed, threshold = DEFAULT_THRESHOLD, create }: ServiceDetectorContext & {
    readonly create: (context: StreamContext) => StreamDetector;
  },
): ServiceDetector {
  const count = topology.services.length;
  const usualRate = new Float64Array(count);
  const createFor = (service: number) =>
    create({ dimensions: FEATURE_COUNT, seed: seed * SEEDS_PER_AGENT + service });
  // Made at once, so that a wrong choice is told before an episode begins.
  const detectors = topology.services.map((_, service) => createFor(service));
  const thresholds = topology.services.map(() => createThreshold(threshold));

  function pointOf(values: Float64Array, service: number, timeSeconds: number): StreamPoint {
    const into = new Float64Array(FEATURE_COUNT);
    return {
      timeSeconds,
      values: serviceFeatures(values, { service, usualRate: usualRate[service]!, into }),
    };
  }

  function scoreOf({ values, timeSeconds }: Observation, service: number): number {
    const score = detectors[service]!.update(pointOf(values, service, timeSeconds));
    const { level } = thresholds[service]!;
    if (thresholds[service]!.update(score)) return Math.max(1, score / level);
    return level > 0 ? Math.min(HIGHEST_CALM_SCORE, score / level) : 0;
  }

  return {
    name,
    fit: (healthy) => {
      for (let service = 0; service < count; service++) {
        usualRate[service] = median(healthy.series(service, REQUEST_RATE));
        const warmup = Array.from(
          { length: healthy.length },
          (_, step) => pointOf(healthy.observation(healthy.length - 1 - step), service, step * STEP_SECONDS),
        );
        thresholds[service]!.fit(scoresToLearnFrom(() => createFor(service), warmup));
        detectors[service]!.fit(warmup);
      }
    },
    update: (observation) =>
      fromScores(Float64Array.from({ length: count }, (_, service) => scoreOf(observation, service))),
  };
}

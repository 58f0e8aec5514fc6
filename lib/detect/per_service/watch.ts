import { type Observation, REQUEST_RATE } from "../../model/mod.ts";
import { median } from "../../stats/mod.ts";
import { createThreshold } from "../alarms/catalogue.ts";
import { scoresToLearnFrom } from "../alarms/stream_alarm.ts";
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "../detector.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../detector.ts";
import { isMeasured, isSilent, measurementsOf } from "../state/measured.ts";
import { FEATURE_COUNT, serviceFeatures } from "./service_features.ts";

/**
 * The threshold behind each stream if none is given, asked for 0.003 false alarms per step. After a warm-up of 60 steps, of which the threshold sees the scores of 30, it raises 0.001 to
 * 0.002 alarms per fault-free step of a service behind most detectors, and finds a fault at most two steps after `two-opinions`. The bounded scores
 * of forests and of `windowed-gaussian` hardly exceed its level: they need `conformal`, or a higher rate. In an incident each step counts and a false alarm costs an
 * action, so that the rate is an upper limit here: a level is not lowered because alarms are overdue.
 */
export const DEFAULT_THRESHOLD = "peaks:censored=0.4,feedback=0";
/** Highest score of a service without an alarm: scores from 1 on are alarms. */
const MAX_CALM_SCORE = 1 - 1e-9;
/** Points that a stream needs in its warm-up: one half of them for the detector, the other for the threshold. */
const MIN_WARMUP = 2;
/** Distance between the seeds of two agents, so that their streams have different ones. */
const SEEDS_PER_AGENT = 1000;

/**
 * Makes a detector of services out of one of streams. Each service is a stream of `serviceFeatures` with a detector and a threshold of its
 * own, which learn from the warm-up. The score of a service is that of its stream over the threshold's level: 1 or more exactly when the
 * threshold raises an alarm.
 *
 * @param options.create makes the detector of one stream
 */
export function watchServices(
  { topology, seed, threshold = DEFAULT_THRESHOLD, create }: ServiceDetectorContext & {
    readonly create: (context: StreamContext) => StreamDetector;
  },
): Pick<ServiceDetector, "fit" | "update"> {
  const count = topology.services.length;
  const usualRate = new Float64Array(count);
  /** 1 for a service that exported next to nothing in the warm-up: there is nothing to compare it with. */
  const unknown = new Uint8Array(count);
  const createFor = (service: number) =>
    create({ dimensions: FEATURE_COUNT, seed: seed * SEEDS_PER_AGENT + service });
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
    if (unknown[service] === 1 || isSilent(values, service)) return 0;
    const score = detectors[service]!.update(pointOf(values, service, timeSeconds));
    const { level } = thresholds[service]!;
    if (thresholds[service]!.update(score)) return level > 0 ? Math.max(1, score / level) : 1;
    return level > 0 ? Math.min(MAX_CALM_SCORE, score / level) : 0;
  }

  return {
    fit: (healthy) => {
      const { timesSeconds } = healthy.signals().metrics;
      for (let service = 0; service < count; service++) {
        usualRate[service] = median(measurementsOf(healthy.series(service, REQUEST_RATE)));
        const points = Array.from(
          timesSeconds,
          (time, i) => pointOf(healthy.observation(healthy.length - 1 - i), service, time),
        );
        const measured = points.filter(({ values }) => values.some(isMeasured));
        unknown[service] = points.length >= MIN_WARMUP && measured.length < MIN_WARMUP ? 1 : 0;
        if (unknown[service] === 1) continue;
        thresholds[service]!.fit(scoresToLearnFrom(() => createFor(service), measured));
        detectors[service]!.fit(measured);
      }
    },
    update: (observation) =>
      fromScores(Float64Array.from({ length: count }, (_, service) => scoreOf(observation, service))),
  };
}

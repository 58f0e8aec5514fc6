import { detector, type DetectorEntry } from "../detector_entry.ts";
import type { IsolationForest } from "ml-isolation-forest";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
} from "../../model/mod.ts";
import type { Window } from "../../observe/mod.ts";
import { createStream } from "../../random/mod.ts";
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "../service_detector.ts";
import { trainNpmForest } from "../parts/train_npm_forest.ts";

const FEATURES = [LATENCY_P95_MS, ERROR_RATE, CPU_UTILISATION, MEMORY_UTILISATION] as const;
/** Anomaly score (0 to 1) at which the alarm begins: 2 % of healthy scores lie above it, and 3 in 5 of those in a breach. */
const LIMIT = 0.62;

/**
 * One isolation forest (Liu, Ting, Zhou 2008) per service on `npm:ml-isolation-forest`, trained on the healthy window,
 * as in the prototype. A feature that is constant there can never fire.
 */
export function createPrototypeForest({ topology, seed }: ServiceDetectorContext): ServiceDetector {
  const stream = createStream(seed, "isolation-forest");
  let forests: IsolationForest[] = [];
  return {
    name: "prototype-forest",
    fit: (healthy) => {
      forests = topology.services.map((_, service) => trainNpmForest(rowsOf(healthy, service), stream));
    },
    update: ({ values }) => {
      const scores = new Float64Array(topology.services.length);
      forests.forEach((forest, service) => {
        const row = FEATURES.map((metric) => values[service * METRIC_COUNT + metric]!);
        scores[service] = forest.predict([row])[0]! / LIMIT;
      });
      return fromScores(scores);
    },
  };
}

function rowsOf(healthy: Window, service: number): number[][] {
  const series = FEATURES.map((metric) => healthy.series(service, metric));
  return Array.from({ length: healthy.length }, (_, i) => series.map((values) => values[i]!));
}

/** The entry of the catalogue. */
export const prototypeForest: DetectorEntry = detector({
  name: "prototype-forest",
  about: "an isolation forest per service on the first healthy observations, as the prototype had it",
  source: "npm:ml-isolation-forest; Liu, Ting, Zhou, ICDM 2008",
  services: createPrototypeForest,
});

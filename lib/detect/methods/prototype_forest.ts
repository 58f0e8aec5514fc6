import type { IsolationForest } from "ml-isolation-forest";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  number,
  wholeNumber,
} from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { median } from "../../stats/mod.ts";
import { isSilent, measurementsOf } from "../state/measured.ts";
import { trainNpmForest } from "../parts/train_npm_forest.ts";
import { fromScores } from "../detector.ts";

const METRICS = [LATENCY_P95_MS, ERROR_RATE, CPU_UTILISATION, MEMORY_UTILISATION] as const;

/**
 * One isolation forest of `npm:ml-isolation-forest` per service, trained on the healthy window, as in the prototype of this project: the
 * forest's score, 0 to 1, over the limit. A change of a metric that was constant in the healthy window is not seen.
 */
export const prototypeForest: DetectorEntry = detector({
  name: "prototype-forest",
  about: "an isolation forest per service on the first healthy observations, as the prototype had it",
  source: 'npm:ml-isolation-forest; Liu, Ting, Zhou, "Isolation forest", ICDM 2008',
  parameters: {
    limit: number({
      about:
        "score of the forest from which a service is anomalous: 2 % of healthy scores and 60 % of those in a breach exceed 0.62",
      range: [0.01, 1],
      default: 0.62,
    }),
    trees: wholeNumber({ about: "number of trees", unit: "trees", range: [1, 200], default: 100 }),
  },
  services: ({ topology, seed }, { limit, trees }) => {
    const stream = createStream(seed, "isolation-forest");
    let forests: IsolationForest[] = [];
    let usual: (readonly number[])[] = [];
    return {
      fit: (healthy) => {
        usual = [];
        forests = topology.services.map((_, service) => {
          const series = METRICS.map((metric) => healthy.series(service, metric));
          usual.push(series.map((values) => median(measurementsOf(values)) || 0));
          const rows = Array.from({ length: healthy.length }, (_, i) => series.map((values) => values[i]!));
          return trainNpmForest(rows.map((row) => filled(row, usual.at(-1)!)), { stream, trees });
        });
      },
      update: ({ values }) => {
        const scores = new Float64Array(topology.services.length);
        forests.forEach((forest, service) => {
          if (isSilent(values, service)) return;
          const row = filled(
            METRICS.map((metric) => values[service * METRIC_COUNT + metric]!),
            usual[service]!,
          );
          scores[service] = forest.predict([row])[0]! / limit;
        });
        return fromScores(scores);
      },
    };
  },
});

/** A forest asks for every value: one that is missing is as usual. */
function filled(row: readonly number[], usual: readonly number[]): number[] {
  return row.map((value, i) => Number.isNaN(value) ? usual[i]! : value);
}

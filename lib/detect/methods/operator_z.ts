import { detector, type DetectorEntry } from "../detector_entry.ts";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
} from "../../model/mod.ts";
import { median, medianAndDeviation } from "../../stats/mod.ts";
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "../service_detector.ts";

/** Least spread per metric, as a share of the median and absolute: below it a deviation means nothing to an operator. */
const FLOOR: readonly { readonly share: number; readonly absolute: number }[] = [
  { share: 0.12, absolute: 2 },
  { share: 0, absolute: 0.008 },
  { share: 0.1, absolute: 0.02 },
  { share: 0.03, absolute: 0.015 },
  { share: 0.12, absolute: 1 },
];

/** Deviations, in spreads, at which the alarm begins. */
export const OPERATOR_Z_LIMIT = 6;
const JUDGED = [LATENCY_P95_MS, ERROR_RATE, CPU_UTILISATION, MEMORY_UTILISATION, REQUEST_RATE] as const;

/**
 * Distance from the warm-up's median in robust standard deviations (1.4826 MAD, with a floor under the spread). CPU
 * is judged per request, because load moves it up and down in health.
 */
export function createOperatorZ({ topology }: ServiceDetectorContext): ServiceDetector {
  const width = topology.services.length * METRIC_COUNT;
  const centre = new Float64Array(width);
  const spread = new Float64Array(width);
  const usualRate = new Float64Array(topology.services.length);
  let fitted = false;
  return {
    name: "operator-z",
    fit: (healthy) => {
      for (let service = 0; service < topology.services.length; service++) {
        for (const metric of JUDGED) {
          const series = healthy.series(service, metric);
          if (metric === CPU_UTILISATION) {
            const rates = healthy.series(service, REQUEST_RATE);
            const rate = median(rates);
            for (let i = 0; i < series.length; i++) series[i] = perRequest(series[i]!, rates[i]!, rate);
            usualRate[service] = rate;
          }
          const at = service * METRIC_COUNT + metric;
          const floor = FLOOR[metric]!;
          const usual = medianAndDeviation(series);
          centre[at] = usual.median;
          spread[at] = Math.max(
            1.4826 * usual.deviation,
            floor.share * centre[at],
            floor.absolute,
          );
        }
      }
      fitted = true;
    },
    update: ({ values }) => {
      const scores = new Float64Array(topology.services.length);
      if (!fitted) return fromScores(scores);
      for (let service = 0; service < scores.length; service++) {
        const row = service * METRIC_COUNT;
        let worst = 0;
        for (let metric = 0; metric < METRIC_COUNT; metric++) {
          let x = values[row + metric]!;
          if (metric === CPU_UTILISATION) x = perRequest(x, values[row + REQUEST_RATE]!, usualRate[service]!);
          const z = Math.abs(x - centre[row + metric]!) / spread[row + metric]!;
          if (z > worst) worst = z;
        }
        scores[service] = worst / OPERATOR_Z_LIMIT;
      }
      return fromScores(scores);
    },
  };
}

/** CPU as it would be at the usual rate. */
function perRequest(cpu: number, rate: number, usualRate: number): number {
  return rate > 0 ? cpu * usualRate / rate : cpu;
}

/** The entry of the catalogue. */
export const operatorZ: DetectorEntry = detector({
  name: "operator-z",
  about:
    "distance of each metric from the warm-up's median in robust standard deviations, with floors that mean something to an operator",
  services: createOperatorZ,
});

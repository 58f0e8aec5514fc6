import { CPU_UTILISATION, METRIC_COUNT, number, type ParametersOf, REQUEST_RATE } from "../../model/mod.ts";
import { median } from "../../stats/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createRobustScale, type SpreadFloor } from "../parts/robust_scale.ts";
import { atUsualRate } from "../per_service/service_features.ts";
import { measurementsOf } from "../state/measured.ts";
import { fromScores, type ServiceDetectorContext, type ServiceMethod } from "../detector.ts";

/** Smallest spread of each metric: a smaller deviation means nothing to an operator. In the order of `METRICS`. */
const FLOORS: readonly SpreadFloor[] = [
  { share: 0.12, absolute: 2 },
  { share: 0, absolute: 0.008 },
  { share: 0.1, absolute: 0.02 },
  { share: 0.03, absolute: 0.015 },
  { share: 0.12, absolute: 1 },
];

/** The parameters where none are given. */
export const OPERATOR_Z_DEFAULTS = { limit: 6, floors: 1 };

const PARAMETERS = {
  limit: number({
    about: "deviation from which a service is anomalous",
    unit: "robust standard deviations",
    range: [0.1, 100],
    default: OPERATOR_Z_DEFAULTS.limit,
  }),
  floors: number({
    about:
      "factor on the smallest spread of each metric: 12 % of latency and rate, 0.8 % errors, 10 % of CPU, 3 % of memory",
    range: [0, 10],
    default: OPERATOR_Z_DEFAULTS.floors,
  }),
};

/**
 * max over metrics of |x - median| / spread / limit, per service, with median and spread = max(1.4826 MAD, floor) of the warm-up; anomalous
 * from 1 on. CPU utilisation is scaled to the usual request rate, because it follows the load in health.
 */
export function createOperatorZ(
  { topology }: Pick<ServiceDetectorContext, "topology">,
  { limit, floors }: ParametersOf<typeof PARAMETERS>,
): ServiceMethod {
  const count = topology.services.length;
  const scale = createRobustScale(count * METRIC_COUNT);
  const usualRate = new Float64Array(count);
  const scaledFloors = FLOORS.map(({ share, absolute }) => ({
    share: floors * share,
    absolute: Math.max(floors * absolute, Number.MIN_VALUE),
  }));
  return {
    fit: (healthy) => {
      for (let service = 0; service < count; service++) {
        const rates = healthy.series(service, REQUEST_RATE);
        const rate = median(measurementsOf(rates));
        usualRate[service] = rate;
        for (let metric = 0; metric < METRIC_COUNT; metric++) {
          const series = healthy.series(service, metric);
          if (metric === CPU_UTILISATION) {
            for (let i = 0; i < series.length; i++) series[i] = atUsualRate(series[i]!, rates[i]!, rate);
          }
          scale.learn(service * METRIC_COUNT + metric, measurementsOf(series), scaledFloors[metric]!);
        }
      }
    },
    update: ({ values }) => {
      const scores = new Float64Array(count);
      for (let service = 0; service < count; service++) {
        const row = service * METRIC_COUNT;
        let worst = 0;
        for (let metric = 0; metric < METRIC_COUNT; metric++) {
          let x = values[row + metric]!;
          if (metric === CPU_UTILISATION) {
            x = atUsualRate(x, values[row + REQUEST_RATE]!, usualRate[service]!);
          }
          const z = scale.deviation(row + metric, x);
          // NaN, where nothing was measured, is not larger.
          if (z > worst) worst = z;
        }
        scores[service] = worst / limit;
      }
      return fromScores(scores);
    },
  };
}

/** The entry of the catalogue, see `createOperatorZ`. */
export const operatorZ: DetectorEntry = detector({
  name: "operator-z",
  about:
    "distance of each metric from the warm-up's median in robust standard deviations, with floors that mean something to an operator",
  source: 'Iglewicz and Hoaglin, "How to detect and handle outliers", 1993; the floors are this project\'s',
  parameters: PARAMETERS,
  services: createOperatorZ,
});

import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
  STEP_SECONDS,
} from "../../model/mod.ts";
import type { Window } from "../../observe/mod.ts";

/** Largest part of a misfit that a single value can have: half of a squared standard score. */
const MAX_TERM = 10;
/** Utilisations between which a queue's p95 becomes unsteady, and by how much. */
const [UNSTEADY_FROM, UNSTEADY_RANGE, UNSTEADY_DEVIATION] = [0.65, 0.3, 0.45];
/** By how much the median of an unsteady p95 lies below what a steady load gives, in squared standard deviations. */
const MEDIAN_BELOW = 1.3;
/** Utilisations between which what becomes of a queue is left to chance, and the deviations of a p95's logarithm and of a share of errors that this gives. */
const [CHANCE_FROM, CHANCE_RANGE] = [0.8, 0.15];
const CHANCE = { latency: 0.7, error: 0.12 };
/** Relative and absolute deviations that the model itself is allowed. */
const MODEL = { latency: 0.15, rate: 0.06, errorShare: 0.2, error: 0.01, cpu: 0.05, memory: 0.02 };

/** How observed values relate to those of a twin. */
export interface Calibration {
  /** Takes in the observations of a healthy time, and what the twin shows at that load. */
  fit(healthy: Window, nominal: Float64Array): void;
  /** How badly a twin's values explain what was observed: the mean over what was measured; about 0.5 where they do. */
  misfit(observed: Float64Array, expected: Float64Array): number;
  /** The probability that a step with these values of a twin breaches the SLO as measured. */
  breachChance(expected: Float64Array): number;
}

/** The standard deviation of the logarithm of a measured p95 by the utilisation of the busiest service. */
function latencyDeviation(utilisation: number): number {
  const unsteady = Math.min(1, Math.max(0, (utilisation - UNSTEADY_FROM) / UNSTEADY_RANGE));
  return UNSTEADY_DEVIATION * unsteady * unsteady;
}

/** Creates the calibration of one system. */
export function createCalibration(
  { services, front, slo }: {
    readonly services: number;
    readonly front: number;
    readonly slo: { readonly latencyP95Ms: number; readonly errorRate: number };
  },
): Calibration {
  /** Observed over expected, or observed less expected for shares. */
  const bias = new Float64Array(services * METRIC_COUNT);
  const deviation = new Float64Array(services * METRIC_COUNT);
  const isRatio = (metric: number) => metric === LATENCY_P95_MS || metric === REQUEST_RATE;

  function busiest(values: Float64Array): number {
    let most = 0;
    for (let i = CPU_UTILISATION; i < values.length; i += METRIC_COUNT) most = Math.max(most, values[i]!);
    return most;
  }

  function term(i: number, observed: number, expected: Float64Array, chance: number): number {
    const metric = i % METRIC_COUNT;
    const own = deviation[i]!;
    const value = expected[i]!;
    if (isRatio(metric)) {
      if (!(value > 1e-6) || !(observed > 0)) return value > 1e-6 || observed > 0.5 ? MAX_TERM / 2 : 0;
      const model = metric === LATENCY_P95_MS ? MODEL.latency : MODEL.rate;
      const rate = expected[i - metric + REQUEST_RATE]!;
      const counted = 1 / Math.max(1, rate * STEP_SECONDS);
      const variance = model * model + own * own + counted +
        (metric === LATENCY_P95_MS ? (CHANCE.latency * chance) ** 2 : 0);
      const z = Math.log(observed / value) - bias[i]!;
      return z * z / variance / 2;
    }
    if (metric === ERROR_RATE) {
      const requests = Math.max(1, expected[i - metric + REQUEST_RATE]! * STEP_SECONDS);
      const share = Math.min(1, Math.max(value, 0.002));
      const variance = share * (1 - share) / requests + MODEL.error * MODEL.error + own * own +
        (MODEL.errorShare * share) ** 2 + (CHANCE.error * chance) ** 2;
      const z = observed - value;
      return z * z / variance / 2;
    }
    const model = metric === MEMORY_UTILISATION ? MODEL.memory : MODEL.cpu;
    const z = observed - value - bias[i]!;
    const rate = expected[i - metric + REQUEST_RATE]!;
    const counted = metric === CPU_UTILISATION ? 2 * value * value / Math.max(1, rate * STEP_SECONDS) : 0;
    return z * z / (model * model + own * own + counted) / 2;
  }

  return {
    fit: (healthy, nominal) => {
      for (let i = 0; i < bias.length; i++) {
        const [service, metric] = [Math.floor(i / METRIC_COUNT), i % METRIC_COUNT];
        const series = healthy.series(service, metric).filter((x) =>
          Number.isFinite(x) && (x > 0 || !isRatio(metric))
        );
        const known = nominal[i]!;
        const scaled = isRatio(metric) ? series.map((x) => Math.log(x / Math.max(known, 1e-6))) : series;
        const mean = scaled.reduce((sum, x) => sum + x, 0) / Math.max(1, scaled.length);
        const square = scaled.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
        deviation[i] = scaled.length > 1 ? Math.sqrt(square / (scaled.length - 1)) : 0;
        bias[i] = scaled.length === 0 || metric === ERROR_RATE ? 0 : isRatio(metric) ? mean : mean - known;
      }
    },
    misfit: (observed, expected) => {
      let sum = 0;
      let count = 0;
      const chance = Math.min(1, Math.max(0, (busiest(expected) - CHANCE_FROM) / CHANCE_RANGE));
      for (let i = 0; i < bias.length; i++) {
        const value = observed[i]!;
        if (Number.isNaN(value)) continue;
        count++;
        sum += Math.min(MAX_TERM, term(i, value, expected, chance));
      }
      return count > 0 ? sum / count : 0;
    },
    breachChance: (expected) => {
      const row = front * METRIC_COUNT;
      const latency = expected[row + LATENCY_P95_MS]!;
      const errors = expected[row + ERROR_RATE]!;
      const unsteady = latencyDeviation(busiest(expected));
      const spread = Math.hypot(unsteady, Math.max(0.09, deviation[row + LATENCY_P95_MS]!));
      const late = latency > 0
        ? roughNormalCdf(
          (Math.log(latency / slo.latencyP95Ms) - MEDIAN_BELOW * unsteady * unsteady) / spread,
        )
        : 0;
      const requests = Math.max(1, expected[row + REQUEST_RATE]! * STEP_SECONDS);
      const failing = roughNormalCdf(
        (errors - slo.errorRate) / Math.sqrt(Math.max(errors, 0.002) * (1 - errors) / requests + 1e-6),
      );
      return 1 - (1 - late) * (1 - failing);
    },
  };
}

/**
 * The standard normal distribution function to 1e-3, by a logistic curve with a cubic term (Bowling and others 2009): it is worked out twice in each step that is
 * played ahead.
 */
function roughNormalCdf(z: number): number {
  return 1 / (1 + Math.exp(-(0.07056 * z * z * z + 1.5976 * z)));
}

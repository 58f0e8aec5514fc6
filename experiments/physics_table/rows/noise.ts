import { CPU_UTILISATION, LATENCY_P95_MS, METRIC_COUNT, REQUEST_RATE } from "../../../lib/model/mod.ts";
import { createStream } from "../../../lib/random/mod.ts";
import { createTelemetry } from "../../../lib/simulator/telemetry/metrics.ts";
import type { ServiceMeasures } from "../../../lib/simulator/reference/tally.ts";
import type { Measures } from "../measures.ts";
import { type Row, row } from "../row.ts";

/** What windows of 5 s of a steady system vary by, and together: the same requests are counted in caller and callee. */
export const noise: Row = row({
  mechanism: "noise",
  label: "windows of 5 s",
  seconds: 1560,
  requests: { windowSeconds: 5 },
  read: ({ windows }) =>
    variations((service, measure) =>
      windows.slice(WARMUP_WINDOWS).map((window) => (window[service] as ServiceMeasures)[measure])
    ),
  step: (model) => {
    const telemetry = createTelemetry(model.network, {
      stream: createStream(1, "physics table", "telemetry"),
    });
    const values: Float64Array[] = [];
    model.drawFrom(telemetry.draw).run(
      STEP_WINDOWS,
      () => values.push(telemetry.measure(model.truth, model.state)),
    );
    return variations((service, measure) =>
      values.slice(WARMUP_WINDOWS).map((one) => one[service * METRIC_COUNT + COLUMNS[measure]]!)
    );
  },
  independent: {
    "CV of p95": [0.096],
    "CV of rate": [0.043],
    "rate api, cache": [0.99],
    "rate, CPU api": [0.72],
    "rate, CPU db": [0.66],
    "CPU, p95 api": [0.3],
    "CPU db, p95 api": [0.65],
  },
});

/** Windows by which the model's own variation is measured. */
const STEP_WINDOWS = 3012;
const WARMUP_WINDOWS = 12;
const COLUMNS = {
  arrivalRate: REQUEST_RATE,
  utilisation: CPU_UTILISATION,
  latencyP95Seconds: LATENCY_P95_MS,
} as const;

/** Reads off what was measured of a service in each window. */
function variations(column: (service: number, measure: keyof typeof COLUMNS) => number[]): Measures {
  const [rate, cpu, p95] = [
    column(0, "arrivalRate"),
    column(0, "utilisation"),
    column(0, "latencyP95Seconds"),
  ];
  return {
    "CV of p95": deviation(p95) / mean(p95),
    "CV of rate": deviation(rate) / mean(rate),
    "rate api, cache": correlation(rate, column(1, "arrivalRate")),
    "rate, CPU api": correlation(rate, cpu),
    "rate, CPU db": correlation(column(2, "arrivalRate"), column(2, "utilisation")),
    "CPU, p95 api": correlation(cpu, p95),
    "CPU db, p95 api": correlation(column(2, "utilisation"), p95),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(covariance(values, values));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  return covariance(a, b) / deviation(a) / deviation(b);
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - meanA) * (b[i]! - meanB)));
}

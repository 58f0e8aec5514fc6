import type { LabelledIncident, MetricTable } from "../../../model/mod.ts";

/** An incident for tests: two services with one latency each, `rows` before it and as many after it. The api is at fault. */
export function madeUpIncident(id: string, rows = 9): LabelledIncident {
  const table = (from: number): MetricTable => ({
    indicators: ["api", "db"].map((service) => ({ service, metric: "latency", role: "latency" })),
    timesSeconds: Float64Array.from({ length: rows }, (_, i) => from + i),
    columns: [0, 1].map((k) => Float64Array.from({ length: rows }, (_, i) => from + i + k)),
  });
  return {
    incident: {
      id,
      services: ["api", "db"],
      before: { metrics: table(0) },
      after: { metrics: table(rows) },
      symptom: { service: "api", timeSeconds: rows + 1 },
    },
    truth: { services: ["api"], fault: "cpu", path: "api_cpu/1" },
  };
}

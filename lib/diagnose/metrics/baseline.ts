import {
  CPU_UTILISATION,
  METRIC_COUNT,
  type MetricTable,
  REQUEST_RATE,
  type Topology,
} from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { present } from "./deviations.ts";
import { median } from "../../stats/samples/quantiles.ts";

/** What is normal for each service, learnt from a healthy window. What depends on a metric that was not measured is NaN. */
export interface Baseline {
  /** The median of a metric of a service. */
  usual(service: number, metric: number): number;
  /** The median CPU utilisation per request/s. */
  cpuPerRequest(service: number): number;
  /**
   * The share of a call that arrives, if all requests that the callee lacks are missing from this call: 1 is normal. Negative if calls of
   * other callers must be missing too.
   */
  arrivingShare(call: number, rateOf: (service: number) => number): number;
  /** Calls to a store behind a cache, as a multiple of what the load of the caller explains: 1 is normal. */
  missInflation(call: number, rateOf: (service: number) => number): number;
}

/**
 * Whether loads can be computed: the services are those of a known topology, in its order, and the table has the layout of its observations.
 * It may have gaps: what follows from a metric that was never measured is not known.
 */
export function knowsLoad(
  { topology, services }: DiagnoserContext,
  { layout, columns }: MetricTable,
): boolean {
  return topology !== undefined && layout === "services-by-metrics" &&
    columns.length === services.length * METRIC_COUNT && services.length === topology.services.length &&
    topology.services.every(({ name }, i) => name === services[i]) &&
    columns.every((column) => column.length > 0) && columns.some((column) => !column.every(Number.isNaN));
}

/** Learns the baseline of a topology from a table in the layout of its observations. */
export function learnBaseline(topology: Topology, { columns }: MetricTable): Baseline {
  const { services, calls } = topology;
  const index = new Map(services.map(({ name }, i) => [name, i]));
  const medians = new Float64Array(services.length * METRIC_COUNT);
  const perRequest = new Float64Array(services.length);
  for (let i = 0; i < services.length; i++) {
    for (let metric = 0; metric < METRIC_COUNT; metric++) {
      medians[i * METRIC_COUNT + metric] = median(present(columns[i * METRIC_COUNT + metric]!));
    }
    const rates = columns[i * METRIC_COUNT + REQUEST_RATE]!;
    perRequest[i] = median(
      present(columns[i * METRIC_COUNT + CPU_UTILISATION]!.map((cpu, k) => cpu / Math.max(rates[k]!, 1e-9))),
    );
  }
  const usual = (service: number, metric: number) => medians[service * METRIC_COUNT + metric]!;
  const edges = calls.map(({ caller, callee, callsPerRequest, onMissOf }) => ({
    caller: index.get(caller)!,
    callee: index.get(callee)!,
    aside: onMissOf !== undefined,
    weight: callsPerRequest,
  }));
  const into = services.map((_, i) => edges.filter((edge) => edge.callee === i));
  // The part of a store's usual rate that direct calls don't explain comes from cache misses.
  const missShare = services.map((_, i) => {
    const direct = into[i]!.filter((edge) => !edge.aside)
      .reduce((sum, edge) => sum + edge.weight * usual(edge.caller, REQUEST_RATE), 0);
    const aside = into[i]!.filter((edge) => edge.aside)
      .reduce((sum, edge) => sum + edge.weight * usual(edge.caller, REQUEST_RATE), 0);
    return aside > 0 || Number.isNaN(aside) ? Math.max(0.01, (usual(i, REQUEST_RATE) - direct) / aside) : 0;
  });
  const share = (edge: typeof edges[number]) => edge.weight * (edge.aside ? missShare[edge.callee]! : 1);
  const flow = (service: number, rateOf: (service: number) => number) =>
    into[service]!.reduce((sum, edge) => sum + share(edge) * rateOf(edge.caller), 0);
  const usualRate = (service: number) => usual(service, REQUEST_RATE);
  // The measured rate over the explained one: calls that are skipped on errors are in neither weight.
  const measured = services.map((_, i) => {
    const normal = flow(i, usualRate);
    return normal > 0 || Number.isNaN(normal) ? usualRate(i) / normal : 0;
  });
  /** The rate of a service expected from the present rates of its callers; for the front its usual rate. */
  const expectedRate = (service: number, rateOf: (service: number) => number) =>
    measured[service]! > 0 || Number.isNaN(measured[service])
      ? measured[service]! * flow(service, rateOf)
      : usualRate(service);
  return {
    usual,
    cpuPerRequest: (service) => perRequest[service]!,
    arrivingShare: (call, rateOf) => {
      const edge = edges[call]!;
      const expected = measured[edge.callee]! * share(edge) * rateOf(edge.caller);
      return expected > 0 || Number.isNaN(expected)
        ? 1 - (expectedRate(edge.callee, rateOf) - rateOf(edge.callee)) / expected
        : 1;
    },
    missInflation: (call, rateOf) => {
      const edge = edges[call]!;
      const misses = share(edge) * rateOf(edge.caller);
      const others = flow(edge.callee, rateOf) - misses;
      return misses > 0 || Number.isNaN(misses) ? Math.max(0, rateOf(edge.callee) - others) / misses : 1;
    },
  };
}

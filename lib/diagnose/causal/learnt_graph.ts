import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Dependency, MetricTable, Signals, Span } from "../../model/mod.ts";
import { isConstant } from "../../stats/samples/constant.ts";
import { mean } from "../../stats/samples/quantiles.ts";
import { correlationMatrix } from "./fisher_z.ts";
import { learnPattern } from "./pc.ts";
import { present } from "../metrics/deviations.ts";

/** Default of `learnGraph`: the significance level of the PC algorithm. */
export const GRAPH_ALPHA = 0.01;
/**
 * Bounds that keep PC to polynomial time: it conditions on up to 2 of the 6 most dependent neighbours. Measured in the worst case, in which
 * load moves all services alike: 0.1 s for 100 services, 0.5 s for 300, 10 s for 1,000.
 */
const SEARCH_BOUNDS = { maxGiven: 2, maxNeighbours: 6 };

/**
 * Learns who calls whom from a healthy window: from spans if any cross services, else by the PC algorithm from one series per service.
 * That series is the latency if it is measured, else the first principal component of the service's metrics.
 *
 * Calls found in spans are listed once, in the order of first appearance. In PC's graph the latency of a callee causes that of its
 * caller, so an arrow points from callee to caller; if PC leaves the direction open, the slower of the two is the caller, because a caller
 * waits for its callees, or without latencies the first in `services`. Metrics tell far less than spans: load moves all services alike
 * and creates edges without a call.
 *
 * @param services the services that can be in the graph
 * @param alpha significance level of the PC algorithm
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { learnGraph } from "./learnt_graph.ts";
 * const span = { traceId: "1", kind: "server", name: "get", startSeconds: 0, endSeconds: 1, failed: false } as const;
 * const spans = [{ ...span, spanId: "a", service: "api" }, { ...span, spanId: "b", parentSpanId: "a", service: "db" }];
 * const metrics = { indicators: [], timesSeconds: new Float64Array(0), columns: [] };
 * deepStrictEqual(learnGraph({ metrics, spans }, ["api", "db"]), [{ caller: "api", callee: "db" }]);
 * ```
 */
export function learnGraph(
  { metrics, spans = [] }: Signals,
  services: readonly string[],
  alpha: number = GRAPH_ALPHA,
): readonly Dependency[] {
  const calls = callsOf(spans, new Set(services));
  return calls.length > 0 ? calls : dependenciesOf(metrics, services, alpha);
}

/** Each pair of services of which a span of one is the parent of a span of the other. */
function callsOf(spans: readonly Span[], services: ReadonlySet<string>): Dependency[] {
  const key = (traceId: string, spanId: string) => `${traceId} ${spanId}`;
  const serviceOf = new Map(spans.map(({ traceId, spanId, service }) => [key(traceId, spanId), service]));
  const calls = new Map<string, Dependency>();
  for (const { traceId, parentSpanId, service: callee } of spans) {
    const caller = parentSpanId && serviceOf.get(key(traceId, parentSpanId));
    if (!caller || caller === callee || !services.has(caller) || !services.has(callee)) continue;
    calls.set(JSON.stringify([caller, callee]), { caller, callee });
  }
  return [...calls.values()];
}

/** A service over time, in one series. */
interface Series {
  readonly service: string;
  /** No value is missing. */
  readonly values: Float64Array;
  /** The mean latency in the unit of the data; 0 if it isn't measured. */
  readonly slowness: number;
}

function dependenciesOf(metrics: MetricTable, services: readonly string[], alpha: number): Dependency[] {
  const series = services.map((service) => seriesOf(metrics, service)).filter((one) => one !== undefined);
  const graph = learnPattern(series.map(({ values }) => values), { alpha, ...SEARCH_BOUNDS });
  return series.flatMap((a, i) =>
    series.slice(i + 1).flatMap((b, offset): Dependency[] => {
      const j = i + 1 + offset;
      if (!graph.adjacent(i, j)) return [];
      const aCalls = graph.causes(j, i) || (!graph.causes(i, j) && a.slowness >= b.slowness);
      return [aCalls ? call(a, b) : call(b, a)];
    })
  );
}

function call(caller: Series, callee: Series): Dependency {
  return { caller: caller.service, callee: callee.service };
}

/** The series of a service; undefined if none of its metrics varies. */
function seriesOf({ indicators, columns }: MetricTable, service: string): Series | undefined {
  const own = indicators.keys().filter((i) => indicators[i]!.service === service).toArray();
  const varying = own.filter((i) => !isConstant(present(columns[i]!)));
  const latency = varying.find((i) => indicators[i]!.role === "latency");
  if (latency !== undefined) {
    const values = filled(columns[latency]!);
    return { service, values, slowness: mean(values) };
  }
  if (varying.length === 0) return;
  return { service, values: firstComponent(varying.map((i) => filled(columns[i]!))), slowness: 0 };
}

/** The column with the mean in place of missing values. */
function filled(column: Float64Array): Float64Array {
  const usual = mean(present(column));
  return column.map((x) => Number.isNaN(x) ? usual : x);
}

/** The first principal component of standardised columns, by row. */
function firstComponent(columns: readonly Float64Array[]): Float64Array {
  const correlations = new Matrix(correlationMatrix(columns).map((row) => Array.from(row)));
  // Eigenvalues ascend, so the last vector is the first component.
  const { eigenvectorMatrix } = new EigenvalueDecomposition(correlations, { assumeSymmetric: true });
  const sum = new Float64Array(columns[0]!.length);
  columns.forEach((column, i) => {
    const centre = mean(column);
    const spread = Math.sqrt(mean(column.map((x) => (x - centre) ** 2)));
    const weight = eigenvectorMatrix.get(i, columns.length - 1) / spread;
    for (let row = 0; row < sum.length; row++) sum[row]! += weight * (column[row]! - centre);
  });
  return sum;
}

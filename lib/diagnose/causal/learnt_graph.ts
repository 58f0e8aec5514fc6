import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Dependency, MetricTable, Signals, Span } from "../../model/mod.ts";
import { mean } from "../../stats/mod.ts";
import { correlationMatrix } from "./fisher_z.ts";
import { learnPattern } from "./pc.ts";
import { present } from "../metrics/deviations.ts";

/**
 * What keeps PC to polynomial time: up to 2 services given, of the 6 neighbours that depend most on one. Measured where load moves all
 * services alike, the worst case: 0.1 s for 100 services, 0.5 s for 300, 10 s for 1,000.
 */
const SEARCH = { alpha: 0.01, maxGiven: 2, maxNeighbours: 6 };

/**
 * Learns who calls whom while all is well: from spans where there are any that cross services, else by the PC algorithm from one series
 * per service. That series is the latency where there is one, else the first principal component of the service's metrics.
 *
 * Of calls in spans each pair comes once, in the order of first sight. In PC's answer a callee's latency causes its caller's, so an arrow
 * points from callee to caller; where PC leaves the direction open, the slower of two is the caller, as a caller waits for its callees, and
 * without latencies the one that stands first in `services`. Metrics say far less than spans: load moves all services alike and makes
 * edges where there is no call.
 *
 * @param services the only ones that can be in the answer
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
): readonly Dependency[] {
  const calls = callsOf(spans, new Set(services));
  return calls.length > 0 ? calls : dependenciesOf(metrics, services);
}

/** Each pair of services of which one's span is the parent of the other's. */
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

/** What a service is like over time, in one series. */
interface Series {
  readonly service: string;
  /** None missing. */
  readonly values: Float64Array;
  /** The mean latency, in the data's own unit; 0 where it is not measured. */
  readonly slowness: number;
}

function dependenciesOf(metrics: MetricTable, services: readonly string[]): Dependency[] {
  const series = services.map((service) => seriesOf(metrics, service)).filter((one) => one !== undefined);
  const graph = learnPattern(series.map(({ values }) => values), SEARCH);
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

/** A service's series; undefined where none of its metrics varies. */
function seriesOf({ indicators, columns }: MetricTable, service: string): Series | undefined {
  const own = indicators.keys().filter((i) => indicators[i]!.service === service).toArray();
  const varying = own.filter((i) => new Set(present(columns[i]!)).size > 1);
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

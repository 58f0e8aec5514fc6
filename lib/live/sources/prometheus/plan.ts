import { type Metric, METRICS, type Topology } from "../../../model/mod.ts";
import type { Combination, PrometheusConfig, QueryConfig } from "../../config/source_schema.ts";

/** An expression, and what its series are for. */
export interface PlannedQuery {
  /** Where it stands in the configuration, as `source.queries.errorRate`. */
  readonly path: string;
  readonly expression: string;
  /** Column of the metric in an observation. */
  readonly metric: number;
  /** Row of the service; absent: each series names its own. */
  readonly service?: number;
  /** Rows of services that have a query of their own for this metric. */
  readonly except: ReadonlySet<number>;
  /** How several series of one service become one value. */
  readonly combine: Combination;
  /** What each value is multiplied by. */
  readonly factor: number;
  /** Value of a service that has no series here but has others; NaN: it is missing. */
  readonly absent: number;
}

/** The queries of a configuration: those for all services, then those of single ones, which count instead. */
export function planQueries({ queries, services }: PrometheusConfig, topology: Topology): PlannedQuery[] {
  const names = topology.services.map(({ name }) => name);
  const common = METRICS.flatMap((metric) => {
    const except = new Set(names.flatMap((name, row) => services[name]?.[metric] === undefined ? [] : [row]));
    return planned(queries[metric], { metric, path: `source.queries.${metric}`, except });
  });
  const own = names.flatMap((name, service) =>
    METRICS.flatMap((metric) =>
      planned(services[name]?.[metric], {
        ...{ metric, service },
        path: `source.services.${name}.${metric}`,
        except: new Set<number>(),
      })
    )
  );
  return [...common, ...own];
}

function planned(
  query: QueryConfig | undefined,
  { metric, ...place }: Pick<PlannedQuery, "path" | "service" | "except"> & { readonly metric: Metric },
): PlannedQuery[] {
  if (query === undefined) return [];
  const { query: expression, combine, factor, absent = NaN } = typeof query === "string"
    ? { query, factor: 1 }
    : query;
  return [{
    ...place,
    expression,
    metric: METRICS.indexOf(metric),
    combine: combine ?? (metric === "requestRate" ? "sum" : "max"),
    factor,
    absent,
  }];
}

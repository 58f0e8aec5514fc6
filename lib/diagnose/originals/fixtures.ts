import type { MetricRole, MetricTable } from "../../model/mod.ts";

/** A made-up incident and what original implementations say of it. Missing values are null. */
export interface IncidentCase {
  readonly seed: number;
  /** The service that the fault is in. */
  readonly culprit: string;
  /** The first row of the window after. */
  readonly onset: number;
  readonly indicators: readonly (readonly [service: string, metric: string])[];
  readonly columns: readonly (readonly (number | null)[])[];
  /** The places of the metrics in fse-baro's ranking; those that it leaves out are missing. */
  readonly baro: readonly number[];
  /** What PyRCA's epsilon-diagnosis makes of the last rows of both windows. */
  readonly epsilon: {
    readonly rows: number;
    /** Null where the metric is constant in either window. */
    readonly correlations: readonly (number | null)[];
    readonly threshold: number;
  };
}

/** Data of a linear system, and the edges that causal-learn's PC finds in them, by significance level. */
export interface GraphCase {
  readonly seed: number;
  readonly columns: readonly (readonly number[])[];
  readonly found: Readonly<Record<string, readonly (readonly [i: number, j: number, mark: string])[]>>;
}

/** Data of a linear system before and after one variable is shifted. */
export interface InterventionCase {
  readonly seed: number;
  readonly shifted: number;
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  /** Per variable how often PyRCA's RCD puts it first, in 20 runs with their own seeds. */
  readonly first: readonly number[];
}

/** The cases of a file that `make_fixtures.py` wrote. */
function casesOf<T>(name: string): readonly T[] {
  return JSON.parse(Deno.readTextFileSync(new URL(name, import.meta.url))).cases;
}

export const incidentCases = (): readonly IncidentCase[] => casesOf("incidents.json");
export const graphCases = (): readonly GraphCase[] => casesOf("graphs.json");
export const interventionCases = (): readonly InterventionCase[] => casesOf("interventions.json");

const ROLES: Readonly<Record<string, MetricRole>> = {
  cpu: "cpu",
  mem: "memory",
  latency: "latency",
  error: "errors",
  workload: "requests",
  disk: "disk",
};

/** The services of an incident, and its two windows as they would be recorded. */
export function windowsOf({ onset, indicators, columns }: IncidentCase) {
  const window = (from: number, to?: number): { metrics: MetricTable } => {
    const cut = columns.map((column) => Float64Array.from(column.slice(from, to), (x) => x ?? NaN));
    return {
      metrics: {
        indicators: indicators.map(([service, metric]) => ({ service, metric, role: ROLES[metric]! })),
        timesSeconds: Float64Array.from(cut[0]!, (_, row) => from + row),
        columns: cut,
      },
    };
  };
  const services = [...new Set(indicators.map(([service]) => service))];
  return { services, before: window(0, onset), after: window(onset) };
}

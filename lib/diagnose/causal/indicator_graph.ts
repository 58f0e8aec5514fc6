import type { Dependency, Indicator, MetricRole } from "../../model/mod.ts";

/** The four golden signals, which the paper's assumptions are about. */
type Signal = "traffic" | "saturation" | "latency" | "errors";

const SIGNALS: Record<MetricRole, Signal> = {
  requests: "traffic",
  cpu: "saturation",
  memory: "saturation",
  network: "saturation",
  disk: "saturation",
  other: "saturation",
  latency: "latency",
  errors: "errors",
  availability: "errors",
};

/** The causes of each signal within its service. */
const WITHIN: Record<Signal, readonly Signal[]> = {
  traffic: [],
  saturation: ["traffic"],
  latency: ["traffic", "saturation"],
  errors: ["traffic", "saturation", "latency"],
};

/** One of the four signals of a service. */
interface Variable {
  readonly service: string;
  readonly signal: Signal;
}

/**
 * Per indicator the places of its direct causes, after the structural graph of CIRCA (Li et al., KDD 2022): within a service
 * traffic causes saturation, both cause latency, and all three cause errors; between services the traffic of a caller causes that of its
 * callees, and latency and errors of a callee cause those of its callers. A signal that isn't measured is replaced by its own causes.
 *
 * @param graph who calls whom; cycles are allowed
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { causesOf } from "./indicator_graph.ts";
 * const latencies = ["api", "db"].map((service) => ({ service, metric: "p95", role: "latency" as const }));
 * deepStrictEqual(causesOf(latencies, [{ caller: "api", callee: "db" }]), [[1], []]);
 * ```
 */
export function causesOf(
  indicators: readonly Indicator[],
  graph: readonly Dependency[],
): readonly (readonly number[])[] {
  const key = ({ service, signal }: Variable) => `${signal} ${service}`;
  const variables = indicators.map(({ service, role }) => ({ service, signal: SIGNALS[role] }));
  const measured = Map.groupBy(indicators.keys(), (i) => key(variables[i]!));
  const callers = Map.groupBy(graph, ({ callee }) => callee);
  const callees = Map.groupBy(graph, ({ caller }) => caller);

  const directCauses = ({ service, signal }: Variable): Variable[] => {
    const others = signal === "saturation"
      ? []
      : signal === "traffic"
      ? (callers.get(service) ?? []).map(({ caller }) => caller)
      : (callees.get(service) ?? []).map(({ callee }) => callee);
    return [
      ...WITHIN[signal].map((cause) => ({ service, signal: cause })),
      ...others.map((other) => ({ service: other, signal })),
    ];
  };
  const measuredCauses = (variable: Variable, seen: Set<string>): number[] =>
    directCauses(variable).flatMap((cause) => {
      if (seen.has(key(cause))) return [];
      seen.add(key(cause));
      return measured.get(key(cause)) ?? measuredCauses(cause, seen);
    });
  return variables.map((variable) => measuredCauses(variable, new Set([key(variable)])));
}

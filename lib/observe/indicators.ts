import { type Indicator, type MetricRole, METRICS } from "../model/mod.ts";

/** The role of each metric, in the order of `METRICS`. */
const ROLES: readonly MetricRole[] = ["latency", "errors", "cpu", "memory", "requests"];

/** The indicators of a topology in the order of an observation's values: services x `METRICS`, service by service. */
export function indicatorsOf(
  { services }: { readonly services: readonly { readonly name: string }[] },
): readonly Indicator[] {
  return services.flatMap(({ name }) =>
    METRICS.map((metric, i) => ({ service: name, metric, role: ROLES[i]! }))
  );
}

import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { type Indicator, type MetricRole, METRICS } from "../model/mod.ts";

const ARGUMENTS = z.object({ topology: objectWith({ services: "list" }) });

/** The role of each metric, in the order of `METRICS`. */
const ROLES: readonly MetricRole[] = ["latency", "errors", "cpu", "memory", "requests"];

/**
 * The indicators of a topology in the order of an observation's values: services x `METRICS`, service by service.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function indicatorsOf(
  topology: {
    /** Its services, in the order of an observation's values. */
    readonly services: readonly {
      /** Name of the service. */
      readonly name: string;
    }[];
  },
): readonly Indicator[] {
  checkOptions("indicatorsOf", ARGUMENTS, { topology });
  const { services } = topology;
  return services.flatMap(({ name }) =>
    METRICS.map((metric, i) => ({ service: name, metric, role: ROLES[i]! }))
  );
}

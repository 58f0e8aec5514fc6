import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { displayable } from "../../model/shown/displayable.ts";
import { beginWork, lengthOf } from "../../model/shown/progress.ts";
import { UsageError } from "../../model/mod.ts";
import type { LabelledIncident } from "../../model/mod.ts";
import { partsBundle } from "../../report/tables/sheet.ts";
import { type BenchOptions, createBench, type LeftOut } from "./bench.ts";
import type { Verdict } from "./verdict.ts";
import { summariseFaults } from "./summarise_faults.ts";
import { summariseGains } from "./summarise_gains.ts";
import { summariseMethods, verdictsByMethod } from "./summarise_methods.ts";
import type { DiagnoserComparison } from "./summary.ts";
import { comparisonParts } from "./text.ts";

const COMPARE_DIAGNOSERS_ARGUMENTS = z.object({
  options: objectWith({ incidents: "object", methods: "list" }),
});
const SUMMARISE_VERDICTS_ARGUMENTS = z.object({
  verdicts: z.array(anyObject),
  options: z.strictObject({ reference: z.string().optional(), leftOut: z.array(anyObject).optional() }),
});

/** Options of `compareDiagnosers`. */
export interface CompareDiagnosersOptions extends BenchOptions {
  /** Recorded or simulated incidents; none is kept in memory. */
  readonly incidents: Iterable<LabelledIncident> | AsyncIterable<LabelledIncident>;
  /** The method that the others are compared with. Default: the best by AC@1. */
  readonly reference?: string;
  /** Called after each incident with the number done so far. */
  readonly onIncident?: (done: number) => void;
}

/**
 * Compares diagnosers on the same incidents.
 *
 * @returns the comparison, with all verdicts that it is based on
 * @throws {UsageError} without an incident, without a method that can run on them, or for an unknown reference
 * @throws {Error} naming the method and the incident, if a method throws
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { simulatedIncidents } from "./mod.ts";
 * import { compareDiagnosers } from "./compare.ts";
 * const { methods } = await compareDiagnosers({
 *   incidents: simulatedIncidents({ topology: "three-tier", seeds: [1001, 1002] }),
 *   methods: ["rank-correlation", "front"],
 * });
 * ok(methods[0]!.ac1 >= methods[1]!.ac1);
 * ```
 */
export async function compareDiagnosers(
  given: CompareDiagnosersOptions,
): Promise<DiagnoserComparison & { readonly verdicts: readonly Verdict[] }> {
  checkOptions("compareDiagnosers", COMPARE_DIAGNOSERS_ARGUMENTS, { options: given });
  const { incidents, reference, onIncident, ...options } = given;
  const bench = createBench(options);
  const verdicts: Verdict[] = [];
  using work = beginWork({ label: "compareDiagnosers", unit: "incidents", total: lengthOf(incidents) });
  let done = 0;
  for await (const labelled of incidents) {
    verdicts.push(...bench.judge(labelled));
    work.update(++done);
    onIncident?.(done);
  }
  return withDisplay({ ...summariseVerdicts(verdicts, { leftOut: bench.leftOut, reference }), verdicts });
}

/**
 * Summarises the verdicts of several methods on the same incidents.
 *
 * @throws {UsageError} without verdicts, or for an unknown reference
 */
export function summariseVerdicts(verdicts: readonly Verdict[], options: {
  /** The method that the others are compared with. Default: none. */
  readonly reference?: string | undefined;
  /** Methods that could not take part, and why. Default: none. */
  readonly leftOut?: readonly LeftOut[];
} = {}): DiagnoserComparison {
  checkOptions("summariseVerdicts", SUMMARISE_VERDICTS_ARGUMENTS, { verdicts, options });
  const { reference, leftOut = [] } = options;
  const byMethod = verdictsByMethod(verdicts);
  if (byMethod.length === 0) {
    throw new UsageError("A comparison of diagnosers needs an incident and a method, found none");
  }
  if (reference !== undefined && !byMethod.some(({ name }) => name === reference)) {
    throw new UsageError(
      `The reference "${reference}" is not among the methods that were asked: ${
        [...new Set(byMethod.map(({ name }) => name))].join(", ")
      }`,
    );
  }
  return withDisplay({
    methods: [...Map.groupBy(byMethod, ({ view }) => view).values()]
      .flatMap((alike) => summariseMethods(alike, reference)),
    faults: summariseFaults(byMethod),
    gains: summariseGains(byMethod),
    leftOut,
  });
}

/** Lets a comparison show itself in notebooks: without times, so that the same run shows the same. */
export function withDisplay<T extends DiagnoserComparison>(comparison: T): T {
  return displayable(comparison, (one) => partsBundle(comparisonParts(one, { times: false })));
}

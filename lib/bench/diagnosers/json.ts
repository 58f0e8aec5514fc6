import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { roundedJson } from "../../report/rounded_json.ts";
import type { Estimate } from "../../stats/mod.ts";
import type { DiagnoserComparison, FaultSummary, MethodSummary, ViewGain } from "./summary.ts";

const ARGUMENTS = z.object({
  comparison: objectWith({ methods: "list", faults: "list" }),
  options: objectWith({ settings: "object" }),
});

/**
 * The comparison for other programs, after the settings that it was made with. All times are kept apart under "times", because only they
 * differ from run to run. Undefined measures and intervals are null.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function comparisonToJson(
  comparison: DiagnoserComparison,
  options: {
    /** What the comparison was made with; it comes first in the file. */
    readonly settings: Readonly<Record<string, unknown>>;
    /** Whether to say how long each took, which differs from run to run. */
    readonly times: boolean;
  },
): string {
  checkOptions("comparisonToJson", ARGUMENTS, { comparison, options });
  const { methods, faults, gains, leftOut } = comparison;
  const { settings, times } = options;
  return roundedJson({
    ...settings,
    cases: methods[0]!.cases,
    calmCases: methods[0]!.calmCases,
    methods: methods.map(withoutTimes),
    faults: faults.map(faultOf),
    gains: gains.map(gainOf),
    leftOut,
    ...(times && { times: methods.map(timesOf) }),
  });
}

function withoutTimes({ fitMsMedian: _, diagnoseMsMedian: __, msMedian: ___, ...method }: MethodSummary) {
  const { to, ac1, avg5 } = method.difference;
  return {
    ...method,
    intervals: Object.fromEntries(Object.entries(method.intervals).map(([name, its]) => [name, limits(its)])),
    difference: { to, ac1: estimate(ac1), avg5: estimate(avg5) },
  };
}

function timesOf({ name, view, fitMsMedian, diagnoseMsMedian }: MethodSummary) {
  return { name, view, fitMsMedian, diagnoseMsMedian };
}

function faultOf({ ac1, ...fault }: FaultSummary) {
  return { ...fault, ac1: estimate(ac1) };
}

function gainOf({ ac1, avg5, ...gain }: ViewGain) {
  return { ...gain, ac1: estimate(ac1), avg5: estimate(avg5) };
}

function limits({ low, high }: Estimate): [number, number] {
  return [low, high];
}

function estimate({ value, low, high }: Estimate) {
  return { value, interval: [low, high] };
}

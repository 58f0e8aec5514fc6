import type { Verdict } from "./verdict.ts";
import { mean } from "../../stats/mod.ts";
import { meanEstimates } from "./intervals.ts";
import { kindRightShare, kindsOf } from "./kinds.ts";
import { measured } from "./measures.ts";
import type { MethodVerdicts } from "./summarise_methods.ts";
import type { FaultSummary } from "./summary.ts";

/** Summarises every method by fault type; incidents without a named fault type are left out. */
export function summariseFaults(methods: readonly MethodVerdicts[]): FaultSummary[] {
  const kinds = new Set(methods.flatMap(({ faulty }) => faulty.flatMap(({ fault }) => kindsOf(fault))));
  const cells = [...kinds].flatMap((fault) =>
    methods.map(({ name, view, faulty }) => {
      const verdicts = faulty.filter((verdict) => kindsOf(verdict.fault).includes(fault));
      return { fault, name, view, verdicts };
    })
  );
  const ac1 = meanEstimates(cells.map(({ verdicts }) => measured("ac1", verdicts)));
  return cells.map(({ fault, name, view, verdicts }, i) => ({
    fault,
    name,
    view,
    cases: verdicts.length,
    ac1: ac1[i]!,
    avg5: mean(measured("avg5", verdicts)),
    kindRight: kindRightOf(fault, verdicts),
  }));
}

/** Counts this fault type only, even if an incident has several. */
function kindRightOf(fault: string, verdicts: readonly Verdict[]): number | null {
  return kindRightShare(verdicts.map((verdict) => ({ ...verdict, fault })));
}

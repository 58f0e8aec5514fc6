import { UsageError } from "../../../model/mod.ts";
import { match, ok, strictEqual, throws } from "node:assert";
import { summariseVerdicts } from "../compare.ts";
import { madeUpVerdict } from "../testing/made_up_verdict.ts";
import { plotDiagnosers } from "./comparison.ts";
import { plotDiagnosersByFault } from "./by_fault.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

/** Twenty incidents, of which each method names the cause of the first so many. */
function comparisonOf(right: Readonly<Record<string, number>>) {
  return summariseVerdicts(
    Object.entries(right).flatMap(([method, many]) =>
      Array.from({ length: 20 }, (_, i) =>
        madeUpVerdict({
          method,
          incident: `${i}`,
          named: i < many ? ["db"] : [],
          fault: i < 10 ? "slow_query" : "disk_full",
        }))
    ),
  );
}

const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotDiagnosers() states by how many points the best leads, or that nobody can tell", () => {
  match(
    titleOf(plotDiagnosers(comparisonOf({ good: 20, bad: 5 }).methods)),
    /^good names the cause first in 100 % of 20 incidents: 75 points more than bad \(95 % interval \d+ to \d+\)$/,
  );
  match(
    titleOf(plotDiagnosers(comparisonOf({ good: 20, near: 19 }).methods)),
    /near can't be told from it$/,
  );
  strictEqual(
    titleOf(plotDiagnosers(comparisonOf({ alone: 10 }).methods)),
    "alone names the cause first in 50 % of 20 incidents",
  );
});

Deno.test("plotDiagnosers() sets the best on top and gives the same bytes each time", () => {
  const { methods } = comparisonOf({ bad: 5, good: 20 });
  const svg = toSvg(plotDiagnosers(methods));
  ok(svg.indexOf(">good<") < svg.indexOf(">bad<"));
  strictEqual(svg, toSvg(plotDiagnosers(methods)));
  throws(() => plotDiagnosers([]), UsageError);
});

Deno.test("plotDiagnosersByFault() sets the hardest kind on top, and says which it is", () => {
  const picture = plotDiagnosersByFault(comparisonOf({ good: 15, bad: 5 }).faults);
  strictEqual(
    titleOf(picture),
    "good has the highest AC@1 on 2 of 2 kinds of fault; its own hardest is disk full: 0.50",
  );
  const svg = toSvg(picture);
  ok(svg.indexOf(">disk full<") < svg.indexOf(">slow query<"));
  throws(() => plotDiagnosersByFault([]), UsageError);
});

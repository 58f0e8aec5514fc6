import { UsageError } from "../../../model/mod.ts";
import { ok, strictEqual, throws } from "node:assert";
import type { Verdict } from "../verdict.ts";
import { plotDiagnoserReliability } from "./reliability.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

function verdict(rest: Partial<Verdict>): Verdict {
  return {
    method: "fused",
    view: "everything",
    incident: "1",
    truth: ["db"],
    fault: null,
    named: ["db", "api"],
    confidence: 0.75,
    namedFault: null,
    rationale: "",
    fitMs: null,
    diagnoseMs: 0,
    ...rest,
  };
}

Deno.test("plotDiagnoserReliability() counts an answer as right whose first named is at fault", () => {
  const four = [{}, {}, {}, { named: ["api", "db"] }].map(verdict);
  const picture = plotDiagnoserReliability(four);
  strictEqual(picture.getAttribute("aria-label"), "How often fused is right, by its confidence");
  for (const line of ["4 answers, Brier 0.188, ECE 0.000", "75 % sure on average, right in 75 %"]) {
    ok(toSvg(picture).includes(line));
  }
});

Deno.test("plotDiagnoserReliability() counts an accusation where nothing was wrong, and silence, as not right", () => {
  const svg = toSvg(plotDiagnoserReliability([verdict({ truth: [] }), verdict({ named: [] })]));
  ok(svg.includes("75 % sure on average, right in 0 %"));
});

Deno.test("plotDiagnoserReliability() gives each method a panel and refuses to draw none", () => {
  const svg = toSvg(plotDiagnoserReliability([verdict({}), verdict({ method: "alerts" })]));
  ok(svg.includes(">fused<") && svg.includes(">alerts<"));
  throws(() => plotDiagnoserReliability([]), UsageError);
});

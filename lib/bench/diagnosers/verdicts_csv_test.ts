import { deepStrictEqual, strictEqual, throws } from "node:assert";
import type { Verdict } from "./verdict.ts";
import { verdictsFromCsv, verdictsToCsv } from "./verdicts_csv.ts";

const VERDICT: Verdict = {
  method: "fused",
  view: "everything",
  incident: "low/1",
  truth: ["db", "cache"],
  fault: "slow, very",
  named: ["db", "api"],
  confidence: 0.125,
  namedFault: null,
  rationale: 'its logs say "wait",\nand more',
  fitMs: null,
  diagnoseMs: 0,
};

Deno.test("verdictsFromCsv() reads back what verdictsToCsv() wrote", () => {
  const verdicts = [VERDICT, { ...VERDICT, truth: [], named: [], fault: null }];
  const text = verdictsToCsv(verdicts);
  deepStrictEqual(verdictsFromCsv(text), verdicts);
  strictEqual(verdictsToCsv(verdictsFromCsv(text)), text);
});

Deno.test("verdictsFromCsv() refuses other columns by name", () => {
  throws(() => verdictsFromCsv("incident,method\n1,fused\n"), /the column view is missing/);
});

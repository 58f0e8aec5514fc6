import { deepStrictEqual, strictEqual } from "node:assert";
import type { Incident } from "../model/mod.ts";
import { contextOf, contextOfIncident } from "./diagnoser.ts";
import { percentText } from "./diagnosis_text.ts";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";

const METRICS = { metrics: { indicators: [], timesSeconds: new Float64Array(0), columns: [] } };
const INCIDENT: Incident = { id: "1", services: ["x", "y"], before: METRICS, after: METRICS };

Deno.test("contextOfIncident() tells what the incident says, and no more", () => {
  deepStrictEqual(contextOfIncident(INCIDENT), { services: ["x", "y"] });
});

Deno.test("contextOfIncident() takes from a topology what the incident doesn't say itself", () => {
  const known = { ...INCIDENT, topology: SYNTHETIC };
  deepStrictEqual(contextOfIncident(known), { ...contextOf(SYNTHETIC), services: ["x", "y"] });
  const own = { graph: [{ caller: "x", callee: "y" }], symptom: { service: "y", timeSeconds: 3 } };
  deepStrictEqual(contextOfIncident({ ...known, ...own }), {
    services: ["x", "y"],
    ...own,
    topology: SYNTHETIC,
  });
});

const TEXTS: [probability: number, text: string][] = [
  [0, "0 %"],
  [1e-12, "under 1 %"],
  [0.0049, "under 1 %"],
  [0.005, "1 %"],
  [0.5, "50 %"],
  [0.994, "99 %"],
  [0.995, "over 99 %"],
  [0.9996, "over 99 %"],
  [1, "over 99 %"],
];

for (const [probability, text] of TEXTS) {
  Deno.test(`percentText() says "${text}" for ${probability}`, () => {
    strictEqual(percentText(probability), text);
  });
}

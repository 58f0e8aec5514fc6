import { deepStrictEqual, strictEqual } from "node:assert";
import type { Diagnosis, LabelledIncident } from "../../model/mod.ts";
import { setVerdictOf } from "./set_verdict.ts";

const none = { metrics: { indicators: [], timesSeconds: new Float64Array(0), columns: [] } };
const SERVICES = ["web", "shop", "mail", "db"];

/** web calls shop and mail, shop calls db. */
function incident(services: readonly string[]): LabelledIncident {
  const graph = [["web", "shop"], ["web", "mail"], ["shop", "db"]]
    .map(([caller, callee]) => ({ caller: caller!, callee: callee! }));
  return { incident: { id: "1", services: SERVICES, before: none, after: none, graph }, truth: { services } };
}

function says(services: readonly string[], path: readonly (readonly [string, string])[] = []): Diagnosis {
  return {
    suspect: "db",
    confidence: 0.9,
    ranking: SERVICES.map((service) => ({ service, score: 0.5 })),
    rationale: "",
    causes: [{ services, probability: 0.7 }, { services: [], probability: 0.3 }],
    path: path.map(([caller, callee]) => ({ caller, callee, text: "it is slow" })),
  };
}

Deno.test("a set of causes is right if it is the true one in any order, and not with one more or less", () => {
  const right = (named: readonly string[]) => setVerdictOf(says(named), incident(["db", "mail"]))!.right;
  deepStrictEqual([["mail", "db"], ["db"], ["db", "mail", "web"], ["db", "shop"], []].map(right), [
    true,
    false,
    false,
    false,
    false,
  ]);
  strictEqual(setVerdictOf(says(["db"]), incident(["db"]))!.probability, 0.7);
});

Deno.test("a step is right if it leads up the calls from a true cause", () => {
  const path = [["shop", "db"], ["web", "shop"], ["web", "mail"]] as const;
  const judged = setVerdictOf(says(["db"], path), incident(["db"]))!;
  deepStrictEqual([judged.steps, judged.rightSteps], [3, 2]);
  strictEqual(setVerdictOf(says(["db"], path), incident(["db", "mail"]))!.rightSteps, 3);
});

Deno.test("a diagnosis that states no sets has none to judge", () => {
  const { causes: _, ...plain } = says(["db"]);
  strictEqual(setVerdictOf(plain, incident(["db"])), undefined);
});

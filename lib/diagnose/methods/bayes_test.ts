import { ok, strictEqual } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { madeUpIncident, madeUpTree } from "../testing/made_up_incident.ts";

Deno.test("bayes names the faulty service, wherever it stands among the others", () => {
  for (const count of [2, 3, 5, 8]) {
    const { context, before, after } = madeUpIncident(madeUpTree(count));
    const diagnoser = createDiagnoser("bayes", context);
    diagnoser.fit(before);
    const { suspect, confidence, ranking } = diagnoser.diagnose(after);
    strictEqual(suspect, `s${count - 1}`);
    strictEqual(confidence, ranking[0]!.score);
    ok(Math.abs(ranking.reduce((sum, { score }) => sum + score, 0) - 1) < 1e-9, "a posterior sums to 1");
  }
});

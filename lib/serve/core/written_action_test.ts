import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { everyAction } from "../../decide/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { runbookText } from "../tools/runbook.ts";
import { writtenAction } from "./written_action.ts";

const actions = everyAction(createTopology("three-tier"));

Deno.test("an action is one of those that are listed, or a limit by any share up to all", () => {
  deepStrictEqual(writtenAction("restart(db)", actions), { kind: "restart", service: "db" });
  deepStrictEqual(writtenAction("limit_traffic(.25)", actions), { kind: "limit_traffic", factor: 0.25 });
  deepStrictEqual(writtenAction("limit_traffic( 0.30 )", actions), { kind: "limit_traffic", factor: 0.3 });
  for (const share of ["0", "1.1", "-1", "NaN", ""]) {
    throws(() => writtenAction(`limit_traffic(${share})`, actions), /must be above 0 and at most 1, found "/);
  }
  for (const text of ["restart(dbx)", "restart", ""]) {
    strictEqual(writtenAction(text, actions), undefined, text);
  }
});

Deno.test("whatever the runbook says is tried can be asked for as it is written there", () => {
  const plans = runbookText().split("## What the playbook tries")[1]!.match(/\w+(\([^)]*\))?(?=[,;\n]|$)/gm)!
    .filter((text) => /\(|^clear_cache$|^restore$/.test(text));
  ok(plans.length > 20, String(plans.length));
  deepStrictEqual(plans.filter((text) => writtenAction(text, actions) === undefined), []);
});

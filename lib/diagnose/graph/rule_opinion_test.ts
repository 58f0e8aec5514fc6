import { deepStrictEqual, strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { contextOf } from "../diagnoser.ts";
import { learnRules } from "./rule_opinion.ts";

const [API_P95, DB_RATE] = [0, 14] as const;

/** What the rules say where the api waits for its time limit and so many requests/s of the usual 20 arrive at the database. */
function hypothesisAt(arriving: number) {
  const observe = synthesize(1);
  const window = (count: number, values = {}) => {
    const rows = createWindow(SYNTHETIC, count);
    for (let i = 0; i < count; i++) rows.push(observe({ values }));
    return rows.signals().metrics;
  };
  const rules = learnRules(contextOf(SYNTHETIC), window(60));
  return rules(window(3, { [API_P95]: 1040, [DB_RATE]: arriving })).hypothesis;
}

Deno.test("a rule that finds hardly any calls arriving says that a pool without connections would look alike", () => {
  const { fault, alike } = hypothesisAt(1)!;
  strictEqual(fault, "partition");
  deepStrictEqual(alike, { service: 0, fault: "pool_exhaustion" });
});

Deno.test("a rule that finds some calls arriving knows of nothing that looks alike", () => {
  const { fault, alike } = hypothesisAt(7)!;
  strictEqual(fault, "partition");
  strictEqual(alike, undefined);
});

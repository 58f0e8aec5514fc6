import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../../model/mod.ts";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { agentsWithEpisodes, meanOutcome, type Outcome, outcomeInfo, outcomesOf } from "./outcome.ts";

Deno.test("outcomesOf() leaves out what did not happen, and counts a right diagnosis 1", () => {
  const records = [true, false, null].map((diagnosis_right) => madeUpRecord({ diagnosis_right }));
  deepStrictEqual(outcomesOf(records, "diagnosis_right"), [1, 0]);
});

Deno.test("meanOutcome() has a wider interval for trials that differ than for as many single episodes", () => {
  const records = [1, 2, 3, 4, 5].flatMap((trial) =>
    Array.from({ length: 20 }, () => madeUpRecord({ trial, slo_steps: 10 * trial }))
  );
  const lives = meanOutcome(records, "slo_steps");
  const single = meanOutcome(records.map((record) => ({ ...record, trial: 1 })), "slo_steps");
  strictEqual(lives.value, 30);
  ok(lives.high - lives.low > 2 * (single.high - single.low));
});

Deno.test("outcomeInfo() and agentsWithEpisodes() say what is wrong", () => {
  throws(
    () => outcomeInfo("slo_stepps" as Outcome),
    (error) => error instanceof UsageError && /slo_steps/.test(error.message),
  );
  throws(() => agentsWithEpisodes({}), UsageError);
});

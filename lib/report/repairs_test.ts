import { deepStrictEqual, strictEqual } from "node:assert";
import { madeUpRecord } from "../bench/agents/testing/made_up_record.ts";
import type { EpisodeRecord } from "../run/mod.ts";
import { repairCounts, repairTable } from "./repairs.ts";

/** A fault from step 50 to 110 that breaches the SLO from step 52 on. */
const incident = (columns: Partial<EpisodeRecord>) =>
  madeUpRecord({
    first_slo: 52,
    fault_t_start: 50,
    fault_duration: 60,
    effective_duration: 60,
    diagnosis_right: false,
    ...columns,
  });

Deno.test("repairCounts() tells a cause removed from an SLO that holds again while the cause is at work", () => {
  const { right, wrong } = repairCounts([
    incident({ effective_duration: 5, sustained_recovery: 4, diagnosis_right: true }),
    incident({ effective_duration: 5, sustained_recovery: 4 }),
    incident({ sustained_recovery: 10 }),
    incident({ sustained_recovery: 58 }),
    incident({ sustained_recovery: null }),
  ]);
  deepStrictEqual(right, { "cause removed": 1, "SLO held, cause at work": 0, "not repaired": 0 });
  deepStrictEqual(wrong, { "cause removed": 1, "SLO held, cause at work": 1, "not repaired": 2 });
});

Deno.test("repairCounts() does not take the end of the episode for a repair", () => {
  const late = incident({ fault_t_start: 200, effective_duration: 40, first_slo: 201 });
  strictEqual(repairCounts([late]).wrong["not repaired"], 1);
  strictEqual(repairCounts([late], { steps: 300 }).wrong["cause removed"], 1);
});

Deno.test("repairCounts() leaves out episodes without a breach or without a diagnosis", () => {
  const { right, wrong } = repairCounts([
    incident({ first_slo: null }),
    incident({ diagnosis_right: null }),
  ]);
  strictEqual([...Object.values(right), ...Object.values(wrong)].some((count) => count > 0), false);
});

Deno.test("repairTable() gives counts and their shares of each row", () => {
  const counts = repairCounts([
    incident({ effective_duration: 5, sustained_recovery: 4 }),
    incident({ sustained_recovery: 10 }),
  ]);
  strictEqual(
    repairTable(counts),
    [
      "diagnosis  incidents  cause removed  SLO held, cause at work  not repaired",
      "---------  ---------  -------------  -----------------------  ------------",
      "right              0              0                        0             0",
      "wrong              2       1 (50 %)                 1 (50 %)       0 (0 %)",
    ].join("\n"),
  );
});

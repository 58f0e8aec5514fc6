import { deepStrictEqual, strictEqual } from "node:assert";
import { runTrial } from "../run/mod.ts";
import { toCsv } from "./csv.ts";

Deno.test("toCsv() begins with the prototype's eleven columns, in its order", () => {
  const [header] = toCsv(runTrial({ agent: "noop", seeds: [1] })).split("\n");
  deepStrictEqual(header!.split(",").slice(0, 11), [
    "seed",
    "fault_type",
    "fault_service",
    "fault_t_start",
    "fault_duration",
    "fault_severity",
    "anomaly_steps",
    "slo_steps",
    "first_slo",
    "recovered",
    "mttr_proxy",
  ]);
});

Deno.test("toCsv() leaves a cell empty for what did not happen", () => {
  const [, row] = toCsv(runTrial({ agent: "noop", seeds: [1], faultFreeShare: 1 })).split("\n");
  strictEqual(row!.startsWith("1,,,,,,0,0,,,,noop,"), true);
});

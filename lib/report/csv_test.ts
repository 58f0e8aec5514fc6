import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { runTrial } from "../run/mod.ts";
import { fromCsv, rowsToCsv, toCsv } from "./csv.ts";

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

Deno.test("fromCsv() reads what toCsv() wrote, empty cells, texts and flags too", () => {
  const records = [
    ...runTrial({ agent: "full", seeds: [2001, 2002, 2003], faultFreeShare: 0.5 }),
    ...runTrial({ agent: "noop", seeds: [2001], faultCount: 2 }),
  ];
  const rounded = records.map((record) => ({
    ...record,
    fault_severity: record.fault_severity && Number(record.fault_severity.toFixed(6)),
    diagnosis_confidence: record.diagnosis_confidence && Number(record.diagnosis_confidence.toFixed(6)),
    shed_cost: Number(record.shed_cost.toFixed(6)),
    total_reward: Number(record.total_reward.toFixed(6)),
    impact_steps: Number(record.impact_steps.toFixed(6)),
  }));
  deepStrictEqual(fromCsv(toCsv(records)), rounded);
  deepStrictEqual(fromCsv(""), []);
});

Deno.test("toCsv() has a column that tells the oracle, which is given the truth, from all others, and reads it back", () => {
  const records = ["noop", "oracle"].flatMap((agent) =>
    runTrial({ agent, seeds: [1], topology: "three-tier" })
  );
  const text = toCsv(records);
  const column = text.split("\n")[0]!.split(",").indexOf("privileged");
  ok(column > 0);
  deepStrictEqual(text.trim().split("\n").slice(1).map((row) => row.split(",")[column]), ["false", "true"]);
  deepStrictEqual(fromCsv(text).map(({ privileged }) => privileged), [false, true]);
});

Deno.test("fromCsv() refuses a table of something else", () => {
  throws(() => fromCsv("a,b\n1,2\n"), /No episodes: the columns are a, b/);
});

Deno.test("texts that a spreadsheet would run as formulas are made harmless and read back equal", () => {
  const [record] = runTrial({ agent: "noop", seeds: [1] });
  for (const agent of ["=1+1", "+1", "-1", "@a", "\ta", "'=1", "''-1", "'a", "a=1", "'"]) {
    const text = toCsv([{ ...record!, agent }]);
    strictEqual(/(?:^|,)"?[=+@\t\r-](?!\d)/m.test(text), false);
    strictEqual(fromCsv(text)[0]!.agent, agent);
  }
  ok(rowsToCsv([{ a: "=1", b: -1 }]).endsWith("'=1,-1\n"));
});

Deno.test("toCsv() of no records is no text, and no text has no records", () => {
  strictEqual(toCsv([]), "");
  deepStrictEqual(fromCsv(""), []);
});

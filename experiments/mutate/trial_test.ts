import { deepStrictEqual, strictEqual } from "node:assert";
import { testsFor } from "./trial.ts";

Deno.test("testsFor() names the nearest tests first: the file's, the room's, those above, the programs'", () => {
  const path = "lib/report/csv.ts";
  deepStrictEqual(testsFor(path, { root: ".", reach: "all" }), [
    ["lib/report/csv.ts", "lib/report/csv_test.ts"],
    ["lib/report"],
    ["lib/plot", "lib/bench", "lib/house_rules_test.ts"],
    ["experiments"],
  ]);
  strictEqual(testsFor(path, { root: ".", reach: "lib" }).length, 3);
  strictEqual(testsFor(path, { root: ".", reach: "room" }).length, 2);
});

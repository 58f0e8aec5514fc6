import { deepStrictEqual } from "node:assert";
import { testsFor } from "./trial.ts";

Deno.test("testsFor() names the nearest tests first: the file's, the folder's, the room's, those above, the programs'", () => {
  const path = "lib/stats/samples/quantiles.ts";
  const all = testsFor(path, { root: ".", reach: "all" });
  deepStrictEqual(all.slice(0, 3), [
    ["lib/stats/samples/quantiles.ts", "lib/stats/samples/quantiles_test.ts"],
    ["lib/stats/samples"],
    ["lib/stats"],
  ]);
  deepStrictEqual(all.slice(-1), [["experiments"]]);
  deepStrictEqual(testsFor("lib/report/csv.ts", { root: ".", reach: "lib" }), [
    ["lib/report/csv.ts", "lib/report/csv_test.ts"],
    ["lib/report"],
    ["lib/plot", "lib/bench", "lib/gym", "lib/serve", "lib/house_rules_test.ts"],
  ]);
  deepStrictEqual(
    ["folder", "room", "lib", "all"].map((reach) => testsFor(path, { root: ".", reach }).length),
    [
      2,
      3,
      4,
      5,
    ],
  );
});

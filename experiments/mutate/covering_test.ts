import { deepStrictEqual } from "node:assert";
import { type Covering, coveringFrom, coveringText, linesRun, testsCovering } from "./covering.ts";

Deno.test("linesRun() takes the lines that ran at least once, by source relative to the checkout", () => {
  const lcov =
    "SF:/a/lib/act/x.ts\nFN:1,f\nDA:1,3\nDA:2,0\nDA:3,1\nend_of_record\nSF:/a/lib/run/y.ts\nDA:9,2\n";
  deepStrictEqual([...linesRun(lcov, "/a")], [["lib/act/x.ts", [1, 3]], ["lib/run/y.ts", [9]]]);
});

Deno.test("testsCovering() tries the folder's tests first, then the quick ones, then saved numbers, then the rest, and none of other lines", () => {
  const files = ["slow", "quick"].map((name) => `lib/run/${name}_test.ts`)
    .concat(["a", "b", "pinned"].map((name) => `lib/act/${name}_test.ts`));
  const covering: Covering = {
    tests: new Map([["lib/act/x.ts", new Map([[7, files], [8, ["lib/act/a_test.ts"]]])]]),
    seconds: new Map([[files[0]!, 60], [files[1]!, 2], [files[2]!, 3], [files[3]!, 1], [files[4]!, 0]]),
  };
  deepStrictEqual(testsCovering({ path: "lib/act/x.ts", line: 7 }, covering), [
    ["lib/act/b_test.ts", "lib/act/a_test.ts"],
    ["lib/run/quick_test.ts"],
    ["lib/act/pinned_test.ts"],
    ["lib/run/slow_test.ts"],
  ]);
  deepStrictEqual(testsCovering({ path: "lib/act/x.ts", line: 8 }, covering), [["lib/act/a_test.ts"]]);
  deepStrictEqual(testsCovering({ path: "lib/act/x.ts", line: 9 }, covering), []);
});

Deno.test("a covering is saved whole, and holds for its own code only", () => {
  const covering: Covering = {
    tests: new Map([["lib/act/x.ts", new Map([[7, ["lib/act/a_test.ts"]]])]]),
    seconds: new Map([["lib/act/a_test.ts", 1.5]]),
  };
  const text = coveringText(covering, "code");
  deepStrictEqual(coveringFrom(text, "code"), covering);
  deepStrictEqual(coveringFrom(text, "other code"), undefined);
});

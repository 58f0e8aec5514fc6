import { UsageError } from "../model/mod.ts";
import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { createCredit } from "./credit.ts";

function recorder(horizonSteps: number) {
  const settled: [string, number][] = [];
  const credit = createCredit<string>({ horizonSteps, settle: (arm, mean) => settled.push([arm, mean]) });
  return { credit, settled };
}

Deno.test("credit is the mean of exactly the rewards within the horizon", () => {
  const { credit, settled } = recorder(3);
  credit.add(100);
  credit.start("a");
  for (const reward of [-2, -2, 1, 100]) credit.add(reward);
  deepStrictEqual(settled, [["a", -1]]);
  strictEqual(credit.open, 0);
});

Deno.test("overlapping decisions each get the rewards that followed them", () => {
  const { credit, settled } = recorder(2);
  credit.start("a");
  credit.add(1);
  credit.start("b");
  credit.add(3);
  credit.add(5);
  deepStrictEqual(settled, [["a", 2], ["b", 4]]);
});

Deno.test("flush() settles decisions with the rewards they have and drops those without any, so that no reward counts in another episode", () => {
  const { credit, settled } = recorder(6);
  credit.start("a");
  credit.add(-2);
  credit.start("b");
  credit.flush();
  credit.add(50);
  deepStrictEqual(settled, [["a", -2]]);
});

Deno.test("createCredit() rejects a horizon that is not a positive integer", () => {
  for (const horizonSteps of [0, 1.5, NaN]) throws(() => recorder(horizonSteps), UsageError);
});

Deno.test("flush() leaves nothing open: a decision is settled once", () => {
  const { credit, settled } = recorder(6);
  credit.start("a");
  credit.start("b");
  credit.add(4);
  credit.add(7);
  strictEqual(credit.open, 2);
  credit.flush();
  strictEqual(credit.open, 0);
  credit.flush();
  deepStrictEqual(settled, [["a", 5.5], ["b", 5.5]]);
});

Deno.test("a horizon of one step settles a decision with the next reward", () => {
  const { credit, settled } = recorder(1);
  credit.start("a");
  credit.add(3);
  credit.add(9);
  deepStrictEqual(settled, [["a", 3]]);
});

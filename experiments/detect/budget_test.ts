import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { parseBudget } from "./budget.ts";

Deno.test("parseBudget() reads alarms a time, and a share of the rows", () => {
  deepStrictEqual(parseBudget("2/day", undefined)!.budget, { everySeconds: 43_200 });
  deepStrictEqual(parseBudget("1/week", undefined)!.budget, { everySeconds: 604_800 });
  deepStrictEqual(parseBudget(undefined, "1e-4")!.budget, { rate: 1e-4 });
  strictEqual(parseBudget(undefined, undefined), undefined);
});

Deno.test("parseBudget() names the option and what it found", () => {
  for (const text of ["1", "0/day", "1/year", "-1/day", "many/day"]) {
    throws(() => parseBudget(text, undefined), new RegExp(`--false-alarms needs .* found "${text}"`));
  }
  for (const text of ["0", "2", "x", " "]) {
    throws(() => parseBudget(undefined, text), new RegExp(`--false-alarm-rate needs .* found "${text}"`));
  }
  throws(() => parseBudget("1/day", "1e-4"), /exclude each other/);
});

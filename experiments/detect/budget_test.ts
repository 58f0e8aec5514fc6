import { deepStrictEqual, strictEqual, throws } from "node:assert";
import type { LabelledSeries } from "../../lib/model/mod.ts";
import { budgetByStep, budgetsTold, parseBudget } from "./budget.ts";

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

const seriesOf = (stepSeconds: number, timed = true): LabelledSeries => ({
  name: "a",
  columns: ["x"],
  timesSeconds: Float64Array.from({ length: 100 }, (_, row) => 1.7e9 + stepSeconds * row),
  values: new Float64Array(100),
  windows: [],
  warmupRows: 15,
  timed,
});

Deno.test("budgetByStep() takes a day, a week or a month, the first with 24 rows, and rows without times", () => {
  const spans = [60, 3600, 4 * 3600, 86_400, 7 * 86_400].map((step) => budgetByStep(seriesOf(step)));
  deepStrictEqual(
    spans,
    [86_400, 86_400, 604_800, 2_592_000, 24 * 604_800].map((everySeconds) => ({ everySeconds })),
  );
  deepStrictEqual(budgetByStep(seriesOf(1, false)), { rate: 0.01 });
});

Deno.test("budgetsTold() says what the steps gave, and leaves a given budget", () => {
  const { text } = parseBudget(undefined, undefined, { byStep: true })!;
  strictEqual(
    budgetsTold(text, [seriesOf(60), seriesOf(86_400), seriesOf(60)]),
    "the threshold that keeps to at most 1 alarm a day or a month, the default for rows this far apart, chosen in hindsight",
  );
  strictEqual(
    budgetsTold(text, [seriesOf(1, false)]),
    "the threshold that keeps to at most 1 alarm in 100 rows, the default for rows this far apart, chosen in hindsight",
  );
  const given = parseBudget("1/week", undefined)!.text;
  strictEqual(budgetsTold(given, [seriesOf(60)]), given);
});

import { ok, strictEqual } from "node:assert";
import { createRoughTimes } from "./rough_times.ts";

const WEEK_ROWS = 7 * 24;

/** The factors of each hour, from errors that are of size 1 but where `sizeOf` says else. */
function factorsOf(weeks: number, sizeOf: (week: number, hour: number) => number | undefined): number[] {
  const times = createRoughTimes();
  return Array.from({ length: weeks * WEEK_ROWS }, (_, row) => {
    const factor = times.factor(3600 * row, 1);
    times.learn(sizeOf(Math.floor(row / WEEK_ROWS), row % WEEK_ROWS) ?? 1);
    return factor;
  });
}

Deno.test("errors are brought down at an hour of the week at which they are always large, from the third week on", () => {
  const factors = factorsOf(5, (_, hour) => hour === 20 ? 32 : undefined);
  const at = (week: number, hour: number) => factors[week * WEEK_ROWS + hour]!;
  strictEqual(at(1, 20), 1);
  ok(Math.abs(at(2, 20) - (2 / 32) ** 0.75) < 1e-9, `${at(2, 20)}`);
  strictEqual(at(4, 21), 1);
  strictEqual(at(4, 20 + 24), 1);
});

Deno.test("one incident makes no hour rough, and twice the mean error is not large", () => {
  const odd = factorsOf(6, (week, hour) => week === 3 && hour === 20 ? 32 : hour === 50 ? 2 : undefined);
  ok(odd.every((factor) => factor === 1));
});

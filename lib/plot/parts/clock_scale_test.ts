import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { clockMargin, clockScale } from "./clock_scale.ts";

const AFTERNOON = Date.parse("2024-03-04T13:25:30Z") / 1000;

Deno.test("clockScale() has 24 hours, seconds within ten minutes, and days beyond two and ten", () => {
  const tickOf = (seconds: number) =>
    clockScale(AFTERNOON, AFTERNOON + seconds).tickFormat as (time: Date) => string;
  deepStrictEqual(
    [300, 7200, 5 * 86_400, 20 * 86_400].map((seconds) => tickOf(seconds)(new Date(1000 * AFTERNOON))),
    ["13:25:30", "13:25", "03-04 13:25", "2024-03-04"],
  );
  strictEqual(clockScale(AFTERNOON, AFTERNOON + 60).label, "time (UTC), from 2024-03-04 on");
  strictEqual(clockScale(AFTERNOON, AFTERNOON + 20 * 86_400).label, "day (UTC)");
});

Deno.test("clockMargin() holds half of a label, the more the longer it is", () => {
  const margins = [7200, 300, 20 * 86_400, 5 * 86_400].map((seconds) =>
    clockMargin(AFTERNOON, AFTERNOON + seconds)
  );
  deepStrictEqual(margins, margins.toSorted((a, b) => a - b));
  // Ten digits and hyphens of DejaVu Sans at 11 pixels are 62 wide.
  ok(margins[2]! >= 31, `${margins}`);
});

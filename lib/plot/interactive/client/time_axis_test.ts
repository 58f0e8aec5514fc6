import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { clockText, timeTicks } from "./time_axis.ts";

Deno.test("clockText() is minutes and seconds, with hours from one hour on", () => {
  deepStrictEqual([0, 65, 3599, 3600, 86_465].map(clockText), [
    "0:00",
    "1:05",
    "59:59",
    "1:00:00",
    "24:01:05",
  ]);
});

Deno.test("timeTicks() are round times, evenly apart, in the range and not too many", () => {
  deepStrictEqual(timeTicks(430, 550, 4), [450, 480, 510, 540]);
  strictEqual(timeTicks(0, 1200, 10).join(), "0,120,240,360,480,600,720,840,960,1080,1200");
  for (const until of [30, 700, 5000, 90_000, 3_000_000]) {
    const ticks = timeTicks(0, until, 6);
    ok(ticks.length >= 2 && ticks.length <= 7 && ticks.at(-1)! <= until, `${until}: ${ticks}`);
  }
});

import { ok } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createSpot } from "./spot.ts";

/** The level that SPOT comes to on 50 scores per peak, whose peaks come first or last. */
function levelOf(peaks: number, come: "first" | "last"): number {
  const { next } = createStream(peaks, "peaks");
  const scores = Array.from({ length: 50 * peaks + 50 }, () => -Math.log(1 - next()));
  const base = scores.toSorted((a, b) => a - b)[Math.floor(0.98 * scores.length)]!;
  const high = scores.filter((score) => score > base);
  const low = scores.filter((score) => score <= base);
  ok(high.length === peaks, `${high.length}`);
  const threshold = createSpot({ falseAlarmRate: 1e-4 }, { quantile: 0.98 });
  threshold.fit(Float64Array.from(come === "first" ? [...high, ...low] : [...low, ...high]));
  return threshold.level;
}

Deno.test("a level is one of all scores seen as long as all peaks are stored, whenever they came", () => {
  for (const peaks of [20, 499, 500]) {
    const [first, last] = [levelOf(peaks, "first"), levelOf(peaks, "last")];
    ok(Math.abs(first / last - 1) < 1e-9, `${peaks} peaks: ${first} ${last}`);
  }
});

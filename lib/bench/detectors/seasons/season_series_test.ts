import { deepStrictEqual, ok, throws } from "node:assert";
import { type Season, SEASONS, seasonSeries } from "./season_series.ts";
import { isWeekend, weeklyRate } from "./weekly_rate.ts";
import { createStream } from "../../../random/mod.ts";
import { UsageError } from "../../../model/mod.ts";

const ALL = SEASONS.flatMap((season) => [1, 2, 3, 4, 5, 6].map((seed) => ({ season, seed })));

Deno.test("a series with a season is the same for a seed, another for another seed", () => {
  for (const season of SEASONS) {
    deepStrictEqual(seasonSeries(season, 3), seasonSeries(season, 3));
    ok(seasonSeries(season, 3).values[100] !== seasonSeries(season, 4).values[100]);
  }
});

Deno.test("anomalies lie apart, within the rows, after warm-up and some whole seasons", () => {
  for (const { season, seed } of ALL) {
    const { windows, timesSeconds, warmupRows, values, columns } = seasonSeries(season, seed);
    const name = `${season}/${seed}: ${JSON.stringify(windows)}`;
    ok(windows.length >= 4 && windows.length <= 5, name);
    const edges = windows.flat();
    ok(edges.every((edge, i) => i === 0 || edge >= edges[i - 1]!), name);
    ok(edges[0]! > warmupRows / 4 && edges.at(-1)! < timesSeconds.length, name);
    deepStrictEqual(values.length, columns.length * timesSeconds.length);
    ok(values.every(Number.isFinite), name);
  }
});

/** How far values are from those a week before (mean of |log ratio|), in each window and outside of all. */
function offFromWeekBefore(season: Season, seed: number): { inside: number[]; outside: number } {
  const { values, windows, timesSeconds } = seasonSeries(season, seed);
  const week = Math.round(604_800 / (timesSeconds[1]! - timesSeconds[0]!));
  const windowOf = (at: number) => windows.findIndex(([first, last]) => at >= first && at <= last);
  const sums = Array.from({ length: windows.length + 1 }, () => ({ off: 0, rows: 0 }));
  for (let row = 2 * week; row < values.length; row++) {
    if (windowOf(row - week) >= 0) continue;
    const sum = sums.at(windowOf(row))!;
    sum.off += Math.abs(Math.log(values[row]! / values[row - week]!));
    sum.rows++;
  }
  const means = sums.map(({ off, rows }) => off / rows);
  return { inside: means.slice(0, -1), outside: means.at(-1)! };
}

Deno.test("rates are like those of a week before, but in the windows: one of eighty may be a late morning of a flat day", () => {
  const unlike: number[] = [];
  for (const season of ["week_hours", "week_half_hours", "week_five_minutes"] as const) {
    for (let seed = 1; seed <= 6; seed++) {
      const { inside, outside } = offFromWeekBefore(season, seed);
      ok(outside < 0.1, `${season}/${seed}: ${outside}`);
      unlike.push(...inside.map((off) => off / outside));
    }
  }
  ok(unlike.length >= 80);
  const alike = unlike.filter((ratio) => ratio < 1.6);
  ok(alike.length <= 1, `${alike}`);
});

Deno.test("most of what is wrong lies within what is usual for the whole", () => {
  for (const { season, seed } of ALL.filter(({ season }) => season !== "week_three_values")) {
    const { values, windows } = seasonSeries(season, seed);
    const sorted = values.toSorted();
    const [low, high] = [
      sorted[Math.floor(0.002 * sorted.length)]!,
      sorted[Math.ceil(0.998 * sorted.length) - 1]!,
    ];
    const odd = windows.flatMap(([first, last]) => [...values.slice(first, last + 1)]);
    const within = odd.filter((value) => value >= low && value <= high).length / odd.length;
    ok(within > 0.7, `${season}/${seed}: ${within}`);
  }
});

Deno.test("a weekend is Saturday and Sunday", () => {
  const days = Array.from({ length: 7 }, (_, i) => isWeekend(Date.UTC(2024, 2, 4 + i) / 1000 + 3600));
  deepStrictEqual(days, [false, false, false, false, false, true, true]);
  const rate = weeklyRate(createStream(1, "rate"));
  const at = (day: number) => Date.UTC(2024, 2, day, 9) / 1000;
  ok(rate.at(at(5)) === rate.at(at(6)) && rate.at(at(5)) > rate.at(at(10)));
  deepStrictEqual([rate.swapped(at(5)), rate.swapped(at(10))], [rate.at(at(10)), rate.at(at(6))]);
});

Deno.test("an unknown season is refused with the nearest name", () => {
  throws(
    () => seasonSeries("week_hour" as Season, 1),
    (error) => error instanceof UsageError && /week_hours/.test(error.message),
  );
});

import { deepStrictEqual } from "node:assert";
import { createStream } from "../random/mod.ts";
import { rowsAfterHoles } from "./holes.ts";

Deno.test("rowsAfterHoles() finds where nothing was recorded for long, and no lost scrape", () => {
  const minutes = Array.from({ length: 500 }, (_, minute) => minute).filter((minute) => minute !== 77);
  deepStrictEqual(rowsAfterHoles(minutes), []);
  deepStrictEqual(rowsAfterHoles(minutes.filter((minute) => minute < 200 || minute >= 290)), [199]);
});

Deno.test("rowsAfterHoles() takes neither weekends nor uneven times for holes", () => {
  const days = Array.from({ length: 400 }, (_, day) => day);
  deepStrictEqual(rowsAfterHoles(days.filter((day) => day % 7 < 5)), []);
  const { next } = createStream(1, "arrivals");
  let time = 0;
  deepStrictEqual(rowsAfterHoles(days.map(() => time -= Math.log(1 - next()))), []);
});

Deno.test("rowsAfterHoles() finds none in a few rows, or where all have one time", () => {
  for (const times of [[], [5], [5, 5, 5]]) deepStrictEqual(rowsAfterHoles(times), []);
});

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createVisits, DAY } from "./visits.ts";

/** Visits of the first quarter of an hour of consecutive days, with these values each. */
function visitsOf(...days: readonly (readonly number[])[]) {
  const visits = createVisits(DAY, { centred: false });
  days.forEach((values, day) =>
    values.forEach((value, i) => visits.add(visits.enter(86_400 * day + 100 * i), value))
  );
  visits.enter(86_400 * days.length);
  return visits;
}

Deno.test("a single visit is no habit, of two the median with a value counts, of three or more the median of the last three", () => {
  strictEqual(visitsOf([5]).usual(0, 0), NaN);
  const two = visitsOf([1], [9]);
  deepStrictEqual([0, 4, 30].map((near) => two.usual(0, near)), [1, 4, 9]);
  strictEqual(visitsOf([1], [9], [8]).usual(0, 0), 8);
  strictEqual(visitsOf([1], [2], [3], [90]).usual(0, 0), 3);
});

Deno.test("a visit counts by its mean, once the next one has begun", () => {
  const visits = visitsOf([1, 2, 6], [3]);
  strictEqual(visits.usual(0, 5), 3);
  strictEqual(visits.over(0), 2);
  visits.add(0, 70);
  visits.add(0, 80);
  strictEqual(visits.usual(0, 5), 3);
});

Deno.test("a time at the edge of two slots belongs to the later one, at any time since 1970", () => {
  const visits = createVisits(DAY, { centred: false });
  for (const day of [0, 1, 19_000]) {
    for (let slot = 0; slot < DAY.slots; slot++) {
      const begin = 86_400 * day + 900 * slot;
      deepStrictEqual([visits.enter(begin), visits.enter(begin + 899)], [slot, slot]);
    }
  }
});

Deno.test("a day without a value is no visit", () => {
  const visits = visitsOf([1], [], [], [5]);
  strictEqual(visits.over(0), 2);
  strictEqual(visits.usual(0, 0), 1);
});

Deno.test("the mean of the slot right before is that of the same pass, over midnight too", () => {
  const visits = createVisits(DAY, { centred: false });
  visits.add(visits.enter(86_400 - 900), 4);
  visits.add(visits.enter(86_400 - 450), 6);
  visits.add(visits.enter(86_400), 8);
  strictEqual(visits.before(0), 5);
  strictEqual(visits.before(1), 8);
  strictEqual(visits.before(50), NaN);
  visits.enter(3 * 86_400);
  strictEqual(visits.before(0), NaN);
});

Deno.test("centred visits are measured from the mean of their cycle, so that a new level changes none of them", () => {
  const visits = createVisits(DAY, { centred: true });
  for (let hour = 0; hour < 24 * 6; hour++) {
    const level = hour < 24 * 4 ? 10 : 70;
    visits.add(visits.enter(3600 * hour), level + (hour % 24 === 5 ? 24 : 0));
  }
  visits.enter(86_400 * 6);
  strictEqual(visits.usual(4 * 5, 0), 23);
  strictEqual(visits.usual(4 * 6, 0), -1);
});

Deno.test("between the mean times of two slots' values what is usual changes in proportion", () => {
  const visits = createVisits(DAY, { centred: false });
  for (let day = 0; day < 3; day++) {
    for (let row = 0; row < 96 * 3; row++) {
      // Three values in each quarter, 5 min after its beginning on average.
      visits.add(visits.enter(86_400 * day + 300 * row), Math.floor(row / 3));
    }
  }
  visits.enter(3 * 86_400);
  const at = (seconds: number) => visits.usualAt(3 * 86_400 + seconds, 0);
  const close = (found: number, expected: number) =>
    ok(Math.abs(found - expected) < 1e-9, `${found} ${expected}`);
  close(at(900 * 7 + 300), 7);
  close(at(900 * 7 + 600), 7 + 1 / 3);
  close(at(900 * 7), 7 - 1 / 3);
  close(at(0), 95 / 3);
});

Deno.test("where a slot holds one value a visit, that is what is usual at its time", () => {
  const visits = createVisits(DAY, { centred: false });
  for (let hour = 0; hour < 24 * 3; hour++) visits.add(visits.enter(3600 * hour), hour % 24);
  visits.enter(3 * 86_400);
  deepStrictEqual([0, 7, 23].map((hour) => visits.usualAt(86_400 * 3 + 3600 * hour, 0)), [0, 7, 23]);
  strictEqual(visits.usualAt(86_400 * 3 + 1800, 0), NaN);
});

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

Deno.test("a value that comes late, from the day before, ends no visit", () => {
  const visits = visitsOf([4], [5], [6]);
  visits.add(visits.enter(3 * 86_400 + 2), 7);
  visits.add(visits.enter(3 * 86_400 - 1), 9);
  visits.add(visits.enter(3 * 86_400 + 4), 8);
  strictEqual(visits.over(0), 3);
  strictEqual(visits.over(95), 0);
  strictEqual(visits.enter(4 * 86_400), 0);
  deepStrictEqual([visits.over(0), visits.over(95)], [4, 1]);
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

/** What is usual at some seconds of the fourth day, after three on which a value is its time in quarters of an hour. */
function usualAfterRamps(stepSeconds: number, offsetSeconds = 0) {
  const visits = createVisits(DAY, { centred: false });
  for (let seconds = offsetSeconds; seconds < 3 * 86_400; seconds += stepSeconds) {
    visits.add(visits.enter(seconds), seconds % 86_400 / 900);
  }
  visits.enter(3 * 86_400 + offsetSeconds);
  return (seconds: number) => visits.usualAt(3 * 86_400 + seconds, 0);
}

Deno.test("between two slots what is usual changes in proportion, wherever the values lie in their slots", () => {
  for (const [step, offset] of [[900, 0], [900, 450], [900, 780], [60, 0], [300, 0]] as const) {
    const usualAt = usualAfterRamps(step, offset);
    for (const seconds of [9000, 9450, 9630, 40_000]) {
      const off = usualAt(seconds) - seconds / 900;
      ok(Math.abs(off) < 1e-9, `step ${step}, offset ${offset}, at ${seconds}: ${off}`);
    }
  }
});

Deno.test("values of each full hour are known in its first quarter alone", () => {
  const usualAt = usualAfterRamps(3600);
  deepStrictEqual([7200, 7500, 8100, 9000].map(usualAt), [8, 8, NaN, NaN]);
});

Deno.test("what begins at eight sharp is a step: after some days no value of the quarter before it is drawn up, and none after it down", () => {
  const valueAt = (seconds: number) => seconds % 86_400 < 8 * 3600 ? 20 : 100;
  const visits = createVisits(DAY, { centred: false });
  const errors: number[] = [];
  for (let seconds = 0; seconds < 8 * 86_400; seconds += 300) {
    const slot = visits.enter(seconds);
    errors.push(Math.abs(valueAt(seconds) - visits.usualAt(seconds, 0)));
    visits.add(slot, valueAt(seconds));
  }
  const day = (number: number) => Math.max(...errors.slice(288 * number, 288 * (number + 1)));
  ok(day(2) > 20 && day(5) < 1e-9, `${day(2)}, then ${day(5)}`);
});

Deno.test("a step that has become a ramp is one again within ten days, to a fortieth of its height", () => {
  const ramp = (hour: number) => Math.max(20, Math.min(100, 20 + 80 * (hour - 7)));
  const valueAt = (seconds: number) => {
    const hour = seconds % 86_400 / 3600;
    if (seconds < 8 * 86_400) return hour < 7.5 ? 20 : 100;
    return ramp(hour);
  };
  const visits = createVisits(DAY, { centred: false });
  const errors: number[] = [];
  for (let seconds = 0; seconds < 20 * 86_400; seconds += 300) {
    const slot = visits.enter(seconds);
    errors.push(Math.abs(valueAt(seconds) - visits.usualAt(seconds, 0)));
    visits.add(slot, valueAt(seconds));
  }
  // The quarters on both sides of half past seven.
  const atHalfPast = (day: number) => Math.max(...errors.slice(288 * day + 87, 288 * day + 93));
  ok(atHalfPast(12) > 2 && atHalfPast(18) < 2, `${atHalfPast(12)}, then ${atHalfPast(18)}`);
});

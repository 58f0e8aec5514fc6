import { ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createThreshold } from "../alarms/catalogue.ts";
import { createStreamAlarm } from "../alarms/stream_alarm.ts";
import { createStreamDetector } from "../catalogue.ts";
import { createDeviation, supportAt } from "../parts/deviation.ts";
import {
  createJump,
  createLevel,
  createMeanShift,
  createRange,
  type Member,
} from "../parts/ensemble_members.ts";
import { createSeason } from "../parts/season.ts";
import { createTail } from "../parts/tail.ts";
import { createTimeOfDay } from "../parts/time_of_day.ts";

const DAY = 288;

/** Scores of a series of some days at five-minute steps: a daily wave with noise, changed at some steps. */
function scoresOf(days: number, change: (usual: number, step: number) => number): number[] {
  const stream = createStream(7, "ensemble-test");
  const detector = createStreamDetector("ensemble", { dimensions: 1, seed: 1 });
  const points = Array.from({ length: days * DAY }, (_, step) => {
    const usual = 100 + 30 * Math.sin(2 * Math.PI * step / DAY) + 2 * normalQuantile(stream.next());
    return { timeSeconds: 300 * step, values: Float64Array.of(change(usual, step)) };
  });
  detector.fit(points.slice(0, DAY));
  return [...Array(DAY).fill(0), ...points.slice(DAY).map((point) => detector.update(point))];
}

/** Asserts that the change scores higher than any step of the unchanged series. */
function standsOut(change: (usual: number, step: number) => number, first: number, last: number): void {
  const quiet = Math.max(...scoresOf(14, (usual) => usual).slice(7 * DAY));
  const found = Math.max(...scoresOf(14, change).slice(first, last + 1));
  ok(found > quiet, `${found} against ${quiet} where nothing is wrong`);
}

const AT = 10 * DAY + 40;

Deno.test("the ensemble finds a spike", () => {
  standsOut((usual, step) => step === AT ? usual + 60 : usual, AT, AT);
});

Deno.test("the ensemble finds a level that is usual at another time of the day", () => {
  // At the foot of the wave the value is that of its top: within all that was ever seen.
  const foot = 10 * DAY + 216;
  standsOut((usual, step) => step >= foot && step < foot + 6 ? usual + 55 : usual, foot, foot + 6);
});

Deno.test("the ensemble finds a drop to zero at its beginning, and reports it once", () => {
  const scores = scoresOf(14, (usual, step) => step >= AT && step < AT + 24 ? 0 : usual);
  const high = scores.flatMap((score, step) => score > 4 ? [step] : []).filter((step) => step >= AT);
  ok(high[0] === AT && high.length <= 6, `above 4 at ${high.join(", ")}`);
});

Deno.test("the ensemble finds a small excursion after weeks of large ones are over", () => {
  const { next } = createStream(3, "quiet after noise");
  const detector = createStreamDetector("ensemble", { dimensions: 1, seed: 1 });
  const valueAt = (step: number) =>
    (step < 1000 ? 40 : 1) * normalQuantile(next()) + (step === 1600 ? 50 : 0);
  const points = Array.from({ length: 1700 }, (_, step) => ({
    timeSeconds: 300 * step,
    values: Float64Array.of(valueAt(step)),
  }));
  detector.fit(points.slice(0, 200));
  const scores = points.slice(200).map((point) => detector.update(point));
  const top = scores.indexOf(Math.max(...scores.slice(1200)), 1200) + 200;
  ok(top === 1600 && scores[1400]! > 3, `${top}: ${scores[1400]}`);
});

Deno.test("the ensemble takes a new level for normal after a day", () => {
  const scores = scoresOf(14, (usual, step) => step >= AT ? usual + 80 : usual);
  ok(scores[AT]! > 4);
  ok(Math.max(...scores.slice(AT + 2 * DAY)) < 4);
});

Deno.test("the ensemble takes a new level of one value among several for normal within a hundred steps", () => {
  const { next } = createStream(5, "shift among several");
  const detector = createStreamDetector("ensemble", { dimensions: 3, seed: 1 });
  const point = (step: number) => ({
    timeSeconds: 300 * step,
    values: Float64Array.from(
      { length: 3 },
      (_, i) => normalQuantile(next()) + (i === 0 && step >= 1200 ? 5 : 0),
    ),
  });
  detector.fit(Array.from({ length: 300 }, (_, step) => point(step)));
  const scores = Array.from({ length: 1100 }, (_, at) => detector.update(point(300 + at)));
  const meanOf = (first: number, last: number) =>
    scores.slice(first - 300, last - 300).reduce((sum, score) => sum + score, 0) / (last - first);
  ok(meanOf(1200, 1210) > 4);
  const [before, after] = [meanOf(1000, 1200), meanOf(1300, 1350)];
  ok(after < 1.15 * before, `${after} after the shift, ${before} before it`);
});

Deno.test("the ensemble does not alarm when a time of the day comes again for the first time", () => {
  const second = scoresOf(3, (usual) => usual).slice(DAY, 2 * DAY);
  ok(Math.max(...second) < 4, `${Math.max(...second)}`);
});

/** Scores of the values of an office each hour, 100 by day and 20 by night and at weekends, whose Wednesday of the tenth week is a free day. */
function officeScores(dimensions: number, seed: number): number[] {
  const { next } = createStream(seed, "office");
  const detector = createStreamDetector("ensemble", { dimensions, seed: 1 });
  const points = Array.from({ length: 12 * 168 }, (_, row) => {
    const [day, hour] = [Math.floor(row / 24), row % 24];
    const busy = day % 7 < 5 && hour >= 8 && hour < 18 && day !== 9 * 7 + 2;
    const value = (busy ? 100 : 20) + 6 * next();
    // A Monday, and values that have nothing to do with it.
    const others = Array.from({ length: dimensions - 1 }, () => normalQuantile(next()));
    return { timeSeconds: 1_709_510_400 + 3600 * row, values: Float64Array.of(value, ...others) };
  });
  detector.fit(points.slice(0, 168));
  return [...Array(168).fill(0), ...points.slice(168).map((point) => detector.update(point))];
}

for (const dimensions of [1, 3]) {
  Deno.test(`the ensemble finds a Wednesday that is like a Sunday, and no Sunday, with ${dimensions} values`, () => {
    const odd = (9 * 7 + 2) * 24;
    const highest = [1, 2, 3, 4].map((seed) => {
      const scores = officeScores(dimensions, seed);
      return { found: Math.max(...scores.slice(odd + 8, odd + 18)), usual: scores.slice(6 * 168, odd) };
    });
    ok(highest.every(({ found }) => found > 3.4), `${highest.map(({ found }) => found)} on odd days`);
    const asHigh = highest.flatMap(({ found, usual }) => usual.filter((score) => score >= found));
    ok(asHigh.length <= 1, `as high in twelve weeks before: ${asHigh}`);
  });
}

/** The rows with an alarm behind the threshold peaks at one alarm a week, after a warm-up of 15 %. */
function alarmsAt(values: readonly number[], stepSeconds: number): number[] {
  const alarm = createStreamAlarm({
    create: () => createStreamDetector("ensemble", { dimensions: 1, seed: 1 }),
    threshold: createThreshold("peaks", { falseAlarmRate: stepSeconds / 604_800 }),
  });
  const points = values.map((value, row) => ({
    timeSeconds: 1_709_510_400 + stepSeconds * row,
    values: Float64Array.of(value),
  }));
  const first = Math.floor(0.15 * values.length);
  alarm.fit(points.slice(0, first));
  return points.flatMap((point, row) => row >= first && alarm.update(point).alarm ? [row] : []);
}

Deno.test("the ensemble finds a burst of errors among lone ones, in any unit", () => {
  const found = Array.from({ length: 20 }, (_, seed) => {
    const { next } = createStream(seed, "lone errors");
    const unit = [1, 0.01, 5][seed % 3]!;
    const share = 0.004 + 0.01 * next();
    const values = Array.from({ length: 2400 }, () => next() < share ? unit : 0);
    for (let row = 2200; row < 2220; row++) values[row] = unit * Math.round(20 + 20 * next());
    return alarmsAt(values, 60).includes(2200);
  });
  ok(found.every((one) => one), `${found}`);
});

Deno.test("the ensemble raises no alarm at the time of an outage on the days after it", () => {
  for (const [usual, odd] of [[1, 0], [0, 1], [100, 20]] as const) {
    for (const [step, length] of [[300, 6], [300, 1], [300, 40], [60, 25], [900, 3]] as const) {
      const day = 86_400 / step;
      const at = Math.floor(1.39 * day);
      const values = Array.from(
        { length: 4 * day },
        (_, row) => row >= at && row < at + length ? odd : usual,
      );
      const alarms = alarmsAt(values, step);
      ok(
        alarms.includes(at) && alarms.every((row) => row < at + length + 12),
        `${usual}, ${step} s: ${alarms}`,
      );
    }
  }
});

Deno.test("the ensemble finds that a job has not run which runs every night, though the value is that of the other hours", () => {
  for (const [seed, step] of [[1, 300], [2, 300], [3, 300], [4, 300], [5, 900], [6, 3600]] as const) {
    const { next } = createStream(seed, "nightly");
    const day = 86_400 / step;
    const isNight = (row: number) => row % day * step >= 3 * 3600 && row % day * step < 3.5 * 3600;
    const values = Array.from(
      { length: 14 * day },
      (_, row) => 10 + normalQuantile(next()) + (isNight(row) && Math.floor(row / day) !== 10 ? 90 : 0),
    );
    const detector = createStreamDetector("ensemble", { dimensions: 1, seed: 1 });
    const points = values.map((value, row) => ({ timeSeconds: step * row, values: Float64Array.of(value) }));
    detector.fit(points.slice(0, day));
    const scores = points.slice(day).map((point) => detector.update(point));
    const missed = Math.max(...scores.filter((_, i) => isNight(day + i) && Math.floor(i / day) === 9));
    const others = scores.slice(3 * day).filter((_, i) => !isNight(i) || Math.floor(i / day) !== 6);
    ok(missed > Math.max(...others), `${step} s: ${missed} of ${Math.max(...others)}`);
  }
});

Deno.test("the ensemble takes office hours for usual, on Mondays too, at five-minute steps, and a closed Wednesday not", () => {
  const { next } = createStream(3, "office hours");
  const wednesday = 30;
  // From a Monday on.
  const valueAt = (step: number) => {
    const [day, hour] = [Math.floor(step / DAY), step % DAY / 12];
    const open = day % 7 < 5 && day !== wednesday && hour >= 8 && hour < 17;
    return (open ? 100 : 20) * (1 + 0.03 * normalQuantile(next()));
  };
  const points = Array.from({ length: 35 * DAY }, (_, step) => ({
    timeSeconds: 1_709_510_400 + 300 * step,
    values: Float64Array.of(valueAt(step)),
  }));
  const detector = createStreamDetector("ensemble", { dimensions: 1, seed: 1 });
  detector.fit(points.slice(0, 7 * DAY));
  const scores = points.slice(7 * DAY).map((point) => detector.update(point));
  const high = scores.flatMap((score, at) => score > 3 ? [Math.floor(at / DAY) + 7] : []).filter((day) =>
    day >= 28
  );
  ok(high.includes(wednesday) && high.every((day) => day === wednesday), `above 3 on the days ${high}`);
});

Deno.test("what is shortly behind an alarm of the ensemble is none, however low the level is", () => {
  const { next } = createStream(6, "uniform");
  const alarm = createStreamAlarm({
    create: () => createStreamDetector("ensemble", { dimensions: 1, seed: 1 }),
    threshold: createThreshold("peaks", { falseAlarmRate: 1e-3 }),
  });
  const points = Array.from({ length: 4000 }, (_, step) => ({
    timeSeconds: 300 * step,
    values: Float64Array.of(step === 2500 ? 3 : next()),
  }));
  alarm.fit(points.slice(0, 600));
  const judged = points.slice(600).map((point) => alarm.update(point));
  ok(judged[1900]!.alarm);
  ok(judged.every(({ score, level, alarm }) => level >= 1 && (!alarm || score > 1)));
  const behind = judged.slice(1901, 2200).filter(({ alarm }) => alarm).length;
  ok(behind < 10, `${behind} alarms in the 300 rows behind one`);
});

/** The scores of noise with some jumps, each point with its number, under these parameters. */
function noisy(
  parameters: Readonly<Record<string, number>>,
  { dimensions = 1, count = 1500 } = {},
): number[] {
  const { next } = createStream(11, "ensemble relations");
  const detector = createStreamDetector({ name: "ensemble", ...parameters }, { dimensions, seed: 1 });
  const points = Array.from({ length: count }, (_, step) => ({
    timeSeconds: 300 * step,
    values: Float64Array.from(
      { length: dimensions },
      (_, i) => normalQuantile(next()) + (i === 0 && step % 130 > 125 ? 9 * (step % 4) : 0),
    ),
  }));
  detector.fit(points.slice(0, 100));
  return [...Array(100).fill(NaN), ...points.slice(100).map((point) => detector.update(point))];
}

function alike(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((score, step) =>
    ok(!(Math.abs(score - expected[step]!) > 1e-9), `step ${step}: ${score} ${expected[step]}`)
  );
}

/** The surprise itself: from 0 on each is an alarm, and none limits others. */
const SURPRISE = { echoFrom: 0, echoSteps: 0 };

/** The surprise of one value by its parts, and the share of its cube that each of them makes up: both levels, jump, time of the day, range, shift. */
function plainSurprise() {
  const judged = <M extends Member>(member: M) => {
    const tail = createTail();
    return { member, surpriseOf: (value: number, time: number) => tail.next(member.next(value, time)) };
  };
  const season = createSeason({ anyPeriod: true });
  const level = judged(createLevel({ values: 2000 }));
  const near = judged(createLevel({ values: 300, leastSpread: () => level.member.spread() / 4 }));
  const [jump, range] = [judged(createJump()), judged(createRange())];
  const [time, shift] = [judged(createTimeOfDay()), judged(createMeanShift())];
  const deviation = createDeviation();
  return (value: number, timeSeconds: number) => {
    const rest = season.next(value, timeSeconds);
    const ofLevel = level.surpriseOf(rest, timeSeconds);
    const ofNear = 0.8 * near.surpriseOf(rest, timeSeconds);
    const support = supportAt(deviation.next(rest, ofLevel));
    const ofJump = jump.surpriseOf(value, timeSeconds) * Math.max(support, jump.member.record());
    const ofTime = 0.85 * time.surpriseOf(value, timeSeconds) * time.member.trust();
    const ofRange = Math.min(range.surpriseOf(value, timeSeconds), range.member.mostSurprise()) *
      Math.max(support, range.member.record());
    const ofShift = shift.surpriseOf(value, timeSeconds);
    const cubes = [
      ofLevel > ofNear ? ofLevel : 0,
      ofNear > ofLevel ? ofNear : 0,
      ofJump,
      ofTime,
      ofRange,
      ofShift,
    ]
      .map((one) => one ** 3);
    const sum = cubes.reduce((a, b) => a + b);
    return { surprise: Math.cbrt(sum), shares: cubes.map((cube) => cube / sum), trust: time.member.trust() };
  };
}

Deno.test("the ensemble's surprise is that of the more surprising level and of what is believed of the other criteria, by their weights", () => {
  const { next } = createStream(6, "parts of the ensemble");
  const largest = [0, 0, 0, 0, 0, 0];
  let halfTrusted = 0;
  // A busy part of each day, so much busier that the time of the day is trusted, or less, noise that is smaller later, lone values, and a rise for good.
  for (const height of [60, 10]) {
    const detector = createStreamDetector({ name: "ensemble", ...SURPRISE, ageing: 0 }, {
      dimensions: 1,
      seed: 1,
    });
    const plain = plainSurprise();
    for (let row = 0; row < 12 * 96; row++) {
      const busy = row % 96 >= 36 && row % 96 < 60 ? height : 0;
      const lone = row % 131 === 130 ? 5 + row / 20 : 0;
      const value = 20 + busy + (row < 500 ? 6 : 2) * normalQuantile(next()) + lone + (row > 900 ? 15 : 0);
      const point = { timeSeconds: 900 * row, values: Float64Array.of(value) };
      const { surprise, shares, trust } = plain(value, point.timeSeconds);
      if (row === 0) {
        detector.fit([point]);
        continue;
      }
      const found = detector.update(point);
      ok(Math.abs(found - surprise) < 1e-9, `row ${row}: ${found}, not ${surprise}`);
      if (trust > 0 && trust < 1 && shares[3]! > 0.01) halfTrusted++;
      if (surprise > 1) shares.forEach((share, part) => largest[part] = Math.max(largest[part]!, share));
    }
  }
  ok(halfTrusted > 20, `${halfTrusted}`);
  ok(largest.every((share) => share > 0.5), `a part that never decides: ${largest}`);
});

Deno.test("an extreme of skewed noise is no more surprising than its distance from all others", () => {
  const largest = [1, 2, 3, 4, 5, 6].map((seed) => {
    const { next } = createStream(seed, "skewed noise");
    const detector = createStreamDetector("ensemble", { dimensions: 1, seed: 1 });
    const points = Array.from({ length: 2000 }, (_, row) => ({
      timeSeconds: 300 * row,
      values: Float64Array.of(Math.exp(normalQuantile(next()))),
    }));
    detector.fit(points.slice(0, 300));
    return Math.max(...points.slice(300).map((point) => detector.update(point)));
  });
  ok(largest.every((score) => score < 10), `${largest}`);
});

Deno.test("the ensemble's surprise falls with the logarithm of the points seen, from 500 on", () => {
  const plain = noisy({ ...SURPRISE, ageing: 0 });
  const expected = plain.map((score, step) => Math.max(0, score - 2 * Math.log10(Math.max(500, step) / 500)));
  alike(noisy({ ...SURPRISE, ageing: 2 }), expected);
});

Deno.test("the ensemble scores below 3 what follows a surprise above 3 and is smaller, for as many steps as were asked for", () => {
  const plain = noisy({ ...SURPRISE, ageing: 0 });
  // Of the warm-up nothing is known: it has no jump in its last steps.
  let [held, left, limited, rose] = [0, 0, 0, 0];
  const expected = plain.map((score) => {
    // What follows within 20 steps and is a little more surprising is still the same rise.
    if (left > 0 && score <= held + (left > 20 ? 0.5 : 0)) {
      left--;
      if (score > 3) limited++;
      if (score > held) rose++;
      return NaN;
    }
    if (score > 3) [held, left] = [score, 40];
    return score > 3 ? score : NaN;
  });
  ok(limited > 5 && rose > 0, `${limited} ${rose}`);
  // Before the first surprise after the warm-up's echo has faded.
  const found = noisy({ echoFrom: 3, echoSteps: 40, ageing: 0 });
  found.slice(200).forEach((score, at) => {
    const surprise = expected[at + 200]!;
    if (Number.isNaN(surprise)) ok(score < 3, `step ${at + 200}: ${score}`);
    else strictEqual(score, surprise);
  });
});

Deno.test("what rises by at most .5 belongs to an alarm for 20 steps and starts another one from the 21st on", () => {
  const scoresOf = (parameters: Readonly<Record<string, number>>) => {
    const { next } = createStream(8, "rises");
    const detector = createStreamDetector({ name: "ensemble", ageing: 0, ...parameters }, {
      dimensions: 1,
      seed: 1,
    });
    const points = Array.from({ length: 20_000 }, (_, step) => ({
      timeSeconds: 300 * step,
      values: Float64Array.of(normalQuantile(next())),
    }));
    detector.fit(points.slice(0, 1));
    return points.slice(1).map((point) => detector.update(point));
  };
  const surprises = scoresOf(SURPRISE);
  for (const echoSteps of [12, 40]) {
    const found = scoresOf({ echoFrom: 0.5, echoSteps });
    const rises = new Map<number, boolean>();
    let [held, at] = [0, -Infinity];
    surprises.forEach((surprise, step) => {
      const behind = step - at;
      const echo = behind <= echoSteps && surprise <= held + (behind <= 20 ? 0.5 : 0);
      const alarm = !echo && surprise > 0.5;
      if (behind <= echoSteps && surprise > held && surprise <= held + 0.5) rises.set(behind, alarm);
      strictEqual(found[step]! > 0.5, alarm, `step ${step}, ${behind} behind an alarm`);
      if (alarm) [held, at] = [surprise, step];
    });
    for (let behind = 1; behind <= Math.min(echoSteps, 25); behind++) {
      strictEqual(rises.get(behind), behind > 20, `${behind} behind an alarm`);
    }
  }
});

Deno.test("the ensemble deducts the penalty of single values among several dimensions", () => {
  const among = (singlePenalty: number) =>
    noisy({ singlePenalty, shiftWeight: 0 }, { dimensions: 2, count: 600 });
  const [alone, together, usual] = [among(0), among(30), among(2)];
  ok(alone.some((score, step) => score - 2 > together[step]! + 0.1), "single values count somewhere");
  alike(usual, together.map((joint, step) => Math.max(joint, alone[step]! > joint ? alone[step]! - 2 : 0)));
});

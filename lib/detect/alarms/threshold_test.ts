import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { createThreshold, THRESHOLDS } from "./catalogue.ts";

const RATE = 1e-3;

/** Healthy scores: independent and exponential. */
function calm(many: number, seed = 1): Float64Array {
  const { next } = createStream(seed, "threshold test");
  return Float64Array.from({ length: many }, () => -Math.log(1 - next()));
}

function fitted(name: string, scores = calm(2000)) {
  const threshold = createThreshold(name, { falseAlarmRate: RATE });
  threshold.fit(scores);
  return threshold;
}

/** Alarms raised per alarm asked for: SPOT cuts its own tail off. */
const RAISED = { peaks: [0.8, 1.3], conformal: [0.8, 1.2], spot: [1, 12], dspot: [1, 12] } as const;

for (const name of THRESHOLDS) {
  const [least, most] = RAISED[name as keyof typeof RAISED];
  Deno.test(`${name} raises ${least} to ${most} times the alarms it was asked for on exchangeable scores`, () => {
    const threshold = fitted(name);
    const alarms = calm(200_000, 2).reduce((sum, score) => sum + Number(threshold.update(score)), 0);
    ok(alarms > 200 * least && alarms < 200 * most, `${alarms} where 200 were asked for`);
  });

  Deno.test(`${name} raises an alarm for a score far beyond all others, and none for a usual one`, () => {
    const threshold = fitted(name);
    ok(threshold.level > 4 && threshold.level < 12, `${threshold.level}`);
    deepStrictEqual([threshold.update(50), threshold.update(0.7)], [true, false]);
  });

  Deno.test(`${name} judges by what came before: a growing prefix gives the same alarms`, () => {
    const scores = calm(3000, 3).map((score, i) => i % 500 === 499 ? score + 20 : score);
    const alarms = (many: number) => {
      const threshold = fitted(name);
      return Array.from(scores.subarray(0, many), (score) => threshold.update(score));
    };
    const whole = alarms(3000);
    for (const many of [1, 600, 2100]) deepStrictEqual(alarms(many), whole.slice(0, many));
  });

  Deno.test(`${name} continues from a saved state as if it had never stopped`, () => {
    const threshold = fitted(name);
    for (const score of calm(3000, 4)) threshold.update(score);
    const other = createThreshold(name, { falseAlarmRate: RATE });
    other.loadState(JSON.parse(JSON.stringify(threshold.saveState())));
    for (const score of calm(3000, 5)) {
      strictEqual(other.level, threshold.level);
      strictEqual(other.update(score), threshold.update(score));
    }
  });

  Deno.test(`${name} refuses a damaged state in one line that names it, and stays as it was`, () => {
    const threshold = fitted(name);
    const state = threshold.saveState() as Record<string, JsonValue>;
    const { level } = threshold;
    const keys = Object.keys(state);
    const ofAnotherRate = createThreshold(name, { falseAlarmRate: 2 * RATE }).saveState();
    const damaged: JsonValue[] = [
      ...[null, [], "state", {}, ofAnotherRate],
      ...keys.map((key) => ({ ...state, [key]: "odd" })),
    ];
    for (const wrong of damaged) {
      throws(
        () => threshold.loadState(wrong),
        (error: Error) =>
          error instanceof UsageError &&
          /^Cannot take the state of the threshold "[a-z]+"[^\n]*$/.test(error.message),
        JSON.stringify(wrong),
      );
    }
    strictEqual(threshold.level, level);
  });

  Deno.test(`${name} raises no alarm for a score that is not finite, and does not learn from it`, () => {
    const threshold = fitted(name);
    const before = threshold.saveState();
    for (const odd of [NaN, Infinity, -Infinity]) strictEqual(threshold.update(odd), false);
    deepStrictEqual(threshold.saveState(), before);
  });

  Deno.test(`${name} works from one score, from equal ones and from scores that are not finite`, () => {
    for (const scores of [[3], [0, 0, 0, 0], Array(500).fill(2), [NaN, 1, Infinity]]) {
      const threshold = fitted(name, Float64Array.from(scores));
      for (const score of [0, 2, 3, 1e100, 5, 0]) threshold.update(score);
      ok(!Number.isNaN(threshold.level) && threshold.level >= 0, `${threshold.level}`);
    }
  });

  Deno.test(`${name} keeps a state of the same size however long it runs`, () => {
    const threshold = fitted(name);
    const size = () => JSON.stringify(threshold.saveState()).length;
    for (const score of calm(40_000, 6)) threshold.update(score);
    const before = size();
    for (const score of calm(80_000, 7)) threshold.update(score);
    ok(size() < 1.1 * before, `${before} then ${size()}`);
  });
}

Deno.test("peaks keeps finding anomalies if one score in 200 is one, with few false alarms", () => {
  const threshold = createThreshold("peaks", { falseAlarmRate: 1e-4 });
  threshold.fit(calm(128));
  const { next } = createStream(1, "anomalies");
  const rows = Array.from(calm(5000, 10), (score) => ({ score, odd: next() < 0.005 }));
  const raised = rows.map(({ score, odd }) => ({ odd, alarm: threshold.update(odd ? score + 20 : score) }));
  const alarms = (odd: boolean) => raised.filter((one) => one.odd === odd && one.alarm).length;
  const many = rows.filter(({ odd }) => odd).length;
  ok(alarms(true) > 0.7 * many && alarms(false) <= 2, `${alarms(true)} of ${many}, ${alarms(false)} others`);
});

Deno.test("peaks stops raising alarms while scores stay high, SPOT does not", () => {
  const alarms = (name: string) => {
    const threshold = fitted(name);
    const high = calm(5000, 8).map((score) => 20 + score);
    return Array.from(high, (score) => threshold.update(score)).slice(-2000).filter(Boolean).length;
  };
  ok(alarms("peaks") < 20, `${alarms("peaks")}`);
  strictEqual(alarms("spot"), 2000);
});

Deno.test("peaks lowers a level that is too high until as many alarms come as were asked for, unless told not to", () => {
  const alarms = (choice: string) => {
    const threshold = createThreshold(choice, { falseAlarmRate: RATE });
    // The warm-up was wilder than what follows.
    threshold.fit(calm(2000).map((score) => 2 * score));
    return calm(20_000, 12).reduce((sum, score) => sum + Number(threshold.update(score)), 0);
  };
  ok(alarms("peaks") >= 15 && alarms("peaks") <= 30, `${alarms("peaks")}`);
  strictEqual(alarms("peaks:feedback=0"), 0);
});

Deno.test("dspot follows scores that drift, SPOT does not", () => {
  const alarms = (name: string) => {
    const threshold = fitted(name);
    return calm(5000, 9).reduce((sum, score, i) => sum + Number(threshold.update(score + i / 250)), 0);
  };
  ok(5 * alarms("dspot") < alarms("spot"), `${alarms("dspot")} ${alarms("spot")}`);
});

Deno.test("conformal is silent until a score can be as rare as asked for", () => {
  const threshold = fitted("conformal", calm(100));
  const rising = Array.from({ length: 1000 }, (_, i) => threshold.update(100 + i));
  // The score before which 999 are known is the first that can have a p-value of 1 in 1,000.
  strictEqual(rising.indexOf(true), 899);
});

Deno.test("conformal raises no alarm for a score that is as high as those before, and one for the first above them", () => {
  const threshold = createThreshold("conformal", { falseAlarmRate: 0.01 });
  threshold.fit(new Float64Array(500).fill(2));
  for (let i = 0; i < 500; i++) strictEqual(threshold.update(2), false);
  strictEqual(threshold.update(2.001), true);
});

Deno.test("createThreshold() names the nearest threshold, and wants a rate between 0 and 1", () => {
  throws(
    () => createThreshold("spott", { falseAlarmRate: RATE }),
    /threshold "spott": did you mean "spot"\?/,
  );
  for (const falseAlarmRate of [0, 1, -1, NaN]) {
    throws(
      () => createThreshold("spot", { falseAlarmRate }),
      /rate of false alarms must be above 0 and below 1/,
    );
  }
});

/** Scores that are 0 but for one in a hundred, which are 4 and more. */
function lone(many: number, seed: number): Float64Array {
  const { next } = createStream(seed, "lone scores");
  return Float64Array.from({ length: many }, () => next() < 0.01 ? 4 - Math.log(1 - next()) : 0);
}

Deno.test("peaks begins its tail above the gap where scores are 0 but for lone ones, and keeps to its rate", () => {
  let [alarms, high] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const threshold = fitted("peaks", lone(3000, seed));
    // One lone score in ten passes 4 + log(10) = 6.3; from 0 on an exponential tail would be five times as wide.
    if (threshold.level < 11) high++;
    for (const score of lone(10_000, 100 + seed)) alarms += Number(threshold.update(score));
  }
  ok(high >= 18, `${high}`);
  ok(alarms > 150 && alarms < 300, `${alarms} where 200 were asked for`);
});

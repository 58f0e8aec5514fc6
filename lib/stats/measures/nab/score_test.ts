import { UsageError } from "../../../model/usage_error.ts";
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../../../random/mod.ts";
import type { ScoredSeries } from "../judged_rows.ts";
import { NAB_PROFILES, type NabProfile } from "./profiles.ts";
import { nabScore } from "./score.ts";

const PROFILES = Object.keys(NAB_PROFILES) as NabProfile[];

type Windows = ScoredSeries["windows"];

/** Scores by Lehmer's generator from a seed, below `levels`, a twentieth of that more in the windows. */
function made(
  rows: number,
  windows: Windows,
  { levels, seed, warmupRows }: { levels: number; seed: number; warmupRows: number },
): ScoredSeries {
  let x = seed;
  const scores = Array.from({ length: rows }, (_, row) => {
    x = x * 48271 % 2147483647;
    const inside = windows.some(([first, last]) => first <= row && row <= last);
    return x % levels + (inside ? Math.floor(levels / 20) : 0);
  });
  return { scores, windows, warmupRows };
}

const CORPUS = [
  made(600, [[100, 139], [155, 160], [500, 540]], { levels: 1000, seed: 1, warmupRows: 90 }),
  made(300, [], { levels: 1000, seed: 2, warmupRows: 45 }),
  made(500, [[60, 90], [300, 330]], { levels: 1000, seed: 3, warmupRows: 75 }),
  made(400, [[5, 20], [390, 399]], { levels: 100, seed: 4, warmupRows: 60 }),
];

const near = (actual: number, expected: number) =>
  ok(Math.abs(actual - expected) < 1e-10, `${actual} is not ${expected}`);

/** The corpus with scores of 1 where asked for and 0 elsewhere. */
function alarmed(isAlarm: (row: number, windows: Windows) => boolean): ScoredSeries[] {
  return CORPUS.map(({ scores, ...series }) => ({
    ...series,
    scores: Array.from(scores, (_, row) => Number(isAlarm(row, series.windows))),
  }));
}

// The rules of Numenta's sweeper.py (repository NAB), run on the same series.
const PUBLISHED_RULES = {
  standard: [996, 2.4308646760122135, 70.2572056334351, -7.695478790603759],
  reward_low_FP_rate: [1011, 1.784017168879442, 64.86680974066202, -19.163341430075977],
  reward_low_FN_rate: [996, 1.4308646760122135, 74.61591486673451, -8.695478790603758],
} as const;

Deno.test("nabScore() gives what the rules of Numenta's own scorer give, with the same threshold", () => {
  for (const profile of PROFILES) {
    const [threshold, raw, score, rawAt900] = PUBLISHED_RULES[profile];
    const best = nabScore(CORPUS, { profile });
    strictEqual(best.threshold, threshold, profile);
    near(best.raw, raw);
    near(best.score, score);
    near(nabScore(CORPUS, { profile, threshold: 900 }).raw, rawAt900);
  }
});

Deno.test("a detector without alarms scores 0, one that hits exactly the first row of each window 100", () => {
  for (const profile of PROFILES) {
    const never = nabScore(alarmed(() => false), { profile, threshold: 1 });
    strictEqual(never.score, 0);
    deepStrictEqual(never.series.map(({ found, missed, falseRows }) => [found, missed, falseRows]), [
      [0, 3, 0],
      [0, 0, 0],
      [0, 2, 0],
      [0, 1, 0],
    ]);
    // The third series has a window that begins in the warm-up: its first row is not judged.
    const [one, two, , four] = alarmed((row, windows) => windows.some(([begin]) => begin === row));
    const first = nabScore([one!, two!, four!], { profile });
    near(first.score, 100);
    deepStrictEqual(first.series.map(({ found, missed, falseRows }) => [found, missed, falseRows]), [
      [3, 0, 0],
      [0, 0, 0],
      [1, 0, 0],
    ]);
  }
});

Deno.test("where alarms only cost, the best threshold raises none", () => {
  const quiet = nabScore([{ scores: [3, 2, 1], windows: [], warmupRows: 0 }]);
  deepStrictEqual([quiet.threshold, quiet.raw], [Infinity, 0]);
  ok(Number.isNaN(quiet.score));
});

Deno.test("no threshold among all scores gives a higher score than the one found", () => {
  const stream = createStream(3, "nab-score-test");
  for (let round = 0; round < 10; round++) {
    const corpus = CORPUS.map((series) => ({
      ...series,
      scores: Array.from(series.scores, (score) => Math.floor(score * stream.next() / 25)),
    }));
    const best = nabScore(corpus);
    const all = Array.from({ length: 45 }, (_, threshold) => nabScore(corpus, { threshold }).raw);
    near(best.raw, Math.max(-6, ...all));
    near(nabScore(corpus, { threshold: best.threshold }).raw, best.raw);
  }
});

Deno.test("the scores of the series sum to the whole, and their windows and rows are counted", () => {
  for (const threshold of [300, 800, 990]) {
    const { raw, series } = nabScore(CORPUS, { threshold });
    near(series.reduce((sum, part) => sum + part.raw, 0), raw);
    const falseRows = CORPUS.map(({ scores, windows, warmupRows }) =>
      Array.from(scores).filter((score, row) =>
        score >= threshold && row >= warmupRows && !windows.some(([a, b]) => a <= row && row <= b)
      ).length
    );
    deepStrictEqual(series.map((part) => part.falseRows), falseRows);
    deepStrictEqual(series.map(({ found, missed }) => found + missed), [3, 0, 2, 1]);
  }
});

Deno.test("a score that is not a number is rejected", () => {
  throws(() => nabScore([{ scores: [NaN], windows: [], warmupRows: 0 }]), UsageError);
});

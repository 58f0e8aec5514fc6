import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { openSeries } from "../observe/series/mod.ts";
import { NAB_PROFILES, type NabProfile, nabScore, type ScoredSeries } from "../stats/mod.ts";
import { createStreamDetector } from "./catalogue.ts";
import { scoreSeries } from "./score_series.ts";

const READABLE = Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" }).state === "granted";
const folder = READABLE ? Deno.env.get("AIOPS_DATA_DIR") : undefined;
const there = folder !== undefined && [...Deno.readDirSync(folder)].some(({ name }) => name === "nab");

/** The series behind the reference figures: all of the benchmark except the folder realKnownCause. */
const { series } = there
  ? await openSeries({ format: "nab", path: `${folder}/nab` })
  : { series: (async function* () {})() };
const corpus = (await Array.fromAsync(series)).filter(({ name }) => !name.startsWith("realKnownCause/"));

function scored(name: string, seed = 1): (ScoredSeries & { name: string })[] {
  return corpus.map((one) => ({
    ...one,
    scores: scoreSeries(createStreamDetector(name, { dimensions: one.columns.length, seed }), one),
  }));
}

/** Scores of the three profiles to two digits. */
function scores(parts: readonly ScoredSeries[], threshold?: number): number[] {
  const options = threshold === undefined ? {} : { threshold };
  return (Object.keys(NAB_PROFILES) as NabProfile[])
    .map((profile) => Math.round(100 * nabScore(parts, { profile, ...options }).score) / 100);
}

Deno.test("NAB without realKnownCause has 51 series and 97 windows, none of which lies in the warm-up", {
  ignore: !there,
}, () => {
  strictEqual(corpus.length, 51);
  const windows = corpus.map(({ windows, warmupRows }) => windows.filter(([, last]) => last >= warmupRows));
  strictEqual(windows.flat().length, 97);
  deepStrictEqual(corpus.flatMap(({ windows }) => windows).length, 97);
});

Deno.test("the windowed Gaussian scores as an independent implementation of detector and scorer in NumPy", {
  ignore: !there,
}, () => {
  // Both written down anew in Python, run on the same 51 series. Published for all 58: 39.65, 20.87, 47.41.
  deepStrictEqual(scores(scored("windowed-gaussian")), [45.38, 28.15, 53.96]);
});

Deno.test("silence scores 0, an alarm at the first row of each window 100, and chance little on average", {
  ignore: !there,
}, () => {
  deepStrictEqual(scores(scored("null"), 1), [0, 0, 0]);
  const perfect = corpus.map((one) => ({
    ...one,
    scores: one.timesSeconds.map((_, row) => Number(one.windows.some(([first]) => first === row))),
  }));
  deepStrictEqual(scores(perfect), [100, 100, 100]);
  const chance = [1, 2, 3, 4, 5].map((seed) => nabScore(scored("random", seed)).score);
  const mean = chance.reduce((sum, score) => sum + score, 0) / chance.length;
  // Published for all 58 series: 11.0.
  ok(mean > 5 && mean < 15, String(chance));
});

import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStreamDetector, scoreInHindsight, type StreamDetector } from "../../detect/mod.ts";
import { wallSeconds } from "../../model/shown/wall_clock.ts";
import { createStream } from "../../random/mod.ts";
import { hindsightRule } from "./alarm_rule.ts";
import { regimeSeries } from "./regimes/regimes.ts";
import { type DetectorScores, scoreDetectors } from "./score_detectors.ts";

const series = regimeSeries("stationary", 1);
/** Scores a point by its first value. */
const mirror = (log: string[] = []): StreamDetector => ({
  name: "mirror",
  fit: (warmup) => void log.push(`fit ${warmup.length}`),
  update: ({ values }) => values[0]!,
  saveState: () => null,
  loadState: () => {},
});

Deno.test("scoreDetectors() lets each detector learn from the warm-up, then score row by row", () => {
  const log: string[] = [];
  const [own] = scoreDetectors(series, { detectors: [{ name: "own", create: () => mirror(log) }] });
  deepStrictEqual(log, ["fit 256"]);
  strictEqual(own!.detector, "own");
  ok(own!.scores.every((score, row) => score === (row < 256 ? 0 : series.values[row * 4])));
});

Deno.test("scoreDetectors() gives the time of a row by the clock that is handed in, none without", () => {
  let now = 0;
  const clock = () => now += series.timesSeconds.length;
  strictEqual(scoreDetectors(series, { detectors: ["null"], clock })[0]!.microsPerRow, 1000);
  ok(Number.isNaN(scoreDetectors(series, { detectors: ["null"] })[0]!.microsPerRow));
});

Deno.test("scoreDetectors() hands the seed to detectors that draw at random", () => {
  const scores = (seed: number) => scoreDetectors(series, { detectors: ["random"], seed })[0]!.scores;
  deepStrictEqual(scores(1), scores(1));
  ok(scores(1).some((score, row) => score !== scores(2)[row]));
});

Deno.test("scoreDetectors() says which detector failed on which series", () => {
  const broken = {
    name: "broken",
    create: () => ({
      ...mirror(),
      update: () => {
        throw new Error("no");
      },
    }),
  };
  throws(
    () => scoreDetectors(series, { detectors: [broken] }),
    /"broken" failed on the series "stationary\/1": no/,
  );
});

Deno.test("scoreDetectors() follows the clock of a zone: no office day is odd after clocks have changed", () => {
  const zone = "Europe/Berlin";
  const { next } = createStream(4, "office");
  for (const change of [Date.UTC(2024, 2, 31, 1), Date.UTC(2024, 9, 27, 1)]) {
    const start = change / 1000 - 35 * 86_400;
    const timesSeconds = Float64Array.from({ length: 42 * 24 }, (_, row) => start + 3600 * row);
    const values = wallSeconds(timesSeconds, zone).map((seconds) => {
      const [day, hour] = [(Math.floor(seconds / 86_400) + 4) % 7, (seconds % 86_400) / 3600];
      const open = day >= 1 && day <= 5 && hour >= 8 && hour < 17;
      return (open ? 100 : 20) * (1 + 0.03 * (2 * next() - 1));
    });
    const office = { name: "office", columns: ["load"], timesSeconds, values, windows: [], warmupRows: 240 };
    const odd = (options: { zone?: string }) => {
      const [{ scores }] = scoreDetectors(office, { detectors: ["ensemble"], ...options }) as [
        DetectorScores,
      ];
      return scores.slice(35 * 24).filter((score) => score > 3).length;
    };
    strictEqual(odd({ zone }), 0);
    ok(odd({}) > 0, "by another clock the hour is odd");
  }
});

Deno.test("scoreDetectors() in hindsight judges all rows, and takes one odd row for an alarm", () => {
  const { next } = createStream(5, "hindsight");
  const values = Float64Array.from({ length: 1000 }, () => 20 + next());
  values[60] = 45;
  values[700] = 40;
  const spikes = {
    ...{ name: "spikes", columns: ["load"], values, windows: [], warmupRows: 150 },
    timesSeconds: values.map((_, row) => 60 * row),
  };
  const [found] = scoreDetectors(spikes, {
    detectors: ["ensemble"],
    hindsight: { windowRows: 5 },
    rule: hindsightRule({ rate: 0.002 }, "two"),
  });
  const create = () => createStreamDetector("ensemble", { dimensions: 1, seed: 1 });
  deepStrictEqual(found!.scores, scoreInHindsight(create, spikes, { windowRows: 5 }));
  const raised = [...found!.alarms!.keys()].filter((row) => found!.alarms![row]);
  deepStrictEqual([
    raised.some((row) => Math.abs(row - 60) <= 2),
    raised.some((row) => Math.abs(row - 700) <= 2),
  ], [true, true]);
  ok(raised.every((row) => Math.min(Math.abs(row - 60), Math.abs(row - 700)) <= 20), `raised ${raised}`);
});

Deno.test("scoreDetectors() in hindsight asks of a mean no more than that one row in it would be an alarm", () => {
  const values = new Float64Array(400);
  values[200] = 4;
  const one = {
    ...{ name: "one", columns: ["load"], values, windows: [], warmupRows: 50 },
    timesSeconds: values.map((_, row) => 60 * row),
  };
  const raisedAt = (height: number) => {
    values[200] = height;
    const method = { name: "own", create: () => ({ ...mirror(), leastAlarm: 1 }) };
    const options = {
      detectors: [method],
      hindsight: { windowRows: 5 },
      rule: hindsightRule({ rate: 0 }, "one"),
    };
    return [...scoreDetectors(one, options)[0]!.alarms!].filter(Boolean).length;
  };
  deepStrictEqual([raisedAt(4), raisedAt(0.9)], [5, 0]);
});

Deno.test("scoreDetectors() in hindsight says which rows would be alarms by themselves: those that pass the level", () => {
  const values = new Float64Array(400);
  values[200] = 4;
  values[300] = 1.5;
  const two = {
    ...{ name: "two", columns: ["load"], values, windows: [], warmupRows: 50 },
    timesSeconds: values.map((_, row) => 60 * row),
  };
  const method = { name: "own", create: () => ({ ...mirror(), leastAlarm: 1 }) };
  const raisedAt = (windowRows: number) => {
    const rule = hindsightRule({ rate: 0 }, "one");
    const [scores] = scoreDetectors(two, { detectors: [method], hindsight: { windowRows }, rule });
    return [...scores!.raisedAlone!.keys()].filter((row) => scores!.raisedAlone![row]);
  };
  deepStrictEqual(raisedAt(1), [200]);
  deepStrictEqual(raisedAt(5), [200, 300]);
});

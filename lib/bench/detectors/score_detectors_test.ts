import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import type { StreamDetector } from "../../detect/mod.ts";
import { regimeSeries } from "./regimes/regimes.ts";
import { scoreDetectors } from "./score_detectors.ts";

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

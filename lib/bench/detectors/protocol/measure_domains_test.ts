import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../../model/mod.ts";
import { measureDomains } from "./measure_domains.ts";

const ROWS = 400;

function seriesOf(name: string, windows: LabelledSeries["windows"]): LabelledSeries {
  return {
    ...{ name, columns: ["x"], windows, warmupRows: 100 },
    timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => 60 * row),
    values: new Float64Array(ROWS),
  };
}

/** Scores of `high` in the windows and 1 elsewhere. */
function scored(series: LabelledSeries, high: number) {
  const scores = new Float64Array(ROWS).fill(1);
  for (const [first, last] of series.windows) scores.fill(high, first, last + 1);
  return { series, scores: { detector: "mine", scores, microsPerRow: NaN } };
}

const RIGHT = seriesOf("right/a", [[200, 219]]);
const WRONG = seriesOf("wrong/a", [[300, 319]]);
const QUIET = seriesOf("quiet/a", []);

Deno.test("measureDomains() judges each folder apart and leaves out one without a window", () => {
  const { domains, whole } = measureDomains("set", [scored(RIGHT, 9), scored(WRONG, 0), scored(QUIET, 0)]);
  deepStrictEqual(domains.map(({ domain, series, labelled }) => [domain, series, labelled]), [
    ["right", 1, 1],
    ["wrong", 1, 1],
  ]);
  const [right, wrong] = domains;
  deepStrictEqual([right!.averagePrecision, right!.nab], [1, 1]);
  ok(wrong!.averagePrecision < 0.1 && wrong!.nab === 0);
  strictEqual(whole.averagePrecision, (right!.averagePrecision + wrong!.averagePrecision) / 2);
  strictEqual(whole.series, 3);
});

Deno.test("held out, a domain is judged at the threshold that is best on the others", () => {
  const low = scored(RIGHT, 3);
  const high = scored(WRONG, 9);
  // The threshold of each is useless for the other: 9 finds nothing at 3, and is passed by nothing else at 9.
  const { whole } = measureDomains("set", [low, high]);
  strictEqual(whole.nab, 1);
  strictEqual(whole.nabHeldOut, 0.5);
});

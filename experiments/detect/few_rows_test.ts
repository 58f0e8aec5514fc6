import { match, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../lib/model/mod.ts";
import { parseBudget } from "./budget.ts";
import { fewRowsText } from "./few_rows.ts";

const ROWS = 2016;
const EARLY = 456;
const LATE = 1560;

/** A week at five minutes, flat but for two rows. */
const series: LabelledSeries = {
  name: "shop",
  columns: ["errors"],
  timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => Date.UTC(2025, 10, 3) / 1000 + 300 * row),
  values: Float64Array.from({ length: ROWS }, (_, row) => row === EARLY || row === LATE ? 9 : row % 3),
  windows: [],
  warmupRows: 302,
};
const allowed = parseBudget("1/week", undefined, { threshold: "peaks" })!;

/** What is said where one detector scores two rows, at a level that falls in between, and the late one is an alarm. */
function told({ early, late = 20, warmupRows = 302 }: { early: number; late?: number; warmupRows?: number }) {
  const scores = new Float64Array(ROWS);
  scores[EARLY] = early;
  scores[LATE] = late;
  const levels = Float64Array.from(scores, (_, row) => row < 1000 ? 87.6 : 15);
  const alarms = Uint8Array.from(scores, (score, row) => Number(score > levels[row]!));
  return fewRowsText(
    {
      scored: [{
        series: { ...series, warmupRows },
        scores: { detector: "a", scores, levels, alarms, microsPerRow: NaN },
      }],
    },
    { allowed, zone: "Europe/Berlin" },
  );
}

Deno.test("fewRowsText() names the row that a far level kept from being an alarm though it scored more than one", () => {
  match(
    told({ early: 35 }),
    /^\n\nThe warm-up of 302 rows is short for a level that one in 2,016 rows may pass, so that only what is far beyond passes; at 2025-11-04T15:00:00\+01:00 the score of a was 35\.00, more than that of one of its alarms, but the level was 87\.60\. A longer --warmup /,
  );
});

Deno.test("fewRowsText() is silent where nothing that scored more than an alarm was passed over, or the warm-up is long", () => {
  strictEqual(told({ early: 19 }), "");
  strictEqual(told({ early: 35, warmupRows: 420 }), "");
});

Deno.test("fewRowsText() says why there is no alarm at all", () => {
  match(told({ early: 9, late: 9 }), /so that only what is far beyond passes\. A longer --warmup /);
});

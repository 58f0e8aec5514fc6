import { rateOf } from "../../lib/bench/detectors/stream_rule.ts";
import { alarmsOf, type DetectorRun } from "../../lib/bench/detectors/mod.ts";
import { type Allowed, budgetByStep } from "./budget.ts";

/** Rows below which a warm-up says hardly what is usual. */
const MIN_WARMUP_ROWS = 5;
/** A level is far extrapolated where fewer alarms than this were due in the rows that it was fitted to. */
const MIN_ALARMS_DUE = 0.1;

/**
 * That a series is too short to say what is usual, or why a detector may have raised no alarm, where a threshold had few rows to learn from for
 * what it was asked for; "" where all raised some or it had enough.
 */
export function fewRowsText({ scored }: Pick<DetectorRun, "scored">, allowed: Allowed | null): string {
  const short = scored.find(({ series: { warmupRows, timesSeconds }, scores: { hindsight } }) =>
    hindsight ? timesSeconds.length < 2 * MIN_WARMUP_ROWS : warmupRows < MIN_WARMUP_ROWS
  );
  if (short !== undefined) {
    const { series: { name, timesSeconds, warmupRows }, scores: { hindsight } } = short;
    const learnt = hindsight ? "" : `, and the first ${warmupRows === 1 ? "one" : warmupRows} to learn from`;
    return `\n\n${name} has only ${
      timesSeconds.length === 1 ? "1 row" : `${timesSeconds.length} rows`
    }${learnt}: too few to say what is usual`;
  }
  if (allowed === null || allowed.threshold === null) return "";
  const few = scored.filter((one) => alarmsOf(one).length === 0).flatMap(({ series }) => {
    const rate = rateOf(allowed.budget ?? budgetByStep(series), series);
    return rate * series.warmupRows / 2 < MIN_ALARMS_DUE ? [{ series, rate }] : [];
  });
  if (few.length === 0) return "";
  const { series, rate } = few.reduce((a, b) => a.series.warmupRows < b.series.warmupRows ? a : b);
  const asked = Math.round(1 / rate).toLocaleString("en");
  return `\n\nThe warm-up of ${series.warmupRows} rows is short for a level that one in ${asked} rows may pass, so that only what is ` +
    "far beyond passes: a longer --warmup or more alarms in --false-alarms lower it; without --threshold the highest scores are chosen from all rows";
}

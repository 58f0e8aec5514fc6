import { rateOf } from "../../lib/bench/detectors/stream_rule.ts";
import { timeText } from "../../lib/bench/detectors/alarms.ts";
import { alarmsOf, type DetectorRun } from "../../lib/bench/detectors/mod.ts";
import { type Allowed, budgetByStep } from "./budget.ts";

/** Rows below which a warm-up says hardly what is usual. */
const MIN_WARMUP_ROWS = 5;
/** A level is far extrapolated where fewer alarms than this were due in the rows that it was fitted to. */
const MIN_ALARMS_DUE = 0.1;

type Scored = DetectorRun["scored"][number];

/**
 * That a series is too short to say what is usual, or why a detector may have raised no alarm, or passed over a row that scored higher than one
 * of its alarms, where a threshold had few rows to learn from for what it was asked for; "" where it had enough, or nothing was passed over.
 */
export function fewRowsText(
  { scored }: Pick<DetectorRun, "scored">,
  { allowed, zone }: { readonly allowed: Allowed | null; readonly zone?: string | undefined },
): string {
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
  const few = scored.flatMap((one) => {
    const { series } = one;
    const rate = rateOf(allowed.budget ?? budgetByStep(series), series);
    if (rate * series.warmupRows / 2 >= MIN_ALARMS_DUE) return [];
    const silent = alarmsOf(one).length === 0;
    const over = silent ? undefined : passedOver(one);
    return silent || over !== undefined ? [{ one, rate, over }] : [];
  });
  if (few.length === 0) return "";
  const { one, rate, over } = few.reduce((a, b) =>
    a.one.series.warmupRows <= b.one.series.warmupRows ? a : b
  );
  const { series, scores } = one;
  const asked = Math.round(1 / rate).toLocaleString("en");
  const which = few.length > 1 ? ` of ${series.name}` : "";
  const row = over === undefined
    ? ""
    : `; at ${timeText(series.timesSeconds[over]!, zone)} the score of ${scores.detector} was ${
      scores.scores[over]!.toPrecision(4)
    }, more than that of one of its alarms, but the level was ${scores.levels![over]!.toPrecision(4)}`;
  return `\n\nThe warm-up of ${series.warmupRows} rows${which} is short for a level that one in ${asked} rows may pass, so that only what is ` +
    `far beyond passes${row}. A longer --warmup or more alarms in --false-alarms lower it; without --threshold the highest scores are chosen from all rows`;
}

/** The row with the highest score outside of all alarms, if it is above that of an alarm; undefined without one. */
function passedOver(one: Scored): number | undefined {
  const { series, scores: { scores, levels } } = one;
  if (levels === undefined) return undefined;
  const alarms = alarmsOf(one);
  const lowest = Math.min(...alarms.map(({ score }) => score));
  let highest: number | undefined;
  for (let row = series.warmupRows; row < scores.length; row++) {
    const better = scores[row]! > (highest === undefined ? lowest : scores[highest]!);
    if (better && !alarms.some(({ rows: [first, last] }) => row >= first && row <= last)) highest = row;
  }
  return highest;
}

import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { durationText } from "../../model/shown/metric_text.ts";
import { areDates, zoneSchema } from "../../model/shown/wall_clock.ts";
import { textTable } from "../../report/table.ts";
import { detectors } from "../../detect/mod.ts";
import { type Alarm, alarmsOf, timeText } from "./alarms.ts";
import type { DetectorRun } from "./compare.ts";
import { farthestValue } from "./farthest_value.ts";

const ARGUMENTS = z.object({
  run: objectWith({ scored: "list" }),
  options: z.strictObject({ zone: zoneSchema.optional() }),
});

/** Alarms of each detector that are listed: of several detectors on one series fewer than of one, or on several series. */
const LISTED_ALARMS = { few: 5, many: 20 };

/**
 * The alarms of detectors on series without labels as text: their number, those with the highest scores in order of time, and how near the
 * others came to an alarm.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function alarmsText(
  run: Pick<DetectorRun, "scored" | "rule">,
  options: {
    /** The zone of the IANA database in which times are told. Default UTC. */
    readonly zone?: string;
  } = {},
): string {
  checkOptions("alarmsText", ARGUMENTS, { run, options });
  const { zone } = options;
  const { scored, rule } = run;
  const byDetector = [...Map.groupBy(scored, ({ scores }) => scores.detector)]
    .map(([name, own]) => ({
      name,
      own,
      alarms: own.flatMap(alarmsOf),
      days: own.reduce(daysOf, 0),
      rows: own.reduce(rowsOf, 0),
    }));
  const days = Math.max(...byDetector.map((one) => one.days));
  const counts = textTable(
    ["detector", "alarms", "in 10,000 rows", "a day"],
    byDetector.map(({ name, alarms, days, rows }) => [
      name,
      String(alarms.length),
      rows > 0 ? rateText(1e4 * alarms.length / rows) : "-",
      days >= 1 ? rateText(alarms.length / days) : "-",
    ]),
  );
  const several = areSeveral(scored);
  const list = listText(byDetector, { scored, zone });
  const silent = byDetector.flatMap(({ own, alarms }) => alarms.length > 0 ? [] : highestOf(own) ?? []);
  const nearest = textTable(
    ["detector", ...(several ? ["series"] : []), "at", "row", ...HEIGHTS],
    silent.map((one) => [
      ...placeOf(one, several),
      timeText(one.fromSeconds, zone, one.dated),
      String(one.rows[0]),
      ...heightOf(one),
    ]),
  );
  const stuck = silent.filter(outOfReach).map(({ detector }) => detector);
  return [
    (byDetector.length === 1
      ? `No labels: the alarms of ${byDetector[0]!.name}`
      : "No labels: nothing to measure the detectors by, so here are their alarms") +
    (rule === null ? "" : `, at ${rule}`),
    counts,
    ...(days > 0 && days < 1
      ? [
        `The judged rows span ${
          durationText(days * 86_400)
        }, too short for a number a day; where alarms are chosen in hindsight, each series may have one however short it is`,
      ]
      : []),
    ...(list === "" ? [] : [list]),
    ...(silent.length > 0
      ? [`No alarm: the highest score of each, and the level that it did not pass:\n${nearest}`]
      : []),
    ...(stuck.length > 0
      ? [
        `above all: ${
          stuck.join(", ")
        } can't score as high as the level asked for: allow more alarms, or let them be chosen in hindsight`,
      ]
      : []),
  ].join("\n\n");
}

/** The alarms of one detector with the highest scores in order of time, on series with or without labels; "" without any. */
export function alarmListText({ scored }: Pick<DetectorRun, "scored">, zone?: string): string {
  return listText([{ alarms: scored.flatMap(alarmsOf) }], { scored, zone });
}

/** The alarms of each detector with the highest scores, in order of time; of several values with the one that is farthest from usual. */
function listText(
  byDetector: readonly { readonly alarms: readonly Alarm[] }[],
  { scored, zone }: { readonly scored: DetectorRun["scored"]; readonly zone: string | undefined },
): string {
  const several = areSeveral(scored);
  const listed = listedOf(byDetector.length, several);
  const told = byDetector.flatMap(({ alarms }) =>
    alarms.toSorted((a, b) => b.score - a.score).slice(0, listed)
      .sort((a, b) => a.fromSeconds - b.fromSeconds)
  );
  if (told.length === 0) return "";
  const hasValues = scored.some(({ series }) => series.columns.length > 1);
  const byName = new Map(scored.map(({ series }) => [series.name, series]));
  const farthest = new Map(
    [...new Set(told.map(({ series }) => series))].map((name) => [
      name,
      farthestValue(byName.get(name)!, { isAround: scored.some(({ scores }) => scores.hindsight) }),
    ]),
  );
  const valueOf = ({ series, rows }: Alarm) => hasValues ? [farthest.get(series)!(rows) ?? "-"] : [];
  const list = textTable(
    [
      "detector",
      ...(several ? ["series"] : []),
      "from",
      "until",
      "row",
      ...(hasValues ? ["oddest value"] : []),
      "highest at",
      ...HEIGHTS,
    ],
    told.map((one) => [
      ...placeOf(one, several),
      timeText(one.fromSeconds, zone, one.dated),
      timeText(one.untilSeconds, zone, one.dated),
      String(one.rows[0]),
      ...valueOf(one),
      timeText(one.highestAtSeconds, zone, one.dated),
      ...heightOf(one),
    ]),
  );
  const counts = byDetector.map(({ alarms }) => alarms.length);
  return `${listedText(counts, listed)}, and the levels that they had to pass:\n${list}`;
}

/** What `heightOf` tells. */
const HEIGHTS = ["score", "level"];

function placeOf({ detector, series }: Alarm, several: boolean): string[] {
  return [detector, ...(several ? [series] : [])];
}

/** Score and level. */
function heightOf(alarm: Alarm): string[] {
  return [
    alarm.score.toPrecision(4),
    outOfReach(alarm) ? "above all" : Number.isFinite(alarm.level) ? alarm.level.toPrecision(4) : "-",
  ];
}

/** Whether a detector has more alarms than `alarmsText` lists. */
export function hasUnlistedAlarms({ scored }: Pick<DetectorRun, "scored">): boolean {
  const counts = [...Map.groupBy(scored, ({ scores }) => scores.detector).values()]
    .map((own) => own.flatMap(alarmsOf).length);
  return counts.some((count) => count > listedOf(counts.length, areSeveral(scored)));
}

function areSeveral(scored: DetectorRun["scored"]): boolean {
  return new Set(scored.map(({ series }) => series.name)).size > 1;
}

/** Alarms that are listed of each detector, at most. */
function listedOf(detectors: number, several: boolean): number {
  return several || detectors === 1 ? LISTED_ALARMS.many : LISTED_ALARMS.few;
}

/** Which alarms are listed, by the number that each detector has. */
function listedText(counts: readonly number[], listed: number): string {
  if (counts.length > 1) return `Up to ${listed} alarms of each, the highest scores`;
  const [count] = counts;
  return count! > listed
    ? `The ${listed} of ${count} alarms with the highest scores`
    : "All alarms with their highest scores";
}

/** A rate in two digits, from a hundred on as a whole number. */
function rateText(rate: number): string {
  return rate < 99.5 ? rate.toPrecision(2) : rate.toFixed(0);
}

/** Whether no score of its detector can pass the level, as far as that is known: of a detector of one's own it is not. */
function outOfReach({ detector, level }: Alarm): boolean {
  const [name] = detector.split(":");
  const highestScore = detectors.entries.find((entry) => entry.name === name)?.highestScore;
  return highestScore !== undefined && level >= highestScore;
}

/** The judged row with the highest score on any of these series, with the level there; undefined without levels. */
function highestOf(scored: DetectorRun["scored"]): Alarm | undefined {
  let best: Alarm | undefined;
  for (const { series, scores: { detector, scores, levels } } of scored) {
    for (let row = series.warmupRows; levels !== undefined && row < scores.length; row++) {
      if (best !== undefined && !(scores[row]! > best.score)) continue;
      const seconds = series.timesSeconds[row]!;
      best = {
        series: series.name,
        detector,
        rows: [row, row],
        fromSeconds: seconds,
        untilSeconds: seconds,
        ...(areDates(series.timesSeconds) && { dated: true as const }),
        score: scores[row]!,
        highestAtSeconds: seconds,
        level: levels[row]!,
      };
    }
  }
  return best;
}

function rowsOf(
  sum: number,
  { series: { timesSeconds, warmupRows } }: DetectorRun["scored"][number],
): number {
  return sum + timesSeconds.length - warmupRows;
}

function daysOf(
  sum: number,
  { series: { timesSeconds, warmupRows, timed = true } }: DetectorRun["scored"][number],
): number {
  if (!timed) return sum;
  const judged = timesSeconds.subarray(warmupRows);
  return judged.length === 0 ? sum : sum + (judged.at(-1)! - judged[0]!) / 86_400;
}

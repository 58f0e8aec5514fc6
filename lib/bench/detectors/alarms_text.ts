import { textTable } from "../../report/table.ts";
import { alarmsOf, timeText } from "./alarms.ts";
import type { DetectorRun } from "./compare.ts";

/** Alarms of each detector that are told one by one. */
const TOLD = 5;

/** What detectors said of series in which nobody marked what was wrong: alarms of each, and the oddest of them in the order of time. */
export function alarmsText({ sheets, rule }: Pick<DetectorRun, "sheets" | "rule">): string {
  const byDetector = [...Map.groupBy(sheets, ({ scores }) => scores.detector)]
    .map(([name, own]) => ({
      name,
      alarms: own.flatMap(alarmsOf),
      days: own.reduce(daysOf, 0),
      rows: own.reduce(rowsOf, 0),
    }));
  const counts = textTable(
    ["detector", "alarms", "in 10,000 rows", "a day"],
    byDetector.map(({ name, alarms, days, rows }) => [
      name,
      String(alarms.length),
      rows > 0 ? (1e4 * alarms.length / rows).toPrecision(2) : "-",
      days > 0 ? (alarms.length / days).toPrecision(2) : "-",
    ]),
  );
  const told = byDetector.flatMap(({ alarms }) =>
    alarms.toSorted((a, b) => b.score - a.score).slice(0, TOLD).sort((a, b) => a.rows[0] - b.rows[0])
  );
  const list = textTable(
    ["detector", "from", "until", "row", "score"],
    told.map(({ detector, fromSeconds, untilSeconds, rows, score }) => [
      detector,
      timeText(fromSeconds),
      timeText(untilSeconds),
      String(rows[0]),
      score.toPrecision(4),
    ]),
  );
  return [
    "No labels: nothing to measure the detectors by, so here are their alarms" +
    (rule === null ? "" : `, at ${rule}`),
    counts,
    ...(told.length > 0 ? [`The oddest ${TOLD} at most of each:\n${list}`] : []),
  ].join("\n\n");
}

function rowsOf(
  sum: number,
  { series: { timesSeconds, warmupRows } }: DetectorRun["sheets"][number],
): number {
  return sum + timesSeconds.length - warmupRows;
}

function daysOf(
  sum: number,
  { series: { timesSeconds, warmupRows } }: DetectorRun["sheets"][number],
): number {
  const judged = timesSeconds.subarray(warmupRows);
  return judged.length === 0 ? sum : sum + (judged.at(-1)! - judged[0]!) / 86_400;
}

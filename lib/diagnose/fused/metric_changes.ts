import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { certaintyOfAny, learnChances, probabilityOf } from "../metrics/excursions.ts";
import { present } from "../metrics/deviations.ts";
import { deviation } from "../metrics/scale.ts";
import { type Reading, readingsOf } from "../metrics/service_metrics.ts";
import { median } from "../../stats/samples/quantiles.ts";

/** How a metric of a service has changed in the window after. */
export interface MetricChange {
  readonly column: number;
  /** Place of its service. */
  readonly service: number;
  readonly metric: string;
  readonly role: MetricRole;
  /** Its level before. */
  readonly usual: number;
  /** How certain it is that the metric has left what is usual for it, 0 to 1. */
  readonly certainty: number;
  /** Its level where that is farthest from usual, over the usual one, as a logarithm between -`MAX_LOG_RATIO` and `MAX_LOG_RATIO`. */
  readonly logRatio: number;
  /** The same distance in spreads, with its sign. */
  readonly spreads: number;
  /** The same distance in the unit of the metric, with its sign. */
  readonly distance: number;
  /** Share of the window after that has passed when the metric first is a good part of that far. */
  readonly since: number;
  /** Whether it has fallen to next to nothing, having never been near that before. */
  readonly fallen: boolean;
  /** Whether it has fallen to 0 itself. */
  readonly zero: boolean;
  /** Whether it has ended, having been there without such gaps before. */
  readonly ended: boolean;
}

/** Bounds of a ratio's logarithm: what was 0 has no ratio. */
export const MAX_LOG_RATIO = 5;
/** Rows whose median is a level. */
const LEVEL_ROWS = 3;
/** Share of the usual level up to which a metric has fallen to next to nothing, and below which it must never have been before. */
const [FALLEN_SHARE, NEVER_BELOW_SHARE] = [0.05, 0.2];
/** How certain it is that a constant that lastingly jumps tells something. */
const JUMP_CERTAINTY = 0.75;
/** Least jump of a constant, as a share of the larger level. */
const MIN_JUMP_SHARE = 0.1;
/** Rows before the supposed beginning that are doubted, in a window of so many rows at least. */
const [DOUBTED_ROWS, MIN_ROWS_TO_DOUBT] = [3, 20];
/** How certain a fall to next to nothing is. */
const FALLEN_CERTAINTY = 0.95;
/** Share of the rows before that must have a value for a metric to be said to end. */
const MIN_PRESENT_SHARE = 0.8;
/** Least rows without a value, and share of the window after, in which a metric has ended. */
const [MIN_ROWS_WITHOUT, MIN_SHARE_WITHOUT] = [3, 0.25];
/** Spreads from which a metric is on its way, and the part of its farthest distance by which it is at the latest. */
const [BEGUN_SPREADS, BEGUN_SHARE] = [5, 0.5];

/** How metrics have changed. */
export interface MetricChanges {
  /** Those of one service after those of another. */
  readonly changes: readonly MetricChange[];
  /** How certain it is that any has left what is usual for it, 0 to 1 (see `learnExcursions`). */
  readonly happened: number;
}

/** Learns what is usual for the metrics of each service; the function returned tells how each has changed. */
export function learnMetricChanges(
  services: readonly string[],
  before: MetricTable,
): (after: MetricTable) => MetricChanges {
  const chancesOf = learnChances(before);
  const readings = readingsOf(services, before);
  const known = before.columns.map(pastOf);
  return (after) => {
    const chances = chancesOf(after);
    const changes = readings.flatMap((its, service) =>
      its.map((reading) => {
        const { column } = reading;
        const chance = chances[column]!;
        const [values, indicator] = [after.columns[column]!, after.indicators[column]!];
        const fallen = hasFallen(values, reading, known[column]!);
        return {
          column,
          service,
          metric: indicator.metric,
          role: indicator.role,
          usual: reading.centre,
          certainty: Math.max(
            Number.isNaN(chance) ? 0 : 2 * probabilityOf(chance * services.length) - 1,
            fallen ? FALLEN_CERTAINTY : 0,
            hasJumped(values, known[column]!) ? JUMP_CERTAINTY : 0,
          ),
          ...courseOf(values, reading, indicator.role),
          fallen,
          zero: fallen && levelsOf(values).some(({ level }) => level === 0),
          ended: hasEnded(values, known[column]!),
        };
      })
    );
    return { changes, happened: certaintyOfAny(chances) };
  };
}

/** What is known of a metric from before. */
interface Past {
  readonly least: number;
  readonly greatest: number;
  readonly presentShare: number;
  readonly longestGap: number;
}

function pastOf(before: Float64Array): Past {
  // The beginning may have been supposed some rows late.
  const column = before.length >= MIN_ROWS_TO_DOUBT ? before.subarray(0, -DOUBTED_ROWS) : before;
  const values = present(column);
  return {
    least: values.reduce((a, b) => Math.min(a, b), Infinity),
    greatest: values.reduce((a, b) => Math.max(a, b), -Infinity),
    presentShare: column.length > 0 ? values.length / column.length : 0,
    longestGap: gapsOf(column).longest,
  };
}

/** The longest run of missing values, and that at the end. */
function gapsOf(column: Float64Array): { longest: number; last: number } {
  let [longest, last] = [0, 0];
  for (const x of column) {
    last = Number.isNaN(x) ? last + 1 : 0;
    longest = Math.max(longest, last);
  }
  return { longest, last };
}

/** Whether what was constant is at other levels from some row on. */
function hasJumped(column: Float64Array, { least, greatest }: Past): boolean {
  if (least !== greatest) return false;
  const levels = levelsOf(column);
  const [last] = levels.slice(-1);
  return levels.length > 1 && last !== undefined &&
    Math.abs(last.level - least) > MIN_JUMP_SHARE * Math.max(Math.abs(last.level), Math.abs(least));
}

function hasEnded(column: Float64Array, { presentShare, longestGap }: Past): boolean {
  const { longest } = gapsOf(column);
  return presentShare >= MIN_PRESENT_SHARE &&
    longest >= Math.max(MIN_ROWS_WITHOUT, 2 * longestGap + 1, MIN_SHARE_WITHOUT * column.length);
}

function hasFallen(column: Float64Array, { centre }: Reading, { least }: Past): boolean {
  if (!(centre > 0) || least < NEVER_BELOW_SHARE * centre) return false;
  return levelsOf(column).filter(({ level }) => level <= FALLEN_SHARE * centre).length >= LEVEL_ROWS;
}

function courseOf(column: Float64Array, reading: Reading, role: MetricRole) {
  const { centre } = reading;
  const sign = role === "availability" ? -1 : role === "latency" || role === "errors" ? 1 : 0;
  const far = (level: number) => {
    const spreads = deviation(level, reading);
    return sign === 0 ? Math.abs(spreads) : Math.max(0, sign * spreads);
  };
  const levels = levelsOf(column);
  let farthest = { level: centre, row: 0 };
  for (const one of levels) if (far(one.level) > far(farthest.level)) farthest = one;
  const most = far(farthest.level);
  const begun = levels.find(({ level }) =>
    far(level) >= Math.min(most, Math.max(BEGUN_SPREADS, BEGUN_SHARE * most / 5))
  );
  return {
    logRatio: logRatioOf(farthest.level, centre),
    spreads: deviation(farthest.level, reading),
    distance: farthest.level - centre,
    since: most > 0 && begun !== undefined ? begun.row / column.length : 1,
  };
}

/** The medians of three rows with values each, and the row of the first of them. */
function levelsOf(column: Float64Array): { level: number; row: number }[] {
  const rows = Array.from(column.keys()).filter((row) => !Number.isNaN(column[row]!));
  const size = Math.min(LEVEL_ROWS, rows.length);
  if (size === 0) return [];
  return Array.from({ length: rows.length - size + 1 }, (_, i) => ({
    level: median(Float64Array.from(rows.slice(i, i + size), (row) => column[row]!)),
    row: rows[i]!,
  }));
}

function logRatioOf(now: number, usual: number): number {
  if (now === usual) return 0;
  if (!(now > 0) || !(usual > 0)) return now > usual ? MAX_LOG_RATIO : -MAX_LOG_RATIO;
  return Math.max(-MAX_LOG_RATIO, Math.min(MAX_LOG_RATIO, Math.log(now / usual)));
}

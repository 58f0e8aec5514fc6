import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { certaintyOfAny, learnChances, probabilityOf } from "../metrics/excursions.ts";
import { learnShifts, type Shift } from "../metrics/shifts.ts";
import { present } from "../metrics/deviations.ts";
import { deviation } from "../metrics/scale.ts";
import { type Reading, readingsOf } from "../metrics/service_metrics.ts";

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
  /** How far its mean over the whole window after is from that before, in standard deviations, in the direction that counts. */
  readonly separation: number;
  /** How far its mean over the whole window after is from that before, in its unit, with its sign; 0 where that can't be told. */
  readonly meanDistance: number;
  /** The logarithm of the ratio of those means, 0 where they have none. */
  readonly meanLogRatio: number;
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
/** Share of distinct values up to which a latency is one of a histogram whose buckets are wide, and how certain it is that a jump to the next tells something. */
const [COARSE_SHARE, COARSE_CERTAINTY] = [0.1, 0.5];
/** The logarithm of the largest ratio of one bucket's bounds. */
const BUCKET_LOG_RATIO = Math.log(3);
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
/** Spreads from which a metric is on its way, the part of its farthest distance by which it is at the earliest, and that by which it is at the latest. */
const [BEGUN_SPREADS, BEGUN_SHARE, BEGUN_HALF] = [5, 0.1, 0.5];

/** How metrics have changed. */
export interface MetricChanges {
  /** Those of one service after those of another. */
  readonly changes: readonly MetricChange[];
  /** How certain it is that any has left what is usual for it, 0 to 1 (see `learnExcursions`). */
  readonly happened: number;
}

/**
 * Learns what is usual for the metrics of each service; the function returned tells how each has changed.
 *
 * @param graphless whether nobody knows who calls whom. Then who suffers most is told by latencies, and where some metric shows that something has
 * happened, that of the cause itself may be short of it by varying much: it counts as far as its shift is certain by itself.
 */
export function learnMetricChanges(
  services: readonly string[],
  before: MetricTable,
  graphless = false,
): (after: MetricTable) => MetricChanges {
  const chancesOf = learnChances(undoubted(before));
  // Learnt when they are first asked for: where a network judges, nobody may ask.
  let shiftsOf: ReturnType<typeof learnShifts> | undefined;
  const readings = readingsOf(services, before);
  const known = undoubted(before).columns.map(pastOf);
  return (after) => {
    shiftsOf ??= learnShifts(undoubted(before));
    const shifts = shiftsOf(after);
    const ofShifts = chancesOfShifts(shifts, after);
    const excursions = chancesOf(after);
    // A second look, as far as the first leaves open whether anything has happened: where some values are far outside, what shifts along follows them.
    const open = 1 - certaintyOfAny(excursions);
    const chances = excursions.map((chance, i) => eitherOf(chance, ofShifts[i]! / open));
    const happened = certaintyOfAny(chances);
    const changes = readings.flatMap((its, service) =>
      its.map((reading): MetricChange => {
        const { column } = reading;
        const { metric, role } = after.indicators[column]!;
        const along = graphless && role === "latency" ? happened * certaintyOfRise(shifts[column]!) : 0;
        const chance = chances[column]! * services.length;
        return {
          ...{ column, service, metric, role, usual: reading.centre },
          separation: (signOf(role) || Math.sign(shifts[column]!.separation)) * shifts[column]!.separation,
          meanDistance: shifts[column]!.distance,
          meanLogRatio: shifts[column]!.logRatio,
          ...changeOf(after.columns[column]!, { reading, role, past: known[column]!, chance, along }),
        };
      })
    );
    return { changes, happened };
  };
}

/** How certain it is that a metric is higher than it was, 0 to 1, as if no other were looked at. */
function certaintyOfRise({ chance, separation }: Shift): number {
  return separation > 0 && chance >= 0 ? 2 * probabilityOf(chance / 2) - 1 : 0;
}

/** The direction in which a metric gets worse, 0 where either may tell something. */
function signOf(role: MetricRole): number {
  return role === "availability" ? -1 : role === "latency" || role === "errors" ? 1 : 0;
}

/** How much less a shift tells than an excursion of the same chance: levels shift by themselves now and then, and stay. */
const SHIFT_DISCOUNT = 10;
/** Chance of a shift from which it may bear another one out. */
const MAX_CORROBORATING = 0.05;

/** The chances of shifts in the direction that counts; NaN where no other service shows one of the same metric in the same direction. */
function chancesOfShifts(shifts: readonly Shift[], { indicators }: MetricTable): readonly number[] {
  const chances = shifts.map(({ chance, separation }, i) => {
    const sign = signOf(indicators[i]!.role);
    return sign === 0 ? chance : sign * separation > 0 ? chance / 2 : NaN;
  });
  const kindOf = (i: number) => `${Math.sign(shifts[i]!.separation)} ${indicators[i]!.metric}`;
  const counts = new Map<string, number>();
  chances.forEach((chance, i) => {
    if (chance * chances.length < MAX_CORROBORATING) {
      counts.set(kindOf(i), (counts.get(kindOf(i)) ?? 0) + 1);
    }
  });
  return chances.map((chance, i) => (counts.get(kindOf(i)) ?? 0) < 2 ? NaN : SHIFT_DISCOUNT * chance);
}

/** The smaller of two chances of which one may not be known; the discount of shifts pays for the second look. */
function eitherOf(one: number, other: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) ? other : one;
  return Math.min(one, other);
}

/** Without the last rows, since the beginning may have been supposed some rows late. */
function undoubted(before: MetricTable): MetricTable {
  const rows = before.timesSeconds.length;
  if (rows < MIN_ROWS_TO_DOUBT) return before;
  return {
    indicators: before.indicators,
    timesSeconds: before.timesSeconds.subarray(0, rows - DOUBTED_ROWS),
    columns: before.columns.map((column) => column.subarray(0, rows - DOUBTED_ROWS)),
  };
}

/** What is known of a metric from before. */
interface Past {
  readonly least: number;
  readonly greatest: number;
  readonly presentShare: number;
  readonly longestGap: number;
  /** Whether it has hardly any values, as quantiles of a histogram have. */
  readonly coarse: boolean;
}

function pastOf(column: Float64Array): Past {
  const values = present(column);
  return {
    least: values.reduce((a, b) => Math.min(a, b), Infinity),
    greatest: values.reduce((a, b) => Math.max(a, b), -Infinity),
    presentShare: column.length > 0 ? values.length / column.length : 0,
    longestGap: longestGapOf(column),
    coarse: new Set(values).size <= Math.max(1, COARSE_SHARE * values.length),
  };
}

/** The longest run of missing values. */
function longestGapOf(column: Float64Array): number {
  let [longest, last] = [0, 0];
  for (const x of column) {
    last = Number.isNaN(x) ? last + 1 : 0;
    if (last > longest) longest = last;
  }
  return longest;
}

type Course = Omit<
  MetricChange,
  "column" | "service" | "metric" | "role" | "usual" | "separation" | "meanDistance" | "meanLogRatio"
>;

const STILL: Omit<Course, "ended"> = {
  certainty: 0,
  logRatio: 0,
  spreads: 0,
  distance: 0,
  since: 1,
  fallen: false,
  zero: false,
};

interface Metric {
  readonly reading: Reading;
  readonly role: MetricRole;
  readonly past: Past;
  /** Of as much in a quiet window, for one metric of each service; NaN if that can't be told. */
  readonly chance: number;
  /** How certain a change is that is none by that chance, given that something else has changed; 0 to 1. */
  readonly along: number;
}

function changeOf(column: Float64Array, { reading, role, past, chance, along }: Metric): Course {
  const ended = hasEnded(column, past);
  const { centre } = reading;
  const mayFall = centre > 0 && past.least >= NEVER_BELOW_SHARE * centre &&
    column.some((x) => x <= FALLEN_SHARE * centre);
  const mayJump = past.least === past.greatest;
  const moved = Math.max(along, Number.isNaN(chance) ? 0 : 2 * probabilityOf(chance) - 1);
  if (!mayFall && !mayJump && moved === 0) return { ...STILL, ended };
  const levels = levelsOf(column);
  const fallen = mayFall && levels.filter(({ level }) => level <= FALLEN_SHARE * centre).length >= LEVEL_ROWS;
  const jumped = mayJump && hasJumped(levels, past);
  const certainty = Math.max(moved, fallen ? FALLEN_CERTAINTY : 0, jumped ? JUMP_CERTAINTY : 0);
  if (certainty === 0) return { ...STILL, ended };
  const course = courseOf(levels, { reading, role, rows: column.length });
  const byABucket = role === "latency" && past.coarse && Math.abs(course.logRatio) < BUCKET_LOG_RATIO;
  return {
    certainty: byABucket ? Math.min(certainty, COARSE_CERTAINTY) : certainty,
    fallen,
    zero: fallen && levels.some(({ level }) => level === 0),
    ended,
    ...course,
  };
}

/** Whether what was constant is at another level at last. */
function hasJumped(levels: readonly LevelAt[], { least }: Past): boolean {
  const last = levels.at(-1)?.level;
  return levels.length > 1 && last !== undefined &&
    Math.abs(last - least) > MIN_JUMP_SHARE * Math.max(Math.abs(last), Math.abs(least));
}

function hasEnded(column: Float64Array, { presentShare, longestGap }: Past): boolean {
  return presentShare >= MIN_PRESENT_SHARE &&
    longestGapOf(column) >= Math.max(MIN_ROWS_WITHOUT, 2 * longestGap + 1, MIN_SHARE_WITHOUT * column.length);
}

function courseOf(
  levels: readonly LevelAt[],
  { reading, role, rows }: { readonly reading: Reading; readonly role: MetricRole; readonly rows: number },
) {
  const { centre } = reading;
  const sign = signOf(role);
  const far = (level: number) => {
    const spreads = deviation(level, reading);
    return sign === 0 ? Math.abs(spreads) : Math.max(0, sign * spreads);
  };
  let farthest = { level: centre, row: 0 };
  for (const one of levels) if (far(one.level) > far(farthest.level)) farthest = one;
  const most = far(farthest.level);
  const begun = levels.find(({ level }) =>
    far(level) >= Math.min(BEGUN_HALF * most, Math.max(BEGUN_SPREADS, BEGUN_SHARE * most))
  );
  return {
    logRatio: logRatioOf(farthest.level, centre),
    spreads: deviation(farthest.level, reading),
    distance: farthest.level - centre,
    since: most > 0 && begun !== undefined ? begun.row / rows : 1,
  };
}

interface LevelAt {
  readonly level: number;
  /** The first of the rows that it is the median of. */
  readonly row: number;
}

/** The medians of three rows with values each; of fewer rows the last value. */
function levelsOf(column: Float64Array): LevelAt[] {
  const levels: LevelAt[] = [];
  let [a, b] = [NaN, NaN];
  let [rowOfA, rowOfB] = [0, 0];
  let last: LevelAt | undefined;
  column.forEach((c, row) => {
    if (Number.isNaN(c)) return;
    last = { level: c, row };
    if (!Number.isNaN(a)) {
      levels.push({ level: Math.max(Math.min(a, b), Math.min(Math.max(a, b), c)), row: rowOfA });
    }
    [a, b, rowOfA, rowOfB] = [b, c, rowOfB, row];
  });
  return levels.length > 0 ? levels : last === undefined ? [] : [last];
}

function logRatioOf(now: number, usual: number): number {
  if (now === usual) return 0;
  if (!(now > 0) || !(usual > 0)) return now > usual ? MAX_LOG_RATIO : -MAX_LOG_RATIO;
  return Math.max(-MAX_LOG_RATIO, Math.min(MAX_LOG_RATIO, Math.log(now / usual)));
}

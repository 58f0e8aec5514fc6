import type { Indicator, MetricRole, MetricTable } from "../../model/mod.ts";
import { studentTail } from "../../stats/distributions/distributions.ts";
import { type Course, type Direction, largestExcursion, learnCourse } from "./course.ts";
import { present } from "./deviations.ts";
import { ofWideBuckets } from "./wide_buckets.ts";

/** Values that a metric needs before, or there is no telling what is usual. */
const MIN_VALUES = 10;
/** Shares of the window before on which courses are learnt to be held against what follows of it. */
const CUTS: readonly number[] = [1 / 3, 1 / 2, 2 / 3];
/** The largest ratio of one bucket's bounds among those that Prometheus' client libraries have by default. */
const BUCKET_RATIO = 2.5;
/** The share of quiet windows in which something seems to have happened, at most. */
const MAX_FALSE_SHARE = 0.01;

/**
 * Learns how metrics move by themselves; from the window after the function returned tells how certain it is that something has happened.
 *
 * The excursion of each metric (see `largestExcursion`) is measured by the largest that the window before shows after pseudo-onsets within it:
 * by the geometric mean of that of its role and that of all metrics. Its tail probability by Student's t, times the number of metrics and of
 * independent looks at each (Bonferroni), is the chance p of it in a quiet window. Above 1 % nothing can be told. Below, the certainty is the
 * least probability of an incident that p supports if both were equally likely beforehand, 1 / (1 - e p ln p): Sellke, Bayarri and Berger,
 * Calibration of p values for testing precise null hypotheses, The American Statistician 2001.
 *
 * @returns 0 to 1
 */
export function learnExcursions(before: MetricTable): (after: MetricTable) => number {
  const chancesOf = learnChances(before);
  return (after) => certaintyOfAny(chancesOf(after));
}

/** How certain it is that any of several metrics has left what is usual for it, 0 to 1. @param chances as of `learnChances` */
export function certaintyOfAny(chances: readonly number[]): number {
  const judged = chances.filter((chance) => !Number.isNaN(chance));
  return judged.length === 0 ? 0 : certaintyOf(judged.reduce((a, b) => Math.min(a, b)) * judged.length);
}

/**
 * Learns how metrics move by themselves, for the chance of what each does in the window after (see `learnExcursions`).
 *
 * @returns per metric the chance of so large an excursion of it in a quiet window, which may exceed 1; NaN where that can't be told
 */
export function learnChances(before: MetricTable): (after: MetricTable) => readonly number[] {
  const { indicators, columns } = before;
  const wide = ofWideBuckets(before);
  const metrics = columns.map((column, i) => learnMetric(present(column), indicators[i]!));
  return (after) => {
    const usual = usualSizes(metrics, after.timesSeconds.length);
    return metrics.map(({ course, direction, role }, i) => {
      const values = present(after.columns[i]!);
      return course === undefined || values.length === 0
        ? NaN
        : chanceOf(values, wide[i] ? upToNextBucket(course) : course, { direction, usual: usual(role) });
    });
  };
}

/** The same with a range that reaches to where the next bucket ends: a value that comes there may have moved by next to nothing. */
function upToNextBucket(course: Course): Course {
  return { ...course, greatest: BUCKET_RATIO * course.greatest };
}

/** A metric before, with no value missing. */
interface Metric {
  readonly role: MetricRole;
  readonly direction: Direction;
  /** Undefined if there are too few values to tell. */
  readonly course: Course | undefined;
  /** Pseudo-onsets: the course until then, and the values that follow. */
  readonly past: readonly { readonly course: Course; readonly rest: Float64Array }[];
}

function learnMetric(values: Float64Array, { role }: Indicator): Metric {
  const enough = values.length >= MIN_VALUES;
  const cuts = CUTS.map((share) => Math.floor(share * values.length)).filter((cut) => cut >= MIN_VALUES);
  return {
    role,
    direction: directionOf(role),
    course: enough ? learnCourse(values) : undefined,
    past: cuts.map((cut) => ({ course: learnCourse(values.subarray(0, cut)), rest: values.subarray(cut) })),
  };
}

/** Latency and errors count if they rise, availability if it falls. */
function directionOf(role: MetricRole): Direction {
  if (role === "availability") return -1;
  return role === "latency" || role === "errors" ? 1 : 0;
}

/** By role what excursions within so many rows are measured by, at least 1. */
function usualSizes(metrics: readonly Metric[], rows: number): (role: MetricRole) => number {
  const byRole = new Map<MetricRole, number>();
  let all = 1;
  for (const { role, direction, course: whole, past } of metrics) {
    for (const { course, rest } of past) {
      // What was 0 until then has no level to be measured by: whatever followed would count alike.
      const spreadOf = course.least === 0 && course.greatest === 0 ? whole! : course;
      const size = largestExcursion(rest.subarray(0, rows), course, { direction, spreadOf });
      byRole.set(role, Math.max(byRole.get(role) ?? 1, size));
      all = Math.max(all, size);
    }
  }
  return (role) => Math.sqrt((byRole.get(role) ?? 1) * all);
}

/** The chance of so large an excursion of one metric in a quiet window; it may exceed 1. */
function chanceOf(
  values: Float64Array,
  course: Course,
  { direction, usual }: { readonly direction: Direction; readonly usual: number },
): number {
  const size = largestExcursion(values, course, { direction }) / usual;
  const looks = 1 + (values.length - 1) * (1 - course.persistence);
  return (direction === 0 ? 2 : 1) * looks * studentTail(size, freedomOf(course));
}

/** Degrees of freedom of the standard deviation of a forecast: levels overlap, so that only about half of them are independent. */
function freedomOf({ count }: Course): number {
  return Math.max(1, (count - 3) / 2);
}

/** @param chance of as much in a quiet window; 0 where it is too small for a number */
function certaintyOf(chance: number): number {
  return chance > MAX_FALSE_SHARE ? 0 : probabilityOf(chance);
}

/**
 * The least probability that something has happened, if it was as likely as not beforehand: that of Sellke, Bayarri and Berger.
 *
 * @param chance of as much in a quiet window; 0 where it is too small for a number
 * @returns 0.5 to 1
 */
export function probabilityOf(chance: number): number {
  if (!(chance < 1 / Math.E)) return 0.5;
  return chance > 0 ? 1 / (1 - Math.E * chance * Math.log(chance)) : 1;
}

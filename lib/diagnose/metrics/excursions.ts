import type { Indicator, MetricTable } from "../../model/mod.ts";
import { betaCdf } from "../../stats/distributions/distributions.ts";
import { type Course, type Direction, largestExcursion, learnCourse } from "./course.ts";
import { present } from "./deviations.ts";

/** Values that a metric needs before, or there is no telling what is usual. */
const MIN_VALUES = 10;
/** Shares of the window before on which courses are learnt to be held against what follows of it. */
const CUTS: readonly number[] = [1 / 3, 1 / 2, 2 / 3];
/** The share of quiet windows in which something seems to have happened, at most. */
const MAX_FALSE_SHARE = 0.01;

/**
 * Learns how metrics move by themselves; from the window after the function returned tells how certain it is that something has happened.
 *
 * The excursion of each metric (see `largestExcursion`) is measured by those that the window before shows at pseudo-onsets within it, half by
 * those of the same role and half by those of all metrics. Its tail probability by Student's t, times the number of metrics and of
 * independent looks at each (Bonferroni), is the chance p of it in a quiet window. Above 1 % nothing can be told. Below, the certainty is the
 * least probability of an incident that p supports if nothing was known beforehand, 1 / (1 - e p ln p): Sellke, Bayarri and Berger,
 * Calibration of p values for testing precise null hypotheses, The American Statistician 2001.
 *
 * @returns 0 to 1
 */
export function learnExcursions({ indicators, columns }: MetricTable): (after: MetricTable) => number {
  const before = columns.map(present);
  const metrics = before.map((values, i) => ({
    role: indicators[i]!.role,
    direction: directionOf(indicators[i]!),
    course: learnIfEnough(values),
    past: CUTS.map((share) => Math.floor(share * values.length))
      .map((cut) => ({ course: learnIfEnough(values.subarray(0, cut)), rest: values.subarray(cut) })),
  }));
  return (after) => {
    const rows = after.timesSeconds.length;
    const usual = new Map<string | undefined, number>();
    for (const { role, direction, past } of metrics) {
      const size = past.reduce(
        (most, { course, rest }) => Math.max(most, sizeOf(rest.subarray(0, rows), course, direction)),
        1,
      );
      for (const key of [role, undefined]) usual.set(key, Math.max(usual.get(key) ?? 1, size));
    }
    let least = 1;
    let watched = 0;
    metrics.forEach(({ role, direction, course }, i) => {
      const values = present(after.columns[i]!);
      if (course === undefined || values.length === 0) return;
      watched++;
      const scale = Math.sqrt(usual.get(role)! * usual.get(undefined)!);
      const size = sizeOf(values, course, direction) / scale;
      const looks = (1 + (values.length - 1) * (1 - course.persistence)) * (direction === 0 ? 2 : 1);
      least = Math.min(least, looks * studentTail(size, freedomOf(course)));
    });
    return watched > 0 ? certaintyOf(watched * least) : 0;
  };
}

function learnIfEnough(values: Float64Array): Course | undefined {
  return values.length < MIN_VALUES ? undefined : learnCourse(values);
}

/** Latency and errors count if they rise, availability if it falls. */
function directionOf({ role }: Indicator): Direction {
  if (role === "availability") return -1;
  return role === "latency" || role === "errors" ? 1 : 0;
}

function sizeOf(values: Float64Array, course: Course | undefined, direction: Direction): number {
  return course === undefined || values.length === 0 ? 0 : largestExcursion(values, course, direction);
}

/** Degrees of freedom of the standard deviation of a forecast: levels overlap, so that only about half of them are independent. */
function freedomOf({ count }: Course): number {
  return Math.max(1, (count - 3) / 2);
}

/** The probability that Student's t exceeds x, which is 0 or more. */
function studentTail(x: number, freedom: number): number {
  return betaCdf(freedom / (freedom + x * x), { a: freedom / 2, b: 0.5 }) / 2;
}

function certaintyOf(chance: number): number {
  if (chance > MAX_FALSE_SHARE) return 0;
  return chance > 0 ? 1 / (1 - Math.E * chance * Math.log(chance)) : 1;
}

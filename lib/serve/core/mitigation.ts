import type { Course, CourseStep } from "./course.ts";

/** Steps that an incident must be over sooner than by itself, and those that a recovery is looked at for: a minute. */
const MINUTE_STEPS = 12;
/** Least share of its requests in the healthy system that a service must get after a recovery. */
const LEAST_SHARE = 0.5;
/** Requests per second from which on a share can be told from noise. */
const LEAST_RATE = 1;

/** What an episode is judged against. Ground truth. */
export interface Baselines {
  /** The same system and users without any fault, left alone. */
  readonly healthy: Course;
  /** The same incident, left alone. */
  readonly untouched: Course;
  /** By index whether some action mends the fault; one that nothing mends can be served through. */
  readonly isMendable: readonly boolean[];
}

/** Whether and when an incident was mitigated. */
export interface Mitigation {
  /** Null where there was nothing to mitigate: users never noticed, or it was over by itself within a minute. */
  readonly mitigated: boolean | null;
  /** The first step of the recovery; null unless it was mitigated. */
  readonly step: number | null;
}

/**
 * Judges a recovery against the healthy system: from some step on to the end of the episode the SLO is met (but where the healthy system breaks it
 * too), no traffic is shed, no fault is active that an action mends, and every service gets its requests. It must begin a minute before
 * the incident would have been over by itself, and each fault that can be mended must have ended sooner than by itself. So a symptom that is
 * hidden, a fault that comes back, one of several that is left, and traffic that is turned away are no mitigation.
 */
export function mitigationOf(course: Course, baselines: Baselines): Mitigation {
  const { healthy, untouched, isMendable } = baselines;
  const never = course.length;
  const byItself = recoveredFrom(untouched, baselines) ?? never;
  const firstBreach = untouched.findIndex((now, step) => breaksSlo(now, healthy[step]));
  if (firstBreach < 0 || byItself - firstBreach < MINUTE_STEPS) return { mitigated: null, step: null };
  const step = recoveredFrom(course, baselines);
  const mitigated = step !== null && step + MINUTE_STEPS <= byItself &&
    isMendable.every((can, fault) => !can || lastActive(course, fault) < lastActive(untouched, fault)) &&
    isServed(course, healthy, { from: step, to: Math.min(never, Math.max(byItself, step + MINUTE_STEPS)) }) &&
    isServed(course, healthy, { from: Math.max(step, never - MINUTE_STEPS), to: never });
  return { mitigated, step: mitigated ? step : null };
}

/** The first step from which on all is well to the end; null if it doesn't end well. */
export function recoveredFrom(
  course: Course,
  { healthy, isMendable }: Pick<Baselines, "healthy" | "isMendable">,
): number | null {
  const last = course.findLastIndex((now, step) =>
    breaksSlo(now, healthy[step]) || now.shedShare > 0 || now.active.some((fault) => isMendable[fault])
  );
  return last === course.length - 1 ? null : last + 1;
}

/** A breach that the healthy system has in the same step, as under a planned switchover, is not held against anybody. */
function breaksSlo({ sloViolated }: CourseStep, healthy: CourseStep | undefined): boolean {
  return sloViolated && healthy?.sloViolated !== true;
}

function lastActive(course: Course, fault: number): number {
  return course.findLastIndex(({ active }) => active.includes(fault));
}

/** Whether every service gets about what it gets in the healthy system: none is cut off. */
function isServed(
  course: Course,
  healthy: Course,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const services = healthy[0]!.rates.length;
  for (let row = 0; row < services; row++) {
    const usual = meanRate(healthy, row, { from, to });
    if (usual > LEAST_RATE && meanRate(course, row, { from, to }) < LEAST_SHARE * usual) return false;
  }
  return true;
}

/** Mean of what was measured; NaN for nothing. */
function meanRate(
  course: Course,
  row: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const rates = course.slice(from, to).map(({ rates }) => rates[row]!).filter(Number.isFinite);
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

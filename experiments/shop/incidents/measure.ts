import type { UserView } from "../measured/prometheus.ts";

/** What users saw in each second after the fault. */
export type UserCourse = readonly (UserView | null)[];

/** What an incident was for users. */
export interface UserImpact {
  /** Seconds in which the SLO did not hold for users. */
  readonly violationSeconds: number;
  /** Seconds from the fault to the end of the last violation; null if the SLO did not hold again, 0 if it always did. */
  readonly recoverySeconds: number | null;
  /** Seconds' worth of requests that a limit turned away: each second counts by the share of its requests. */
  readonly turnedAwaySeconds: number;
  /** Seconds in which no users were seen; they count as violations. */
  readonly unseenSeconds: number;
}

/** The limits that users were promised. */
export interface UserSlo {
  /** Most of the p95, ms. */
  readonly latencyP95Ms: number;
  /** Most of the share of failed requests. */
  readonly errorRate: number;
}

/** Whether users got less than they were promised. */
export function violates(seen: UserView | null, slo: UserSlo): boolean {
  return seen === null || seen.p95Ms > slo.latencyP95Ms || seen.failedShare > slo.errorRate;
}

/**
 * What a course of seconds comes to.
 *
 * @param calmSeconds that must have passed without a violation before users count as recovered
 */
export function impactOf(course: UserCourse, slo: UserSlo, calmSeconds: number): UserImpact {
  const bad = course.map((seen) => violates(seen, slo));
  const last = bad.lastIndexOf(true);
  return {
    violationSeconds: bad.filter(Boolean).length,
    recoverySeconds: course.length - 1 - last >= calmSeconds ? last + 1 : null,
    turnedAwaySeconds: Number(
      course.reduce((sum, seen) => sum + (seen?.turnedAwayShare ?? 0), 0).toFixed(1),
    ),
    unseenSeconds: course.filter((seen) => seen === null).length,
  };
}

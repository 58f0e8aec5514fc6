import { z } from "zod";
import { anyNumber, numbers, outcomes } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/usage_error.ts";
import { probit } from "../distributions/distributions.ts";
import { requireOneLength } from "../samples/pairs.ts";
import type { Estimate } from "./estimate.ts";
import { pow } from "../portable/pow.ts";

const survivalCurve = z.object({
  time: numbers,
  survival: numbers,
  atRisk: numbers,
  events: numbers,
  low: numbers,
  high: numbers,
});

const KAPLAN_MEIER_ARGUMENTS = z.object({
  times: numbers,
  events: outcomes,
  options: z.strictObject({ confidence: anyNumber.optional() }),
});
const MEDIAN_SURVIVAL_ARGUMENTS = z.object({ curve: survivalCurve });
const RESTRICTED_MEAN_ARGUMENTS = z.object({ curve: survivalCurve, horizon: anyNumber });

/** A survival curve: one step per distinct time, in ascending order. */
export interface SurvivalCurve {
  /** Times at which an event or a censoring was observed, in the unit of the data. */
  readonly time: readonly number[];
  /** The share that survives beyond each time, 0 to 1. */
  readonly survival: readonly number[];
  /** The number of cases at risk just before each time. */
  readonly atRisk: readonly number[];
  /** The number of events at each time; 0 where cases were only censored. */
  readonly events: readonly number[];
  /** Lower limits, 0 to 1; 1 before the first event, NaN once no case survives. */
  readonly low: readonly number[];
  /** Upper limits, likewise. */
  readonly high: readonly number[];
}

/** Options of a survival curve. */
export interface SurvivalOptions {
  /** Confidence level in (0, 1), default 0.95. */
  readonly confidence?: number;
}

/**
 * The Kaplan-Meier estimate of survival under right censoring (Kaplan and Meier, 1958), with pointwise log-log limits
 * from Greenwood's variance (Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data,
 * 1980). A case censored at the time of an event was still at risk of it.
 *
 * @param times of event or censoring, 0 or more, in any order: steps to recovery, for instance
 * @param events 1 or true where the event was observed, 0 or false where the case was censored, as when the episode ended
 * before the recovery
 * @throws {UsageError} if there is not one event for each time, or if a time is negative or not finite
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { kaplanMeier, medianSurvival } from "./survival.ts";
 * const curve = kaplanMeier([2, 3, 3, 8], [1, 1, 0, 1]);
 * ok(curve.survival[1] === 0.5 && medianSurvival(curve).value === 3);
 * ```
 */
export function kaplanMeier(
  times: ArrayLike<number>,
  events: ArrayLike<number | boolean>,
  options: SurvivalOptions = {},
): SurvivalCurve {
  checkOptions("kaplanMeier", KAPLAN_MEIER_ARGUMENTS, { times, events, options });
  const { confidence = 0.95 } = options;
  requireOneLength(times, events);
  requireTimes(times);
  const deviate = probit((1 + confidence) / 2);
  const steps = countSteps(times, events);
  let survival = 1;
  let hazards = 0;
  const rows = steps.map((step) => {
    const { atRisk, died } = step;
    survival *= 1 - died / atRisk;
    hazards += died / (atRisk * (atRisk - died));
    return { ...step, survival, ...logLogLimits(survival, deviate * Math.sqrt(hazards)) };
  });
  return {
    time: rows.map(({ time }) => time),
    survival: rows.map(({ survival }) => survival),
    atRisk: rows.map(({ atRisk }) => atRisk),
    events: rows.map(({ died }) => died),
    low: rows.map(({ low }) => low),
    high: rows.map(({ high }) => high),
  };
}

/**
 * The median survival time: the first at which half or fewer survive, with the interval of Brookmeyer and
 * Crowley (1982): the first times at which the curve's limits do.
 *
 * @returns Infinity where more than half survive to the end, so that no median was observed
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function medianSurvival(curve: SurvivalCurve): Estimate {
  checkOptions("medianSurvival", MEDIAN_SURVIVAL_ARGUMENTS, { curve });
  const { time, survival, low, high } = curve;
  // Rounding: a product of shares such as 5/6 * 4/5 * 3/4 may come out just above a half.
  const first = (shares: readonly number[]) =>
    time[shares.findIndex((share) => share <= 0.5 + 1e-12)] ?? Infinity;
  return { value: first(survival), low: first(low), high: first(high) };
}

/**
 * The mean survival time up to a horizon: the area under the curve (Klein and Moeschberger, Survival
 * Analysis, 2003, formulas 4.5.1 and 4.5.2, as R's `print.survfit(rmean=)`). Unlike a mean of the observed times
 * it does not mistake censoring for the event.
 *
 * @param horizon in the unit of the times. Beyond the last time the curve is taken as constant, so a
 * horizon past the end of every case extrapolates
 * @returns the mean, 0 to horizon, and its standard error; both NaN for an empty curve
 * @throws {UsageError} if the horizon is not above 0 and finite
 */
export function restrictedMean(
  curve: SurvivalCurve,
  horizon: number,
): { readonly mean: number; readonly standardError: number } {
  checkOptions("restrictedMean", RESTRICTED_MEAN_ARGUMENTS, { curve, horizon });
  if (!(horizon > 0 && horizon < Infinity)) {
    throw new UsageError(`A horizon must be above 0 and finite, found ${horizon}`);
  }
  const { time, survival, atRisk, events } = curve;
  if (time.length === 0) return { mean: NaN, standardError: NaN };
  let area = 0;
  let variance = 0;
  let until = horizon;
  for (let i = time.length - 1; i >= 0; i--) {
    if (time[i]! >= horizon) continue;
    area += survival[i]! * (until - time[i]!);
    until = time[i]!;
    const left = atRisk[i]! - events[i]!;
    // Where the last case at risk has its event, its term is 0 and not 0 / 0.
    if (left > 0) variance += area ** 2 * events[i]! / (atRisk[i]! * left);
  }
  return { mean: area + until, standardError: Math.sqrt(variance) };
}

function countSteps(times: ArrayLike<number>, events: ArrayLike<number | boolean>) {
  const cases = Array.from(times, (time, i) => ({ time, event: Number(events[i]!) }));
  const byTime = [...Map.groupBy(cases, ({ time }) => time)].sort(([a], [b]) => a - b);
  let atRisk = cases.length;
  return byTime.map(([time, group]) => {
    const step = { time, atRisk, died: group.reduce((sum, { event }) => sum + event, 0) };
    atRisk -= group.length;
    return step;
  });
}

/** Limits computed on the scale of log(-log(survival)), which keeps them between 0 and 1. */
function logLogLimits(survival: number, deviation: number): { low: number; high: number } {
  if (survival === 1) return { low: 1, high: 1 };
  if (survival === 0) return { low: NaN, high: NaN };
  const spread = Math.exp(deviation / -Math.log(survival));
  return { low: pow(survival, spread), high: pow(survival, 1 / spread) };
}

function requireTimes(times: ArrayLike<number>): void {
  const wrong = Array.from(times).find((time) => !(time >= 0 && time < Infinity));
  if (wrong !== undefined) {
    throw new UsageError(`A survival time must be 0 or more and finite, found ${wrong}`);
  }
}

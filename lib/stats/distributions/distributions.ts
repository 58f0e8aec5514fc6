import { z } from "zod";
import { anyNumber } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { showValue } from "../../model/show_value.ts";
import { UsageError } from "../../model/usage_error.ts";
import jstat from "jstat";

const ARGUMENTS = z.object({ x: anyNumber, freedom: z.number().positive() });

/** The part of jStat that is used here; jStat ships no types. */
interface Jstat {
  readonly normal: Record<"cdf" | "inv", (x: number, mean: number, sd: number) => number>;
  readonly studentt: Record<"cdf" | "inv", (x: number, freedom: number) => number>;
  readonly beta: Record<"cdf", (x: number, a: number, b: number) => number>;
  readonly chisquare: Record<"cdf", (x: number, freedom: number) => number>;
  readonly noncentralt: Record<"cdf", (x: number, freedom: number, noncentrality: number) => number>;
}

// jStat and not simple-statistics, whose probit(.975) is 1.957, off by 3e-3.
const { normal, studentt, beta, chisquare, noncentralt } = jstat as Jstat;

/** The standard normal distribution function; within 1e-15 of SciPy. */
export function normalCdf(z: number): number {
  if (typeof z !== "number") throw new UsageError(`normalCdf takes a number, found ${showValue(z)}`);
  return normal.cdf(z, 0, 1);
}

/**
 * The standard normal quantile of p, in (0, 1); within 1e-11 of SciPy down to p = 1e-6.
 *
 * `normalQuantile` of lib/random is a thousand times less precise (1e-9), but cheap and clamped, as a draw of the simulator must be. The two
 * differ in the last digits, so that neither can replace the other without changing published results.
 */
export function probit(p: number): number {
  return normal.inv(p, 0, 1);
}

/** The quantile of p, in (0, 1), of Student's t; within 1e-7 of SciPy. */
export function studentQuantile(p: number, freedom: number): number {
  return studentt.inv(p, freedom);
}

/** The probability that Student's t exceeds x, which is 0 or more; precise where `1 - cdf` would be rounded to 0. */
export function studentTail(x: number, freedom: number): number {
  return betaCdf(freedom / (freedom + x * x), { a: freedom / 2, b: 0.5 }) / 2;
}

/** The distribution function of the noncentral t; within 1e-8 of SciPy for a noncentrality below 37. */
export function noncentralStudentCdf(t: number, shape: { freedom: number; noncentrality: number }): number {
  return noncentralt.cdf(t, shape.freedom, shape.noncentrality);
}

/** The distribution function of Beta(a, b) at x in [0, 1]. */
export function betaCdf(x: number, { a, b }: { readonly a: number; readonly b: number }): number {
  return beta.cdf(x, a, b);
}

/**
 * The probability that a chi-square variable with the given degrees of freedom (at least 1) exceeds x; within 1e-11 of SciPy.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function chiSquareTail(x: number, freedom: number): number {
  checkOptions("chiSquareTail", ARGUMENTS, { x, freedom });
  return x > 0 ? Math.max(0, 1 - chisquare.cdf(x, freedom)) : 1;
}

import type { Tuning } from "./estimator.ts";
import { type Ratio, standardError, valueOf } from "./ratios.ts";

/** Standard errors that make one side of an interval of 95 %. */
const DEVIATES = 1.96;

/** What SLOPE has chosen. */
export interface SlopeChoice {
  /** The value of the parameter. */
  readonly value: number;
  /** The estimate of least bias, less that of this value: the bias that is seen. */
  readonly difference: number;
  /** Standard error of the difference: as much bias may hide. */
  readonly differenceError: number;
}

/**
 * Chooses a parameter by SLOPE (Su, Srinath and Krishnamurthy, "Adaptive estimator selection for off-policy evaluation", ICML 2020): of values in
 * the order of growing bias the last one whose interval meets those of all before it. As all estimates are of the same log, the intervals are
 * those of their differences: they meet where the interval of the difference contains 0.
 */
export function chooseBySlope(
  { values }: Tuning,
  largestWeight: number,
  ratiosFor: (value: number) => readonly Ratio[],
): SlopeChoice {
  const before: { readonly value: number; readonly ratios: readonly Ratio[] }[] = [];
  for (const value of values(largestWeight)) {
    const ratios = ratiosFor(value);
    if (!before.every((one) => meet(ratios, one.ratios))) break;
    before.push({ value, ratios });
  }
  const { value, ratios } = before.at(-1)!;
  const least = before[0]!.ratios;
  const difference = valueOf(least) - valueOf(ratios);
  return {
    value,
    difference: Number.isNaN(difference) ? 0 : difference,
    differenceError: standardError([...ratios, ...negative(least)]) || 0,
  };
}

function meet(one: readonly Ratio[], other: readonly Ratio[]): boolean {
  const reach = DEVIATES * standardError([...one, ...negative(other)]);
  // Of a single episode no interval is known, and none contradicts another.
  return !(Math.abs(valueOf(one) - valueOf(other)) > reach);
}

function negative(ratios: readonly Ratio[]): Ratio[] {
  return ratios.map(({ numerators, denominators }) => ({
    numerators: numerators.map((x) => -x),
    denominators,
  }));
}

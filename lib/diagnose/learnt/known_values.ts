import type { Example } from "./train_scorer.ts";

/** The values that a network was shown of each feature. */
export interface KnownValues {
  /** Names of the features, in order. */
  readonly features: readonly string[];
  /** The least and the greatest value of each; 0 for one without any value. */
  readonly least: readonly number[];
  readonly greatest: readonly number[];
}

/** Digits of a bound. */
const DIGITS = 4;
/** Part of the width of what was shown by which a value may lie outside: rare ones are hardly ever shown. */
const MARGIN = 0.1;

/** The values of some examples. */
export function knownValuesOf(examples: readonly Example[], features: readonly string[]): KnownValues {
  const least = new Float64Array(features.length).fill(Infinity);
  const greatest = new Float64Array(features.length).fill(-Infinity);
  for (const { features: table } of examples) {
    table.forEach((x, i) => {
      const feature = i % features.length;
      if (x < least[feature]!) least[feature] = x;
      if (x > greatest[feature]!) greatest[feature] = x;
    });
  }
  const bound = (x: number) => Number.isFinite(x) ? Number(x.toPrecision(DIGITS)) : 0;
  return { features, least: Array.from(least, bound), greatest: Array.from(greatest, bound) };
}

/**
 * The kinds of numbers of a system that a network was never shown the like of, by the names of features: one that is far off at many services, or at their
 * callers, counts once. A network extrapolates there, and can be sure and wrong.
 *
 * @param table services x features, row by row; NaN where one is missing
 */
export function unknownValues(
  { features, least, greatest }: KnownValues,
  table: ArrayLike<number>,
): ReadonlySet<string> {
  const unknown = new Set<string>();
  for (let i = 0; i < table.length; i++) {
    const feature = i % features.length;
    const [low, high] = [least[feature]!, greatest[feature]!];
    const margin = MARGIN * (high - low);
    if (table[i]! > high + margin || table[i]! < low - margin) unknown.add(plainName(features[feature]!));
  }
  return unknown;
}

/** The name of a feature without whose it is, as `latency rise` for `callers: latency rise`. */
function plainName(feature: string): string {
  return feature.split(": ").at(-1)!;
}

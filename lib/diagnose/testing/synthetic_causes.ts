import type { MetricTable } from "../../model/mod.ts";

/** Per variable its causes, which precede it, with their linear effects. */
export type LinearCauses = readonly (readonly (readonly [cause: number, effect: number])[])[];

/** Seven variables in two v-structures with a chain behind them: PC can direct every edge. */
export const SEVEN: LinearCauses = [[], [], [[0, 0.8], [1, 0.9]], [[2, 1]], [[1, -1]], [[3, 0.7], [4, 0.9]], [
  [5, 1],
]];

/**
 * Data of a linear system with noise of variance 1, for tests. The generator is the simplest (Lehmer's with 16807, twelve uniform numbers
 * per noise), so that a few lines of Python produce the same numbers for an oracle.
 *
 * @param shift what an intervention adds to one variable, and thereby to its effects
 * @returns variables by rows
 */
export function synthesizeCauses(
  causes: LinearCauses,
  { seed, rows, shift }: {
    readonly seed: number;
    readonly rows: number;
    readonly shift?: { readonly variable: number; readonly by: number };
  },
): Float64Array[] {
  let state = seed;
  const uniform = () => (state = state * 16807 % 2147483647) / 2147483647;
  const noise = () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, 0) - 6;
  const columns = causes.map(() => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    causes.forEach((of, i) => {
      const explained = of.reduce((sum, [cause, effect]) => sum + effect * columns[cause]![row]!, 0);
      columns[i]![row] = explained + noise() + (shift?.variable === i ? shift.by : 0);
    });
  }
  return columns;
}

/** The data as a table of services `s0`, `s1`, ... with one latency each. */
export function asLatencies(columns: readonly Float64Array[]): MetricTable {
  return {
    indicators: columns.map((_, i) => ({ service: `s${i}`, metric: "latency", role: "latency" })),
    timesSeconds: Float64Array.from(columns[0] ?? [], (_, row) => row),
    columns,
  };
}

import type { IndependenceTest } from "./fisher_z.ts";
import { subsets } from "./subsets.ts";

/** Who is next to whom, and why the others are not. */
export interface Skeleton {
  /** Per variable its neighbours, ascending. */
  readonly neighbours: readonly (readonly number[])[];
  /** What made x and y independent; undefined where they are neighbours. */
  separatedBy(x: number, y: number): readonly number[] | undefined;
}

/** How far a search goes. */
export interface SkeletonOptions {
  /** Significance level: above this p two variables count as independent. Default 0.01. */
  readonly alpha?: number;
  /** The largest number of variables to condition on. Default no limit. */
  readonly maxGiven?: number;
  /** How many of a variable's neighbours, the most dependent first, are conditioned on. Default all. */
  readonly maxNeighbours?: number;
}

/**
 * The skeleton of a causal graph by PC-stable (Colombo and Maathuis, JMLR 2014): all edges at first, then an edge goes as
 * soon as some of a neighbour's other neighbours make its ends independent. Neighbours are those of the beginning of each size, so that
 * the result does not hang on the order of the variables.
 */
export function learnSkeleton(
  count: number,
  independent: IndependenceTest,
  { alpha = 0.01, maxGiven = Infinity, maxNeighbours = Infinity }: SkeletonOptions = {},
): Skeleton {
  const separators = new Map<number, readonly number[]>();
  const key = (x: number, y: number) => Math.min(x, y) * count + Math.max(x, y);
  const everyone = Array.from({ length: count }, (_, i) => i);
  let neighbours = everyone.map((x) => everyone.filter((y) => y !== x));
  for (let size = 0; size <= maxGiven && neighbours.some((of) => of.length > size); size++) {
    const candidates = size === 0 || maxNeighbours === Infinity
      ? neighbours
      : neighbours.map((of, x) => mostDependent(of, maxNeighbours, (y) => independent(x, y, [])));
    for (let x = 0; x < count; x++) {
      for (const y of neighbours[x]!) {
        if (separators.has(key(x, y))) continue;
        const separator = findSeparator(
          candidates[x]!.filter((z) => z !== y),
          size,
          (given) => independent(x, y, given) > alpha,
        );
        if (separator) separators.set(key(x, y), separator);
      }
    }
    neighbours = neighbours.map((of, x) => of.filter((y) => !separators.has(key(x, y))));
  }
  return { neighbours, separatedBy: (x, y) => separators.get(key(x, y)) };
}

function findSeparator(from: readonly number[], size: number, separates: (given: number[]) => boolean) {
  for (const given of subsets(from, size)) if (separates(given)) return given;
}

/** The first of the neighbours by p-value, ascending. */
function mostDependent(of: readonly number[], most: number, pOf: (y: number) => number): readonly number[] {
  if (of.length <= most) return of;
  return of.map((y) => ({ y, p: pOf(y) })).sort((a, b) => a.p - b.p).slice(0, most).map(({ y }) => y);
}

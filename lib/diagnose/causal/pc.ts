import { fisherZ, type IndependenceTest } from "./fisher_z.ts";
import { subsets } from "./subsets.ts";

/** A causal graph as far as data determine it: arrows, and edges whose direction is open. */
export interface CausalGraph {
  readonly count: number;
  /** Whether x causes y. */
  causes(x: number, y: number): boolean;
  /** Whether an edge of either or no direction joins x and y. */
  adjacent(x: number, y: number): boolean;
}

/** The limits of the search. */
export interface PcOptions {
  /** Significance level: variables with a p-value above it count as independent. Default 0.01. */
  readonly alpha?: number;
  /** The largest number of variables that are conditioned on. Default no limit. */
  readonly maxGiven?: number;
  /** How many neighbours of a variable, the most dependent first, are conditioned on. Default all. */
  readonly maxNeighbours?: number;
}

/**
 * The PC algorithm in its stable form (Spirtes and Glymour 1991; Colombo and Maathuis, JMLR 2014) with Fisher's z test: the Markov
 * equivalence class of the graph behind data with linear effects, normal noise, no hidden common cause and no cycle. Takes time
 * exponential in the number of neighbours, unless `maxGiven` or `maxNeighbours` bounds it.
 *
 * @param columns variables by rows, none missing
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { learnPattern } from "./pc.ts";
 * const [a, b, noise] = [1, 2, 3].map((k) => Float64Array.from({ length: 300 }, (_, i) => Math.sin(k * i * i)));
 * const graph = learnPattern([a!, b!, a!.map((x, i) => x + b![i]! + 0.5 * noise![i]!)]);
 * ok(graph.causes(0, 2) && graph.causes(1, 2) && !graph.adjacent(0, 1));
 * ```
 */
export function learnPattern(columns: readonly Float64Array[], options: PcOptions = {}): CausalGraph {
  return orient(learnSkeleton(columns.length, fisherZ(columns), options));
}

/** The edges without their directions, and why the other pairs have none. */
interface Skeleton {
  /** Per variable its neighbours, ascending. */
  readonly neighbours: readonly (readonly number[])[];
  /** The variables that made x and y independent; undefined for neighbours. */
  separatedBy(x: number, y: number): readonly number[] | undefined;
}

/**
 * The skeleton of a causal graph by PC-stable: starts with all edges and removes an edge as soon as some of the other neighbours
 * make its ends independent. Neighbours are those at the start of each size of the conditioning set, so that the result doesn't depend on the
 * order of the variables.
 */
function learnSkeleton(
  count: number,
  independent: IndependenceTest,
  { alpha = 0.01, maxGiven = Infinity, maxNeighbours = Infinity }: PcOptions = {},
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

/** The neighbours with the smallest p-values. */
function mostDependent(of: readonly number[], limit: number, pOf: (y: number) => number): readonly number[] {
  if (of.length <= limit) return of;
  return of.map((y) => ({ y, p: pOf(y) })).sort((a, b) => a.p - b.p).slice(0, limit).map(({ y }) => y);
}

/**
 * Directs the edges whose direction is determined: v-structures first (x -> z <- y where x and y are not neighbours and z didn't separate
 * them), then Meek's rules 1 to 3 (UAI 1995) until nothing changes. If two v-structures disagree on an edge, the first prevails.
 */
function orient({ neighbours, separatedBy }: Skeleton): CausalGraph {
  const count = neighbours.length;
  const edge = neighbours.map((of) => new Set(of));
  const arrow = neighbours.map(() => new Set<number>());
  const adjacent = (x: number, y: number) => edge[x]!.has(y);
  const causes = (x: number, y: number) => arrow[x]!.has(y);
  const open = (x: number, y: number) => adjacent(x, y) && !causes(x, y) && !causes(y, x);

  neighbours.forEach((of, z) => {
    for (const x of of) {
      for (const y of of) {
        if (x >= y || adjacent(x, y) || separatedBy(x, y)?.includes(z)) continue;
        if (causes(z, x) || causes(z, y)) continue;
        arrow[x]!.add(z);
        arrow[y]!.add(z);
      }
    }
  });

  /** Whether one of Meek's rules says x -> y. */
  const mustCause = (x: number, y: number) => {
    const shared = neighbours[y]!.filter((z) => z !== x);
    // Rule 1: z -> x - y, with z and y not adjacent, would otherwise be a v-structure that was not found.
    if (neighbours[x]!.some((z) => z !== y && causes(z, x) && !adjacent(z, y))) return true;
    // Rule 2: x -> z -> y would otherwise become a cycle.
    if (shared.some((z) => causes(x, z) && causes(z, y))) return true;
    // Rule 3: two variables that are not adjacent, both joined to x by open edges, both cause y.
    const both = shared.filter((z) => open(x, z) && causes(z, y));
    return both.some((a) => both.some((b) => a < b && !adjacent(a, b)));
  };
  for (let changed = true; changed;) {
    changed = false;
    neighbours.forEach((of, x) => {
      for (const y of of) {
        if (!open(x, y) || !mustCause(x, y)) continue;
        arrow[x]!.add(y);
        changed = true;
      }
    });
  }
  return { count, causes, adjacent };
}

import type { Skeleton } from "./skeleton.ts";

/** A causal graph as far as data tells: arrows, and edges whose direction is open. */
export interface CausalGraph {
  readonly count: number;
  /** Whether x causes y. */
  causes(x: number, y: number): boolean;
  /** Whether x and y are joined by an edge of either or no direction. */
  adjacent(x: number, y: number): boolean;
}

/**
 * Directs what can be directed: v-structures first (x -> z <- y where x and y are not neighbours and z did not separate them), then
 * Meek's rules 1 to 3 (UAI 1995) until nothing changes. Where two v-structures disagree on an edge, the first stays.
 */
export function orient({ neighbours, separatedBy }: Skeleton): CausalGraph {
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
    // Rule 1: z -> x - y, with z and y apart, would else be a v-structure that was not found.
    if (neighbours[x]!.some((z) => z !== y && causes(z, x) && !adjacent(z, y))) return true;
    // Rule 2: x -> z -> y would else be a cycle.
    if (shared.some((z) => causes(x, z) && causes(z, y))) return true;
    // Rule 3: two that are apart, both open to x, both cause y.
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

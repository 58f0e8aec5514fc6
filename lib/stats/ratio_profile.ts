/**
 * The share of problems that each solver solves at no more than tau times the cost of the best solver of that
 * problem (Dolan and Moré, Benchmarking optimization software with performance profiles, 2002). At tau = 1 it
 * is how often a solver is best, towards large tau how often it succeeds at all.
 *
 * @param costs solvers x problems: cost or time, 0 or more; Infinity where a solver fails, which no tau
 * forgives
 * @param taus ratios, 1 or more
 * @returns solvers x taus, 0 to 1; NaN for no problems
 * @throws {RangeError} if solvers have different numbers of problems, or if a cost is negative or NaN
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { ratioProfile } from "./ratio_profile.ts";
 * deepStrictEqual(ratioProfile([[1, 4], [2, 1]], [1, 2]), [[0.5, 0.5], [0.5, 1]]);
 * ```
 */
export function ratioProfile(costs: readonly ArrayLike<number>[], taus: ArrayLike<number>): number[][] {
  const problems = costs[0]?.length ?? 0;
  requireCosts(costs, problems);
  const best = Array.from({ length: problems }, (_, p) => Math.min(...costs.map((solver) => solver[p]!)));
  return costs.map((solver) => {
    const ratios = best.map((least, p) => ratio(solver[p]!, least));
    return Array.from(taus, (tau) => ratios.filter((found) => found <= tau).length / problems);
  });
}

/** 0 of 0 is as good as the best, and where all fail nobody is. */
function ratio(cost: number, least: number): number {
  if (cost === Infinity) return NaN;
  return cost === least ? 1 : cost / least;
}

function requireCosts(costs: readonly ArrayLike<number>[], problems: number): void {
  for (const solver of costs) {
    if (solver.length !== problems) {
      throw new RangeError(`Solvers need the same problems, found ${problems} and ${solver.length}`);
    }
    const wrong = Array.from(solver).find((cost) => !(cost >= 0));
    if (wrong !== undefined) throw new RangeError(`A cost is 0 or more, found ${wrong}`);
  }
}

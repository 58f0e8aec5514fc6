import { shuffled, type Stream } from "../../random/mod.ts";
import { type Categories, type ChiSquare, chiSquareTest } from "./chi_square.ts";
import { subsets } from "./subsets.ts";

/** A variable that nothing made independent of F. */
export interface FNeighbour {
  readonly variable: number;
  /** The weakest of the tests that it stood. */
  readonly weakest: ChiSquare;
}

/** Finds which of some variables depend on F, whatever is given, at a significance level. Ascending by p-value. */
export type FNeighbours = (variables: readonly number[], alpha: number) => readonly FNeighbour[];

/** The largest number of variables that are given: 3 of 5 bins make 125 strata already. */
const MOST_GIVEN = 3;

/**
 * The PC algorithm around one node (RCD, Ikram et al., NeurIPS 2022): only edges to F are tested, given F's other neighbours. F
 * tells before from after, so its neighbours are what was intervened on. Tests are remembered, since alpha after alpha repeats them.
 *
 * @param f 0 before, 1 after
 * @param stream the order in which neighbours are tested
 */
export function createFNeighbours(
  f: Categories,
  columns: readonly Categories[],
  stream: Stream,
): FNeighbours {
  const known = new Map<string, ChiSquare>();
  const test = (variable: number, given: readonly number[]) => {
    const key = `${variable}|${given.toSorted((a, b) => a - b)}`;
    let result = known.get(key);
    if (!result) known.set(key, result = chiSquareTest(f, columns[variable]!, given.map((i) => columns[i]!)));
    return result;
  };
  return (variables, alpha) => {
    const left = new Map(shuffled(variables, stream).map((variable) => [variable, NOTHING]));
    for (let size = 0; size <= MOST_GIVEN && size < left.size; size++) {
      for (const variable of [...left.keys()]) {
        const others = [...left.keys()].filter((other) => other !== variable);
        for (const given of subsets(others, size)) {
          const result = test(variable, given);
          if (result.p > alpha) {
            left.delete(variable);
            break;
          }
          left.set(variable, weaker(left.get(variable)!, result));
        }
      }
    }
    return [...left].map(([variable, weakest]) => ({ variable, weakest })).sort(byStrength);
  };
}

const NOTHING: ChiSquare = { statistic: Infinity, freedom: 1, p: 0 };

function weaker(a: ChiSquare, b: ChiSquare): ChiSquare {
  return a.p > b.p || (a.p === b.p && normalScore(a) < normalScore(b)) ? a : b;
}

/** Ascending by p-value; where both are too small for a number, by how far out the statistics are. */
function byStrength(a: FNeighbour, b: FNeighbour): number {
  return a.weakest.p - b.weakest.p || normalScore(b.weakest) - normalScore(a.weakest) ||
    a.variable - b.variable;
}

/** A chi-square statistic as a standard normal one (Wilson and Hilferty, 1931). */
function normalScore({ statistic, freedom }: ChiSquare): number {
  const variance = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - 1 + variance) / Math.sqrt(variance);
}

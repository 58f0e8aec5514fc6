import { shuffled, type Stream } from "../../random/mod.ts";
import { type Categories, type ChiSquare, chiSquareTest } from "./chi_square.ts";
import { subsets } from "./subsets.ts";

/** The step by which significance levels rise until something is found. */
const ALPHA_STEP = 0.1;

/** The level at which the last phase starts, stricter than the search within chunks. */
const LAST_ALPHA = 0.001;

/** The settings of RCD's search. */
export interface RcdOptions {
  /** Variables per chunk (the paper's gamma). */
  readonly chunk: number;
  /** Significance level at which the search within a chunk starts. */
  readonly alpha: number;
}

/**
 * RCD's search (Ikram et al., NeurIPS 2022). Variables are dealt into random chunks; from each chunk the neighbours of F at the lowest
 * level that yields any are kept; this repeats until one chunk holds all that are left or none is dropped. These are then ordered by the level
 * at which they first are neighbours of F, and within a level by p-value.
 *
 * @param variables the candidates
 * @returns the variables that were found, the most suspect first; maybe none
 */
export function orderByRcd(
  variables: readonly number[],
  neighboursOfF: FNeighbours,
  stream: Stream,
  { chunk, alpha }: RcdOptions,
): readonly number[] {
  let left = variables;
  for (let before = Infinity; left.length > chunk && left.length < before;) {
    before = left.length;
    const dealt = shuffled(left, stream);
    const chunks = Array.from(
      { length: Math.ceil(before / chunk) },
      (_, i) => dealt.slice(i * chunk, (i + 1) * chunk),
    );
    left = chunks.flatMap((some) => risingUntil(some, { from: alpha, enough: 1 }, neighboursOfF));
  }
  return risingUntil(left, { from: LAST_ALPHA, enough: left.length }, neighboursOfF);
}

/** Raises the level until enough variables are neighbours of F; in the order in which they first were. */
function risingUntil(
  variables: readonly number[],
  { from, enough }: { readonly from: number; readonly enough: number },
  neighboursOfF: FNeighbours,
): readonly number[] {
  const found = new Set<number>();
  for (let alpha = from; alpha < 1 && found.size < enough; alpha += ALPHA_STEP) {
    for (const { variable } of neighboursOfF(variables, alpha)) found.add(variable);
  }
  return [...found];
}

/** A variable that no conditioning set made independent of F. */
export interface FNeighbour {
  readonly variable: number;
  /** The test with the largest p-value. */
  readonly weakest: ChiSquare;
}

/** Finds the variables that depend on F whatever is given, at a significance level; ascending by p-value. */
export type FNeighbours = (variables: readonly number[], alpha: number) => readonly FNeighbour[];

/**
 * The PC algorithm around one node (RCD, Ikram et al., NeurIPS 2022): only edges to F are tested, given F's other neighbours. F
 * distinguishes before from after, so its neighbours are what was intervened on. Tests are cached, because each significance level repeats
 * them.
 *
 * @param f 0 before, 1 after
 * @param stream draws the order in which neighbours are tested
 * @param maxGiven the largest number of variables that are conditioned on: 3 variables in 5 bins have 125 strata already
 */
export function createFNeighbours(
  f: Categories,
  columns: readonly Categories[],
  { stream, maxGiven }: { readonly stream: Stream; readonly maxGiven: number },
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
    for (let size = 0; size <= maxGiven && size < left.size; size++) {
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

/** Ascending by p-value; if both underflow to 0, by the size of the statistics. */
function byStrength(a: FNeighbour, b: FNeighbour): number {
  return a.weakest.p - b.weakest.p || normalScore(b.weakest) - normalScore(a.weakest) ||
    a.variable - b.variable;
}

/** The standard normal equivalent of a chi-square statistic (Wilson and Hilferty, 1931). */
function normalScore({ statistic, freedom }: ChiSquare): number {
  const variance = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - 1 + variance) / Math.sqrt(variance);
}

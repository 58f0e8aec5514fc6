import { shuffled, type Stream } from "../../random/mod.ts";
import type { FNeighbours } from "./f_neighbours.ts";

/** Significance levels are raised by this until something is found. */
const ALPHA_STEP = 0.1;

/** The order of the last phase begins stricter than the choice within chunks. */
const LAST_ALPHA = 0.001;

/** What RCD is set to. */
export interface RcdOptions {
  /** Variables a chunk (the paper's gamma). Default 5. */
  readonly chunk?: number;
  /** Significance level that a chunk begins with. Default 0.01. */
  readonly alpha?: number;
}

/**
 * RCD's search (Ikram et al., NeurIPS 2022). Variables are dealt into random chunks; of each those next to F at the lowest
 * level at which there are any go on; again with what is left, until a chunk holds them all or nothing falls away. What is left is ordered
 * by the level at which it first is next to F, and within a level by p-value.
 *
 * @param variables what to choose from
 * @returns the variables that were found, the most suspect first; may be fewer, or none
 */
export function orderByRcd(
  variables: readonly number[],
  neighboursOfF: FNeighbours,
  stream: Stream,
  { chunk = 5, alpha = 0.01 }: RcdOptions = {},
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

/** Raises the level until enough variables were next to F, in the order in which they first were. */
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

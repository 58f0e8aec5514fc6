import { fisherZ } from "./fisher_z.ts";
import { type CausalGraph, orient } from "./orient.ts";
import { learnSkeleton, type SkeletonOptions } from "./skeleton.ts";

export type { CausalGraph } from "./orient.ts";

/** How far the search of `learnPattern` goes. */
export type PcOptions = SkeletonOptions;

/**
 * The PC algorithm in its stable form (Spirtes and Glymour 1991; Colombo and Maathuis, JMLR 2014) with Fisher's z: what data of linear
 * causes with normal noise, no hidden common cause and no cycle tells of its graph. Takes time that is exponential in the number of
 * neighbours unless `maxGiven` or `maxNeighbours` stops it.
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

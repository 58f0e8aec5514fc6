/**
 * All subsets of one size, in lexicographic order of places; the one empty subset for size 0, none for a size above the length.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { subsets } from "./subsets.ts";
 * deepStrictEqual([...subsets(["a", "b", "c"], 2)], [["a", "b"], ["a", "c"], ["b", "c"]]);
 * ```
 */
export function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield [];
  for (let i = from; size > 0 && i <= items.length - size; i++) {
    for (const rest of subsets(items, size - 1, i + 1)) yield [items[i]!, ...rest];
  }
}

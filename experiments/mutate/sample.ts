import { createStream } from "../../lib/random/mod.ts";

/** A sample of a list, the same for the same seed. */
export function sample<T>(all: readonly T[], { count, seed }: { count: number; seed: number }): T[] {
  const left = [...all];
  const stream = createStream(seed, "mutants");
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(stream.integer(left.length), 1)[0]!,
  );
}

/**
 * Divides a count in proportion to sizes, with at least `atLeast` for each.
 *
 * @returns whole numbers, whose sum is the count unless the least shares take more than it
 */
export function shares(
  sizes: readonly number[],
  { count, atLeast }: { count: number; atLeast: number },
): number[] {
  const result = sizes.map(() => atLeast);
  for (let given = atLeast * sizes.length; given < count; given++) {
    // Who is farthest below the share that the size gives gets the next one.
    const behind = sizes.map((size, i) => (result[i]! + 1) / size);
    result[behind.indexOf(Math.min(...behind))]!++;
  }
  return result;
}

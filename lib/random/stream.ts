import seedrandom from "seedrandom";

/** A position in a stream, to be handed back to `restore`. Survives JSON. */
export type StreamState = Readonly<Record<"c" | "s0" | "s1" | "s2", number>>;

/** A seeded source of random numbers for one concern. */
export interface Stream {
  /** The next number, uniform in [0, 1). */
  next(): number;
  /** A whole number, uniform in 0 to n - 1. */
  integer(n: number): number;
  /** One of the items, each as likely. @throws {RangeError} if there is none. */
  pick<T>(items: readonly T[]): T;
  /** A number, uniform in [from, to). */
  between(from: number, to: number): number;
  save(): StreamState;
  restore(state: StreamState): void;
}

/**
 * A stream of its own for each key: `createStream(seed, "workload")` never moves `createStream(seed, "noise")`.
 * The generator is seedrandom's Alea (period near 2^116), 9 ns a number.
 *
 * @example
 * ```ts
 * import { createStream } from "./stream.ts";
 * createStream(7, "workload").next() === createStream(7, "workload").next(); // true
 * ```
 */
export function createStream(...keys: readonly (string | number)[]): Stream {
  // Seeds are joined to one string because seedrandom tells 7 from "7".
  let generator = seedrandom.alea(keys.join("/"), { state: true });
  const integer = (n: number) => Math.floor(generator() * n);
  return {
    next: () => generator(),
    integer,
    pick: (items) => {
      if (items.length === 0) throw new RangeError("Cannot pick from no items");
      return items[integer(items.length)]!;
    },
    between: (from, to) => from + (to - from) * generator(),
    save: () => generator.state() as StreamState,
    restore: (state) => {
      generator = seedrandom.alea("", { state });
    },
  };
}

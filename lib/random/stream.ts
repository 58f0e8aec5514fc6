import { showValue } from "../model/show_value.ts";
import { UsageError } from "../model/usage_error.ts";
import seedrandom from "seedrandom";

/** Position in a stream, for `Stream.restore`. Can be stored as JSON. */
export type StreamState = Readonly<Record<"c" | "s0" | "s1" | "s2", number>>;

/** A seeded source of random numbers for one concern. */
export interface Stream {
  /** The next number, uniform in [0, 1). */
  next(): number;
  /** An integer, uniform in 0 to n - 1. */
  integer(n: number): number;
  /** One of the items with equal probability. @throws {UsageError} if there is none */
  pick<T>(items: readonly T[]): T;
  /** A number, uniform in [from, to). */
  between(from: number, to: number): number;
  /** Overwrites an array with the next numbers, each uniform in [0, 1): the same as one `next` for each element, but faster. */
  fill(numbers: Float64Array): void;
  /** The current position. */
  save(): StreamState;
  /** Continues from a saved position. */
  restore(state: StreamState): void;
}

/**
 * A stream that depends on its keys alone: draws from `createStream(seed, "workload")` do not affect `createStream(seed, "noise")`.
 * The generator is Baagøe's Alea (period near 2^116), seeded by the package seedrandom and with the same numbers; its recurrence is
 * written out here, because the package keeps its state in an object of boxed numbers.
 *
 * @example
 * ```ts
 * import { notStrictEqual, strictEqual } from "node:assert";
 * import { createStream } from "./stream.ts";
 * strictEqual(createStream(7, "workload").next(), createStream(7, "workload").next());
 * notStrictEqual(createStream(7, "workload").next(), createStream(7, "noise").next());
 * ```
 */
export function createStream(...keys: readonly (string | number)[]): Stream {
  for (const key of keys) {
    if (typeof key !== "string" && !Number.isFinite(key)) {
      throw new UsageError(`The keys of a stream are numbers and texts, found ${showValue(key)}`);
    }
  }
  // Seeds are joined to one string because seedrandom tells 7 from "7".
  const seeded = seedrandom.alea(keys.join("/"), { state: true }).state() as StreamState;
  return streamOn(Float64Array.of(seeded.c, seeded.s0, seeded.s1, seeded.s2));
}

/** Numbers that a stream's position is. */
export const STREAM_NUMBERS = 4;

/** A stream whose position is kept in memory of the caller, who may put another one there. @param state the carry c, then s0, s1 and s2 */
export function streamOn(state: Float64Array): Stream {
  const next = () => {
    const t = MULTIPLIER * state[1]! + state[0]! * 2 ** -32;
    const carry = t | 0;
    state[0] = carry;
    state[1] = state[2]!;
    state[2] = state[3]!;
    return state[3] = t - carry;
  };
  const integer = (n: number) => Math.floor(next() * n);
  return {
    next,
    integer,
    pick: (items) => {
      if (items.length === 0) throw new UsageError("Cannot pick from no items");
      return items[integer(items.length)]!;
    },
    between: (from, to) => from + (to - from) * next(),
    fill: (numbers) => {
      let carry = state[0]!;
      let s0 = state[1]!;
      let s1 = state[2]!;
      let s2 = state[3]!;
      for (let i = 0; i < numbers.length; i++) {
        const t = MULTIPLIER * s0 + carry * 2 ** -32;
        carry = t | 0;
        s0 = s1;
        s1 = s2;
        s2 = t - carry;
        numbers[i] = s2;
      }
      state[0] = carry;
      state[1] = s0;
      state[2] = s1;
      state[3] = s2;
    },
    save: () => ({ c: state[0]!, s0: state[1]!, s1: state[2]!, s2: state[3]! }),
    restore: ({ c, s0, s1, s2 }) => state.set([c, s0, s1, s2]),
  };
}

const MULTIPLIER = 2091639;

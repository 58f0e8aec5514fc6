/** The latest values of a stream, by age and in order at once. */
export interface SortedRing {
  /** All that is remembered: how many values were added, the values by age, the same in order. */
  readonly state: Float64Array;
  /** The values held, the smallest first. The first `length` count. */
  readonly sorted: Float64Array;
  /** Values held. */
  readonly length: number;
  /** Takes a value in, and lets the oldest go where there is no room. */
  add(value: number): void;
}

/** Keeps the latest values in order: a search and a move of memory per value (0.2 us for 256 of them) instead of a sort (10 us). */
export function createSortedRing(reach: number): SortedRing {
  const state = new Float64Array(1 + 2 * reach);
  const ring = state.subarray(1, 1 + reach);
  const sorted = state.subarray(1 + reach);
  const held = () => Math.min(state[0]!, reach);

  /** The place of the first that is not smaller. */
  function placeOf(value: number, length: number): number {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    state,
    sorted,
    get length() {
      return held();
    },
    add: (value) => {
      const added = state[0]!;
      const at = added % reach;
      const out = added < reach ? added : placeOf(ring[at]!, reach);
      const into = placeOf(value, held());
      if (into > out) {
        sorted.copyWithin(out, out + 1, into);
        sorted[into - 1] = value;
      } else {
        sorted.copyWithin(into + 1, into, out);
        sorted[into] = value;
      }
      ring[at] = value;
      state[0] = added + 1;
    },
  };
}

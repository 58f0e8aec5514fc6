/**
 * Allocates slots in columns of records. Each record gets a stamp that no other record ever had, by which a late event or answer
 * recognises that its record is gone.
 */
export class Slots {
  /** Per slot: the stamp of its record, 0 if it is free. */
  stamps: Float64Array = new Float64Array(64);
  #free = new Int32Array(64);
  #freed = 0;
  #used = 0;
  #lastStamp = 0;

  /** Allocates a slot with a new stamp. Other columns must be widened with `fit`. */
  take(): number {
    const slot = this.#freed > 0 ? this.#free[--this.#freed]! : this.#used++;
    this.stamps = fit(this.stamps, slot);
    this.renew(slot);
    return slot;
  }

  /** Gives the record a new stamp, which invalidates its pending events and answers. */
  renew(slot: number): number {
    return this.stamps[slot] = ++this.#lastStamp;
  }

  /** Frees a slot. */
  release(slot: number): void {
    this.stamps[slot] = 0;
    this.#free = fit(this.#free, this.#freed);
    this.#free[this.#freed++] = slot;
  }
}

/** The column if it contains the index, else a copy of twice the length. */
export function fit<T extends Float64Array | Int32Array>(column: T, index: number): T {
  if (index < column.length) return column;
  const wider = new (column.constructor as new (length: number) => T)(2 * column.length);
  wider.set(column);
  return wider;
}

/**
 * Numbers records: hands out the slots of columns, takes them back, and gives each new tenant a stamp that no other
 * tenant of any slot ever had, so that a late event or answer can tell that the record it meant has gone.
 */
export class Slots {
  /** Per slot: the stamp of its tenant, 0 if it is free. */
  stamps: Float64Array = new Float64Array(64);
  #free = new Int32Array(64);
  #freed = 0;
  #used = 0;
  #lastStamp = 0;

  /** A free slot under a new stamp. Columns beside the stamps must `fit` it. */
  take(): number {
    const slot = this.#freed > 0 ? this.#free[--this.#freed]! : this.#used++;
    this.stamps = fit(this.stamps, slot);
    this.renew(slot);
    return slot;
  }

  /** A new stamp for the same tenant: what was under way on its behalf no longer concerns it. */
  renew(slot: number): number {
    return this.stamps[slot] = ++this.#lastStamp;
  }

  release(slot: number): void {
    this.stamps[slot] = 0;
    this.#free = fit(this.#free, this.#freed);
    this.#free[this.#freed++] = slot;
  }
}

/** The column itself if it has the index, else a copy of twice the length. */
export function fit<T extends Float64Array | Int32Array>(column: T, index: number): T {
  if (index < column.length) return column;
  const wider = new (column.constructor as new (length: number) => T)(2 * column.length);
  wider.set(column);
  return wider;
}

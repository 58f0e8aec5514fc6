/** A first-in-first-out queue of record numbers with their stamps, in columns that grow. */
export class Fifo {
  #values = new Int32Array(16);
  #stamps = new Float64Array(16);
  #head = 0;
  #size = 0;
  /** Stamp of the entry that `shift` removed last. */
  stamp = 0;

  get size(): number {
    return this.#size;
  }

  /** Stamp of the oldest entry; NaN if there is none. */
  get nextStamp(): number {
    return this.#size === 0 ? NaN : this.#stamps[this.#head]!;
  }

  push(value: number, stamp = 0): void {
    if (this.#size === this.#values.length) this.#grow();
    const tail = (this.#head + this.#size++) & (this.#values.length - 1);
    this.#values[tail] = value;
    this.#stamps[tail] = stamp;
  }

  /** Removes the oldest entry; -1 if there is none. */
  shift(): number {
    if (this.#size === 0) return -1;
    const value = this.#values[this.#head]!;
    this.stamp = this.#stamps[this.#head]!;
    this.#head = (this.#head + 1) & (this.#values.length - 1);
    this.#size--;
    return value;
  }

  #grow(): void {
    const [values, stamps, head] = [this.#values, this.#stamps, this.#head];
    const length = values.length;
    this.#values = new Int32Array(2 * length);
    this.#stamps = new Float64Array(2 * length);
    for (let i = 0; i < length; i++) {
      const from = (head + i) & (length - 1);
      this.#values[i] = values[from]!;
      this.#stamps[i] = stamps[from]!;
    }
    this.#head = 0;
  }
}

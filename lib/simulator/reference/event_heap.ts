/** Future events as a binary heap by time. Its columns are typed arrays, so that events are no objects. */
export class EventHeap {
  /** Fields of the event that `pop` removed. */
  time = 0;
  kind = 0;
  /** The record that the event is about, and the stamp that the record bore when the event was planned. */
  subject = 0;
  stamp = 0;

  #size = 0;
  #times = new Float64Array(1024);
  #stamps = new Float64Array(1024);
  /** Kind in the lowest four bits, subject above. */
  #labels = new Int32Array(1024);

  get size(): number {
    return this.#size;
  }

  /** Time of the next event; Infinity if there is none. */
  get nextTime(): number {
    return this.#size === 0 ? Infinity : this.#times[0]!;
  }

  /** Schedules an event. `kind` is 0 to 15, `subject` below 2^27. */
  push(time: number, kind: number, subject: number, stamp: number): void {
    if (this.#size === this.#times.length) this.#grow();
    const times = this.#times;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent]! <= time) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, time, (subject << 4) | kind, stamp);
  }

  /** Removes the next event and copies it to the fields. The heap must not be empty. */
  pop(): void {
    this.time = this.#times[0]!;
    this.kind = this.#labels[0]! & 15;
    this.subject = this.#labels[0]! >> 4;
    this.stamp = this.#stamps[0]!;
    const last = --this.#size;
    this.#sink(this.#times[last]!, this.#labels[last]!, this.#stamps[last]!);
  }

  #sink(time: number, label: number, stamp: number): void {
    const times = this.#times;
    const size = this.#size;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && times[child + 1]! < times[child]!) child++;
      if (times[child]! >= time) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, time, label, stamp);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from]!, this.#labels[from]!, this.#stamps[from]!);
  }

  #put(at: number, time: number, label: number, stamp: number): void {
    this.#times[at] = time;
    this.#labels[at] = label;
    this.#stamps[at] = stamp;
  }

  #grow(): void {
    const length = 2 * this.#times.length;
    const [times, stamps, labels] = [this.#times, this.#stamps, this.#labels];
    (this.#times = new Float64Array(length)).set(times);
    (this.#stamps = new Float64Array(length)).set(stamps);
    (this.#labels = new Int32Array(length)).set(labels);
  }
}

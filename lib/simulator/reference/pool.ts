import { Fifo } from "./fifo.ts";

/** A pool of connections with a first-come-first-served queue. Calls that gave up stay in the queue and are skipped. */
export class Pool {
  readonly waiting = new Fifo();
  #size = Infinity;
  #held = 0;

  /** Connections in use. */
  get held(): number {
    return this.#held;
  }

  get limited(): boolean {
    return this.#size < Infinity;
  }

  get hasFree(): boolean {
    return this.#held < this.#size;
  }

  resize(size: number): void {
    this.#size = size;
  }

  take(): void {
    this.#held++;
  }

  giveBack(): void {
    this.#held--;
  }
}

import { Fifo } from "./fifo.ts";
import type { BreakerModel } from "./settings.ts";

/** What a breaker lets a try do. */
export type Passage = "pass" | "probe" | "refuse";

/** A circuit breaker that opens by itself: closed, open, then half open (Nygard, Release It!, 2nd edition, 2018, chapter 5). */
export class Breaker {
  readonly model: BreakerModel;
  /** Times of the ended tries within the window, and whether each failed, as the stamp 1 or 0. */
  readonly #times: number[] = [];
  readonly #failed = new Fifo();
  #first = 0;
  #failures = 0;
  #openUntil = -Infinity;
  #halfOpen = false;
  #probesSent = 0;
  #probesGood = 0;

  constructor(model: BreakerModel) {
    this.model = model;
  }

  /** Whether the breaker refuses calls at that time, probes apart. */
  isOpen(time: number): boolean {
    return this.#halfOpen || time < this.#openUntil;
  }

  /** What a try at that time may do. */
  passage(time: number): Passage {
    if (time < this.#openUntil) return "refuse";
    if (!this.#halfOpen) return "pass";
    if (this.#probesSent >= this.model.probes) return "refuse";
    this.#probesSent++;
    return "probe";
  }

  /** Notes the end of a try that was let through. */
  ended(time: number, { good, probe }: { good: boolean; probe: boolean }): void {
    if (probe) this.#probeEnded(time, good);
    else if (!this.isOpen(time)) this.#tryEnded(time, good);
  }

  #probeEnded(time: number, good: boolean): void {
    if (!this.#halfOpen) return;
    if (!good) this.#open(time);
    else if (++this.#probesGood === this.model.probes) this.#halfOpen = false;
  }

  #tryEnded(time: number, good: boolean): void {
    this.#times.push(time);
    this.#failed.push(Number(!good));
    if (!good) this.#failures++;
    while (this.#times[this.#first]! <= time - this.model.windowSeconds) {
      this.#first++;
      this.#failures -= this.#failed.shift();
    }
    if (this.#first > 1024) this.#times.splice(0, this.#first), this.#first = 0;
    const tries = this.#failed.size;
    if (tries >= this.model.minTries && this.#failures >= this.model.failureShare * tries) this.#open(time);
  }

  #open(time: number): void {
    this.#openUntil = time + this.model.openSeconds;
    this.#halfOpen = true;
    this.#probesSent = this.#probesGood = 0;
    this.#times.length = this.#first = this.#failures = 0;
    while (this.#failed.size > 0) this.#failed.shift();
  }
}

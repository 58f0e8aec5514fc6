import { Fifo } from "./fifo.ts";
import type { BreakerModel } from "./settings.ts";

/** What a breaker lets a try do. */
export type Passage = "pass" | "probe" | "refuse";

/** A circuit breaker that opens by itself: closed, open, then half open (Nygard, Release It!, 2nd edition, 2018, chapter 5). */
export class Breaker {
  readonly model: BreakerModel;
  /** The tries that ended within the window: 1 for a failure, else 0, stamped with the time. */
  readonly #ended = new Fifo();
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
    const { windowSeconds, minTries, failureShare } = this.model;
    const ended = this.#ended;
    ended.push(Number(!good), time);
    if (!good) this.#failures++;
    while (ended.nextStamp <= time - windowSeconds) this.#failures -= ended.shift();
    if (ended.size >= minTries && this.#failures >= failureShare * ended.size) this.#open(time);
  }

  #open(time: number): void {
    this.#openUntil = time + this.model.openSeconds;
    this.#halfOpen = true;
    this.#probesSent = this.#probesGood = this.#failures = 0;
    while (this.#ended.size > 0) this.#ended.shift();
  }
}

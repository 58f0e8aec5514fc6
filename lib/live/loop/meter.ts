import type { Receipt } from "../contract.ts";

/** Hears of what is counted; the metrics of `exposition/agent_metrics.ts` are one. */
export interface Meter {
  /** A step is over. */
  step(done: {
    /** How long it took. */
    readonly seconds: number;
    /** Whether the SLO was breached in it. */
    readonly sloBreached: boolean;
  }): void;
  /** The detector raised an alarm. */
  alarm(): void;
  /** The diagnoser named a service. */
  diagnosis(service: string): void;
  /** An order was answered. */
  action(done: {
    /** Kind of the action, as `restart`. */
    readonly kind: string;
    /** What came of the order. */
    readonly outcome: Receipt["outcome"];
  }): void;
  /** An action was refused. */
  refusal(refused: {
    /** Kind of the action, as `restart`. */
    readonly kind: string;
    /** The rule that refused it, as `cooldown`. */
    readonly rule: string;
  }): void;
}

/** A meter that counts nothing. */
export const NO_METER: Meter = Object.freeze({
  step: () => {},
  alarm: () => {},
  diagnosis: () => {},
  action: () => {},
  refusal: () => {},
});

import type { Receipt } from "../contract.ts";

/** Hears of what is counted; the metrics of `exposition/agent_metrics.ts` are one. */
export interface Meter {
  /** A step is over. */
  step(done: { readonly seconds: number; readonly sloBreached: boolean }): void;
  /** The detector raised an alarm. */
  alarm(): void;
  /** The diagnoser named a service. */
  diagnosis(service: string): void;
  /** An order was answered. */
  action(done: { readonly kind: string; readonly outcome: Receipt["outcome"] }): void;
  /** An action was refused. */
  refusal(refused: { readonly kind: string; readonly rule: string }): void;
}

/** A meter that counts nothing. */
export const NO_METER: Meter = Object.freeze({
  step: () => {},
  alarm: () => {},
  diagnosis: () => {},
  action: () => {},
  refusal: () => {},
});

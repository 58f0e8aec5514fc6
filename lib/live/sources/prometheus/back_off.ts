import type { Stream } from "../../../random/mod.ts";
import type { Clock } from "../../contract.ts";
import { QueryFailure } from "./failure.ts";

/** Longest wait before the first repetition; it doubles with each. */
const FIRST_WAIT_SECONDS = 0.2;
/** Longest wait of all. */
const MAX_WAIT_SECONDS = 5;

/** How often and how patiently something is tried. */
export interface Patience {
  /** For the waits. */
  readonly clock: Clock;
  /** For the jitter. */
  readonly stream: Stream;
  /** Tries in all. */
  readonly attempts: number;
  /** Ends the waits. */
  readonly signal: AbortSignal;
  /** Hears of each failure. */
  onFailure(failure: QueryFailure): void;
}

/**
 * Tries something again while it fails for reasons that pass, with exponential back-off and full jitter: a wait is uniform between 0 and a limit that
 * doubles (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015), so that many clients of a server that comes back don't
 * meet again. A wait that the server asks for is kept.
 *
 * @throws {QueryFailure} the last one
 */
export async function withBackOff<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, stream, attempts, signal } = patience;
  for (let tried = 1;; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      patience.onFailure(error);
      if (error.kind !== "away" || tried >= attempts || signal.aborted) throw error;
      const limit = Math.min(MAX_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (tried - 1));
      await clock.sleep(Math.max(error.retryAfterSeconds ?? 0, stream.between(0, limit)), signal);
      if (signal.aborted) throw error;
    }
  }
}

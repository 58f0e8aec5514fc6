import { PLATFORM } from "../../model/mod.ts";

/** First retransmission timeout of TCP, seconds; it doubles with each loss (RFC 6298, section 5). Linux has a minimum of 0.2 s. */
const RETRANSMISSION_SECONDS = 0.2;
/** Retransmissions after which TCP gives up; Linux does so after 15. */
const MAX_RETRANSMISSIONS = 15;

/**
 * Draws the delay of a message that may be lost, seconds; Infinity if it never arrives.
 *
 * @param loss probability of each loss
 */
export function packetDelay(loss: number, rule: "resends" | "tcp", next: () => number): number {
  if (next() >= loss) return 0;
  if (rule === "resends") {
    for (const delay of PLATFORM.resendSeconds) if (next() >= loss) return delay;
    return Infinity;
  }
  let delay = RETRANSMISSION_SECONDS;
  for (let losses = 1, wait = delay; losses <= MAX_RETRANSMISSIONS; losses++) {
    if (next() >= loss) return delay;
    delay += wait *= 2;
  }
  return Infinity;
}

import { assign, push } from "../mixtures/mixture.ts";
import type { Scratch } from "./scratch.ts";

/** TCP's first retransmission timeout (s), which doubles with each loss (RFC 6298; 0.2 s is the minimum of Linux). */
export const RETRANSMISSION_SECONDS = 0.2;
/** Losses of one packet after which it comes later than nearly anybody waits. */
const MAX_LOSSES = 4;
/** Delays of a request that was lost i times and an answer that was lost j times, by i and j in units of the first timeout. */
const DELAYS = [[0, 0], [0, 1], [1, 1], [0, 2], [1, 2], [2, 2], [0, 3]]
  .map(([i, j]) => ({
    losses: i! + j!,
    ways: i === j ? 1 : 2,
    seconds: RETRANSMISSION_SECONDS * ((1 << i!) + (1 << j!) - 2),
  }));
const LATEST_SECONDS = RETRANSMISSION_SECONDS * ((1 << MAX_LOSSES) - 1);

/** Mean delay of a packet, of whose transmissions a share l is lost: 0.2 s × (2^k - 1) after k losses, the sum of 0.2 s × (2 l)^k. */
export function lossDelay(loss: number): number {
  let sum = 0;
  let term = loss;
  for (let k = 1; k <= MAX_LOSSES; k++, term *= 2 * loss) sum += term * RETRANSMISSION_SECONDS;
  return sum;
}

/** Spreads the calls in `sent` over the losses of their requests and answers. */
export function spreadLosses(loss: number, { sent, spread }: Scratch): void {
  spread.size = 0;
  for (let i = 0; i < sent.size * 3; i += 3) {
    const [weight, mean, variance] = [sent.parts[i]!, sent.parts[i + 1]!, sent.parts[i + 2]!];
    let left = weight;
    for (const { losses, ways, seconds } of DELAYS) {
      let share = ways * (1 - loss) * (1 - loss);
      for (let k = 0; k < losses; k++) share *= loss;
      left -= weight * share;
      push(spread, weight * share, mean + seconds, variance);
    }
    push(spread, left, mean + LATEST_SECONDS, variance);
  }
  assign(sent, spread);
}

import { totalWeight, weightBeyond } from "../mixtures/mixture.ts";
import type { Network } from "../topology/network.ts";
import type { Responses } from "./responses.ts";

/** Shares of the requests that arrived at a service in a step, 0 to 1: the ground truth of its response times. */
export interface Answered {
  /** Answered well within the time asked for. */
  readonly good: number;
  /** Failed within the time asked for. */
  readonly failed: number;
  /** Refused at once, since the queue had no place. */
  readonly refused: number;
}

/** What became of a node's requests within so many seconds. An answer for which the users of the front don't wait has failed. */
export function answeredWithin(
  node: number,
  seconds: number,
  { network, responses }: { readonly network: Network; readonly responses: Responses },
): Answered {
  const refused = responses.rejected[node]!;
  const within = (mixture: Responses["good"][number], limit: number) =>
    totalWeight(mixture) - weightBeyond(mixture, limit);
  const patience = node === network.front ? network.topology.userTimeoutSeconds : Infinity;
  const [good, bad] = [responses.good[node]!, responses.bad[node]!];
  const inTime = seconds === Infinity && patience === Infinity
    ? totalWeight(good)
    : within(good, Math.min(seconds, patience));
  const late = seconds <= patience
    ? 0
    : (seconds === Infinity ? totalWeight(good) : within(good, seconds)) - inTime;
  const failed = late + (seconds === Infinity ? totalWeight(bad) : within(bad, seconds));
  return { good: (1 - refused) * inTime, failed: (1 - refused) * failed, refused };
}

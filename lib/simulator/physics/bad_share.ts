import { totalWeight, weightBeyond } from "../mixtures/mixture.ts";
import type { Network } from "../topology/network.ts";
import type { Responses } from "./responses.ts";

/** Share of the users' requests that are bad: rejected, failed, given up by the user, or answered later than the limit (s). */
export function badShare({ front, topology }: Network, responses: Responses, limitSeconds: number): number {
  const rejected = responses.rejected[front]!;
  const late = weightBeyond(responses.good[front]!, Math.min(limitSeconds, topology.userTimeoutSeconds));
  const share = rejected + (1 - rejected) * (totalWeight(responses.bad[front]!) + late);
  return Math.min(1, Math.max(0, share));
}

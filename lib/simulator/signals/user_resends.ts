import type { Stream } from "../../random/mod.ts";
import { USER_FAILURE } from "../state.ts";
import type { Moment } from "./moment.ts";

/** How often the user had sent this request before: k tries have failed with probability p^k, as far as the retry budget goes. */
export function userResends({ network, state, conditions, physics }: Moment, stream: Stream): number {
  const draw = stream.next();
  // The step has smoothed the failure rate since; what it went by was the rate before.
  const p = Math.max(0, 2 * state.globals[USER_FAILURE]! - physics.truth.errorRate[network.front]!);
  let wanted = 0;
  for (let k = 1; k <= conditions.userRetries; k++) wanted += p ** k;
  const again = Math.min(conditions.userRetryBudget, wanted);
  let left = draw * (1 + again) - 1;
  if (left < 0) return 0;
  for (let k = 1; k < conditions.userRetries; k++) {
    left -= p ** k * again / wanted;
    if (left < 0) return k;
  }
  return conditions.userRetries;
}

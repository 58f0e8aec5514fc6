import type { CallBreaker } from "../../model/mod.ts";
import { PLATFORM, STEP_SECONDS } from "../../model/mod.ts";
import { normalCdf } from "../../stats/mod.ts";
import type { Network } from "../topology/network.ts";
import type { State } from "./state.ts";

/** Share of a call's tries that its breaker, opened by an operator or by itself, holds back. */
export function heldBackShare(e: number, state: State): number {
  if (state.breakerSteps[e]! > 0) return PLATFORM.breaker.heldBackShare;
  return state.breakerHeld.length > 0 ? state.breakerHeld[e]! : 0;
}

/** Share of the calls held back that a fallback answers; the rest fails. */
export function fallbackShare(e: number, { network, state }: { network: Network; state: State }): number {
  return state.breakerSteps[e]! > 0
    ? PLATFORM.breaker.fallbackShare
    : network.breaker[e]?.fallbackShare ?? PLATFORM.breaker.fallbackShare;
}

/**
 * Advances a breaker that opens by itself through one step, of whose tries a share fails, and notes the share of the step for which it
 * was open: `State.breakerHeld`. It walks from closed to open and back as a single breaker does, but on means: it opens when the hazard
 * of that, added up while it is closed, reaches 1, and closes when the chances that all probes succeed do.
 *
 * @param load `failure` is the failure rate of one try, `rate` the tries/s while it is closed, and
 * `goodSeconds` and `badSeconds` the mean times of a try that ends well and of one that fails
 */
export function stepBreaker(
  e: number,
  breaker: CallBreaker,
  { state, failure, rate, goodSeconds, badSeconds }: {
    state: State;
    failure: number;
    rate: number;
    goodSeconds: number;
    badSeconds: number;
  },
): void {
  const closedSeconds = secondsToOpen(breaker, { failure, rate, badSeconds });
  const openSeconds = breaker.openSeconds + (1 - failure) * goodSeconds + failure * badSeconds;
  const closes = chanceOfAll(1 - failure, breaker.probes);
  let left = STEP_SECONDS;
  let open = state.breakerOpen[e]!;
  let hazard = state.breakerHazard[e]!;
  let probed = state.breakerProbed[e]!;
  let held = 0;
  while (left > 0) {
    if (open > 0) {
      const seconds = Math.min(open, left);
      held += seconds;
      left -= seconds;
      open -= seconds;
      if (open > 0) break;
      probed += closes;
      if (probed < 1) open = openSeconds;
      else probed = hazard = 0;
    } else {
      const seconds = (1 - hazard) * closedSeconds;
      if (seconds > left) {
        hazard += left / closedSeconds;
        break;
      }
      left -= seconds;
      open = openSeconds;
    }
  }
  state.breakerOpen[e] = open;
  state.breakerHazard[e] = hazard;
  state.breakerProbed[e] = probed;
  // Many short times, added up, can exceed the step by a rounding error.
  state.breakerHeld[e] = Math.min(1, held / STEP_SECONDS);
}

/**
 * Mean time until a breaker that has closed opens again: as soon as the fewest tries that it judges by have ended, if so many of them
 * failed, else by chance in one of the windows.
 */
function secondsToOpen(
  { failureShare, windowSeconds, minTries }: CallBreaker,
  { failure, rate, badSeconds }: { failure: number; rate: number; badSeconds: number },
): number {
  const tries = rate * windowSeconds;
  if (tries < minTries || failure <= 0) return Infinity;
  const atFirst = chanceOfFailures(minTries, failure, failureShare);
  const later = chanceOfFailures(tries, failure, failureShare);
  const perWindow = later > 0 ? windowSeconds / later : Infinity;
  // Failures take longer than good answers to end, so that at first there seem to be fewer: f (t - T) of t (1 - f) + f (t - T).
  const seem = failure > failureShare
    ? failure * (1 - failureShare) / (failure - failureShare) * badSeconds
    : windowSeconds;
  const first = Math.max(minTries / rate + badSeconds, Math.min(seem, windowSeconds));
  return atFirst >= 1 ? first : atFirst * first + (1 - atFirst) * perWindow;
}

/** Chance that at least that share of so many tries fail: a binomial distribution by its normal approximation. */
function chanceOfFailures(tries: number, failure: number, share: number): number {
  if (failure >= 1) return 1;
  const deviation = Math.sqrt(tries * failure * (1 - failure));
  const chance = normalCdf((tries * failure - (Math.ceil(share * tries) - 0.5)) / deviation);
  return chance < 1e-6 ? 0 : chance;
}

function chanceOfAll(chance: number, times: number): number {
  let all = 1;
  for (let k = 0; k < times; k++) all *= chance;
  return all;
}

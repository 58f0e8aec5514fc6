import { PLATFORM } from "../../model/mod.ts";
import { push, reduce } from "../mixtures/mixture.ts";
import { pushTimed } from "../mixtures/timeout.ts";
import { lossDelay, spreadLosses } from "./packet_loss.ts";
import type { ResponseInput } from "./responses.ts";
import type { Truth } from "./truth.ts";

/** The part of a step that the calls are read from. */
export type AttemptInput = Omit<ResponseInput, "state"> & { readonly truth: Pick<Truth, "calls"> };

/** Attempts/s of a call that its caller sends: tries that have a connection, with those that never arrive. */
export function attemptRate(e: number, { conditions, responses, truth }: AttemptInput): number {
  const arriving = 1 - conditions.cut[e]!;
  return arriving > 0 ? truth.calls[e]! / arriving : responses.tries[e]! * (1 - responses.poolFailure[e]!);
}

/**
 * Computes how the attempts of a call end for its caller, from when they have their connection: `callGood` and `callBad`, whose weights sum to
 * 1. Neither the wait for a connection nor what that takes from a deadline for the whole call is the attempt's.
 */
export function attemptOutcome(e: number, { network, conditions, responses, scratch }: AttemptInput): void {
  const { callGood, callBad, sent, distances } = scratch;
  const callee = network.callee[e]!;
  const timeout = network.timeout[e]!;
  const loss = conditions.loss[e]!;
  const cut = conditions.cut[e]!;
  const reached = (1 - cut) * (1 - responses.rejected[callee]!);
  const delay = network.networkDelay[e]! + conditions.delay[e]!;
  const good = responses.good[callee]!;
  const bad = responses.bad[callee]!;
  sent.size = callGood.size = callBad.size = 0;
  for (let i = 0; i < good.size * 3; i += 3) {
    push(sent, good.parts[i]! * reached, good.parts[i + 1]! + delay, good.parts[i + 2]!);
  }
  if (loss > 0) spreadLosses(loss, scratch);
  for (let i = 0; i < sent.size * 3; i += 3) {
    pushTimed(callGood, callBad, sent.parts[i]!, sent.parts[i + 1]!, sent.parts[i + 2]!, timeout);
  }
  const before = delay + (loss > 0 ? 2 * lossDelay(loss) : 0);
  for (let i = 0; i < bad.size * 3; i += 3) {
    push(callBad, bad.parts[i]! * reached, Math.min(timeout, bad.parts[i + 1]! + before), bad.parts[i + 2]!);
  }
  push(callBad, 1 - cut - reached, Math.min(timeout, before + PLATFORM.refusalSeconds), 0);
  push(callBad, cut, timeout, 0);
  reduce(callGood, distances);
  reduce(callBad, distances);
}

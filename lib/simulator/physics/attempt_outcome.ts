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
 * 1. The wait for a connection is in neither, but shortens what is left of a deadline for the whole call.
 */
export function attemptOutcome(e: number, input: AttemptInput): void {
  const { network, conditions, responses, scratch } = input;
  const { callGood, callBad, sent, distances } = scratch;
  const callee = network.callee[e]!;
  const timeout = network.timeout[e]!;
  const loss = conditions.loss[e]!;
  const reached = (1 - conditions.cut[e]!) * (1 - responses.rejected[callee]!);
  const delay = network.networkDelay[e]! + conditions.delay[e]!;
  const good = responses.good[callee]!;
  sent.size = 0;
  for (let i = 0; i < good.size * 3; i += 3) {
    push(sent, good.parts[i]! * reached, good.parts[i + 1]! + delay, good.parts[i + 2]!);
  }
  if (loss > 0) spreadLosses(loss, scratch);
  callGood.size = callBad.size = 0;
  const before = delay + (loss > 0 ? 2 * lossDelay(loss) : 0);
  const waits = responses.poolWaits[e]!;
  if (network.wholeDeadline[e] !== 1 || waits.size === 0) {
    addAttempts(1, timeout, { callee, before, reached, cut: conditions.cut[e]! }, input);
  } else {
    reduce(sent, distances);
    for (let i = 0; i < waits.size * 3; i += 3) {
      const left = Math.max(1e-6, timeout - waits.parts[i + 1]!);
      addAttempts(waits.parts[i]!, left, { callee, before, reached, cut: conditions.cut[e]! }, input);
      reduce(callGood, distances);
      reduce(callBad, distances);
    }
  }
  reduce(callGood, distances);
  reduce(callBad, distances);
}

/** Adds a share of the attempts, which are given up after so many seconds. */
function addAttempts(
  share: number,
  seconds: number,
  { callee, before, reached, cut }: { callee: number; before: number; reached: number; cut: number },
  { responses, scratch: { sent, callGood, callBad } }: AttemptInput,
): void {
  for (let i = 0; i < sent.size * 3; i += 3) {
    pushTimed(callGood, callBad, share * sent.parts[i]!, sent.parts[i + 1]!, sent.parts[i + 2]!, seconds);
  }
  const bad = responses.bad[callee]!;
  for (let i = 0; i < bad.size * 3; i += 3) {
    const mean = Math.min(seconds, bad.parts[i + 1]! + before);
    push(callBad, share * bad.parts[i]! * reached, mean, bad.parts[i + 2]!);
  }
  const refused = 1 - cut - reached;
  push(callBad, share * refused, Math.min(seconds, before + PLATFORM.refusalSeconds), 0);
  push(callBad, share * cut, seconds, 0);
}

import { FEATURES } from "../features/features.ts";
import type { SignalFeatures } from "../features/signal_features.ts";
import type { Hypothesis } from "../graph/graph_rules.ts";
import type { Scores } from "../learnt/scorer.ts";

/**
 * The trust in a network that names one service with confidence while a rule names another, as a share of the probability. On incidents of
 * kinds that a network was not trained with the rule is right in nine of ten of these cases and the network in one of thirteen, on kinds
 * that it knows the network in three of four; the weights are those of one unknown kind among seven incidents.
 */
const CONTRADICTED_TRUST = 0.3;
/** Blame by the network from which a service that a rule names is no contradiction: two faults at once are two of these. */
const MIN_SHARED_BLAME = 0.5;

/** Seconds per request that a service waits for connections of its pools from which these are what its calls lack. */
const MIN_POOL_WAIT_SECONDS = 0.01;

/**
 * The hypothesis of a rule if the network does not share it. It does where it blames what looks the same to the rule, and where traces
 * show the waits for a connection that no metric tells from calls that are lost.
 */
export function contradiction(
  { atFault }: Scores,
  hypothesis: Hypothesis | undefined,
  records?: readonly SignalFeatures[],
): Hypothesis | undefined {
  if (hypothesis === undefined) return undefined;
  const { service, alike, fault } = hypothesis;
  const blames = (its: number) => atFault[its]! >= MIN_SHARED_BLAME;
  if (blames(service) || alike !== undefined && blames(alike.service)) return undefined;
  const waits = fault === "partition" &&
    records?.some(({ poolWaitSeconds }, i) => poolWaitSeconds >= MIN_POOL_WAIT_SECONDS && blames(i));
  return waits ? undefined : hypothesis;
}

/** The blame of a network that a rule may contradict: then a mixture of both, as far as anything is wrong. */
export function contradicted(
  { atFault, posterior }: Scores,
  hypothesis: Hypothesis | undefined,
): Float64Array {
  if (hypothesis === undefined) return atFault;
  const { service, confidence } = hypothesis;
  const blame = atFault.map((share) => CONTRADICTED_TRUST * share);
  blame[service]! += (1 - CONTRADICTED_TRUST) * confidence * (1 - posterior.at(-1)!);
  return blame;
}

/**
 * The blame as far as the system was seen. What happened where nothing was measured can't be ruled out: of a system of n services of which
 * one exports nothing, the n-th part of the blame is its own.
 *
 * @param unseen how much of each service can't be seen, see `unseenShares`
 */
export function asFarAsSeen(
  blame: Float64Array,
  { posterior }: Scores,
  unseen: Float64Array,
): Float64Array {
  const total = unseen.reduce((a, b) => a + b, 0);
  if (total === 0) return blame;
  const wrong = 1 - posterior.at(-1)!;
  return blame.map((share, i) => (1 - total / blame.length) * share + wrong * unseen[i]! / blame.length);
}

/** The features that are missing exactly where a metric has no value: one for each metric of an observation. */
const METRIC_FEATURES = ["latency", "errors", "cpu", "memory", "requests"].map((role) =>
  FEATURES.indexOf(`${role} rise`)
);

/**
 * How much of each service can't be seen, 0 to 1: the square of the share of its metrics without any value before or after, since what one metric
 * does not show others mostly do.
 *
 * @param table services x `FEATURES`
 */
export function unseenShares(table: Float64Array): Float64Array {
  return Float64Array.from({ length: table.length / FEATURES.length }, (_, service) => {
    const row = service * FEATURES.length;
    const missing = METRIC_FEATURES.filter((feature) => Number.isNaN(table[row + feature])).length;
    return (missing / METRIC_FEATURES.length) ** 2;
  });
}

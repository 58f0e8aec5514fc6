import type { FaultType } from "../../model/mod.ts";
import { FEATURES } from "../features/features.ts";
import type { Hypothesis } from "../graph/graph_rules.ts";
import { KINDS, type Scores } from "../learnt/scorer.ts";

/**
 * Probability that a network gives to what a rule says, below which it has not met that kind of fault. One that was not shown it gives less in nine of
 * ten incidents; one that was gives more in two of three in which decoys lead the rule astray.
 */
const MIN_KNOWN_PROBABILITY = 2e-4;
/** Confidence of a rule from which it can contradict a network: weaker ones are wrong wherever the network doesn't share them. */
const MIN_RULE_CONFIDENCE = 0.9;
/**
 * The trust in a network where a rule contradicts it, as a share of the probability. On incidents of kinds that a network was not trained with
 * the rule is then right in nine of ten, on kinds that it knows the network; the weights are those of one unknown kind among seven incidents.
 */
const CONTRADICTED_TRUST = { service: 0.15, kind: 0.55 } as const;
/** The same where a rule can't tell what the network says from a kind of fault that the network was not trained with. */
const ALIKE_TRUST = 0.5;
/** The same where the network knows the rule's kind of fault and has found another likelier. */
const DISPUTED_TRUST = 0.8;
/** The part of the doubt that is left in a network's suspect that a rule takes away by naming the same service. */
const AGREED_SHARE = 0.6;
/**
 * The same where the network blames one of two kinds that look alike to the rule: one that was shown both gives more to the other in nine of ten
 * incidents and more, one that was not shown the other in hardly any.
 */
const MIN_KNOWN_PROBABILITY_ALIKE = 1e-5;
/** Blame by the network from which a service is one that it names. */
const MIN_SHARED_BLAME = 0.5;

/** The probability that a network gives to what a rule says; 0 for a kind of fault that no network is trained with. */
function probabilityOf({ service, fault }: Hypothesis, { posterior }: Scores): number {
  const kind = KINDS.indexOf(fault);
  return kind < 0 ? 0 : posterior[service * KINDS.length + kind]!;
}

/** Whether the network knows the rule's kind of fault, and blames what looks the same to the rule. */
function isExplained(scores: Scores, hypothesis: Hypothesis): boolean {
  const { alike } = hypothesis;
  return alike !== undefined && scores.atFault[alike.service]! >= MIN_SHARED_BLAME &&
    probabilityOf(hypothesis, scores) >= MIN_KNOWN_PROBABILITY_ALIKE;
}

/** What looks the same to a rule as what it says, if the network agrees with the rule and has not met the other kind of fault. */
function unknownAlike(scores: Scores, { alike, service, ...rule }: Hypothesis): Hypothesis | undefined {
  if (alike === undefined || scores.atFault[service]! < MIN_SHARED_BLAME) return undefined;
  const other = { ...rule, ...alike };
  return probabilityOf(other, scores) < MIN_KNOWN_PROBABILITY_ALIKE ? other : undefined;
}

/** What a rule says, or can't tell from it, if it is of a kind of fault that the network does not know. */
export function contradiction(scores: Scores, hypothesis: Hypothesis | undefined): Hypothesis | undefined {
  if (hypothesis === undefined || hypothesis.confidence < MIN_RULE_CONFIDENCE) return undefined;
  const other = unknownAlike(scores, hypothesis);
  if (other !== undefined) return other;
  if (isExplained(scores, hypothesis)) return undefined;
  return probabilityOf(hypothesis, scores) >= MIN_KNOWN_PROBABILITY ? undefined : hypothesis;
}

/**
 * The blame by a network and a rule: surer where both name the same service, and a mixture of both, as far as anything is wrong, where they don't and
 * the rule's kind of fault is one that the network does not know.
 */
export function withRule(scores: Scores, hypothesis: Hypothesis | undefined): Float64Array {
  const { atFault, posterior } = scores;
  if (hypothesis === undefined || isExplained(scores, hypothesis)) return atFault;
  const wrong = 1 - posterior.at(-1)!;
  const mixture = ({ service, confidence }: Hypothesis, trust: number) =>
    atFault.map((share, i) => trust * share + (i === service ? (1 - trust) * confidence * wrong : 0));
  const other = unknownAlike(scores, hypothesis);
  if (other !== undefined) return mixture(other, ALIKE_TRUST);
  const { service, confidence } = hypothesis;
  const largest = atFault.reduce((a, b) => Math.max(a, b), 0);
  if (atFault[service] === largest) {
    const doubt = Math.max(0, confidence * wrong - largest);
    return atFault.map((share, i) => i === service ? share + AGREED_SHARE * doubt : share);
  }
  if (confidence < MIN_RULE_CONFIDENCE) return atFault;
  const isUnknown = contradiction(scores, hypothesis) !== undefined;
  const trust = isUnknown ? CONTRADICTED_TRUST.service : DISPUTED_TRUST;
  return mixture(hypothesis, trust);
}

/** The kinds of fault of a service, by a network that does not know what a rule says of it. */
export function kindsWithRule(
  kinds: readonly (readonly [FaultType, number])[],
  { fault, confidence }: Hypothesis,
): readonly (readonly [FaultType, number])[] {
  // A kind that no network is trained with can't be weighed against the others by one.
  const trust = KINDS.includes(fault) ? CONTRADICTED_TRUST.kind : 1 - confidence;
  const others = kinds.filter(([one]) => one !== fault).map(([one, share]) => [one, trust * share] as const);
  const rest = others.reduce((sum, [, share]) => sum + share, 0);
  return [[fault, 1 - rest], ...others];
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

import type { FaultType, ServiceKind, Signals } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { learnFeatures } from "../features/features.ts";
import { greyReplica } from "../graph/grey_replica.ts";
import { completed } from "../graph/likely_topology.ts";
import { learnRules, RULE_ROWS } from "../graph/rule_opinion.ts";
import furtherWeights from "../learnt/further.json" with { type: "json" };
import knownValues from "../learnt/known_values.json" with { type: "json" };
import { unknownValues } from "../learnt/known_values.ts";
import { weightsWithout } from "../learnt/left_out.ts";
import { KINDS, type Posterior, scorerOf, type Scores } from "../learnt/scorer.ts";
import trained from "../learnt/weights.json" with { type: "json" };
import { knowsLoad } from "../metrics/baseline.ts";
import { asFarAsSeen, contradiction, kindsWithRule, unseenShares, withRule } from "./doubt.ts";
import type { Judgement } from "./explain.ts";
import { learnFurtherCauses } from "./further_causes.ts";

/** What a network makes of an incident. */
export interface NetworkJudgement extends Judgement {
  /** The probability that anything is wrong, 0 to 1. */
  readonly wrong: number;
  /** Whether it was never shown anything like it, so that nothing speaks for its word. */
  readonly strange: boolean;
}

/**
 * Kinds of numbers beyond all that the network was shown, from which the system is not of its world. Systems of the simulator whose topology is
 * guessed have up to three, PetShop's incidents two to four, those of Train Ticket with its traces seven to eleven.
 */
const MIN_UNKNOWN = 5;

/**
 * Judges by the trained network, and doubts it where the rules of `graph` contradict it: they know how load, waits and errors travel along the
 * calls, whatever kinds of fault the network has been shown.
 */
export function learnByNetwork(
  known: DiagnoserContext,
  before: Signals,
  { without }: { readonly without?: FaultType | undefined } = {},
): (after: Signals) => NetworkJudgement {
  const isKnown = knowsLoad(known, before.metrics);
  const context = isKnown ? { ...known, topology: completed(known.topology!, before.metrics) } : known;
  const scorer = scorerOf(without === undefined ? trained : weightsWithout(without));
  const featuresOf = learnFeatures(context, before);
  const kindByName = new Map(context.topology?.services.map(({ name, kind }) => [name, kind]));
  const kindOf = context.services.map((name) => kindByName.get(name));
  const rulesOf = context.topology && learnRules(context, before.metrics);
  // The second network was shown every kind of fault.
  const furtherOf = without === undefined && isKnown
    ? learnFurtherCauses(furtherWeights, context.topology!, before.metrics)
    : undefined;
  return (after) => {
    const { table, records } = featuresOf(after);
    const scores = scorer(table);
    // Sets of causes are weighed by both networks; who is to be treated first is the word of the first.
    const all = furtherOf?.({ table, scores, after: after.metrics });
    const grey = greyReplica(after, { services: context.services, latestRows: RULE_ROWS });
    // The rules read metrics alone, and have nothing to say to a network that has read logs or traces as well.
    const ofMetrics = records === undefined ? rulesOf?.(after.metrics).hypothesis : undefined;
    const hypothesis = grey ?? ofMetrics;
    const unknown = contradiction(scores, hypothesis);
    const kindsOf = (service: number) => {
      const kinds = kindsAt(scores.posterior, service, kindOf[service]);
      return service === unknown?.service ? kindsWithRule(kinds, unknown) : kinds;
    };
    const unseen = unseenShares(table);
    const judged = (one: Scores) => asFarAsSeen(withRule(one, hypothesis), one, unseen);
    return {
      blame: judged(scores),
      ...(all && { together: judged(all) }),
      trained: true,
      several: true,
      strange: unknownValues(knownValues, table).size >= MIN_UNKNOWN,
      wrong: 1 - scores.posterior.at(-1)!,
      faultOf: (service) => likeliestFault(kindsOf(service)),
      kindsOf,
      ...(records && { records }),
    };
  };
}

/** What a fault happens to, where it does not happen to every kind of service; a fault of a link stands at its callee. */
const STRIKES: Partial<Record<FaultType, readonly ServiceKind[]>> = {
  memory_leak: ["service"],
  latency_injection: ["database", "cache"],
  packet_loss: ["database"],
  partition: ["database"],
  error_burst: ["service"],
  bad_deploy: ["service"],
  slow_query: ["database"],
  noisy_neighbour: ["database"],
  pool_exhaustion: ["service"],
  disk_full: ["database"],
  cache_flush: ["cache"],
  cache_poison: ["cache"],
  traffic_surge: ["service"],
  retry_storm: ["service"],
};

/** The probabilities of the kinds of fault that can happen to a service, given that it is at fault. */
function kindsAt(
  posterior: Posterior,
  service: number,
  kind: ServiceKind | undefined,
): readonly (readonly [FaultType, number])[] {
  const row = service * KINDS.length;
  const possible = KINDS.flatMap((fault, k) =>
    kind === undefined || (STRIKES[fault]?.includes(kind) ?? true)
      ? [[fault, posterior[row + k]!] as const]
      : []
  );
  const total = Math.max(possible.reduce((sum, [, share]) => sum + share, 0), Number.MIN_VALUE);
  return possible.map(([fault, share]) => [fault, share / total]);
}

function likeliestFault(kinds: readonly (readonly [FaultType, number])[]): FaultType {
  return kinds.reduce((best, one) => one[1] > best[1] ? one : best)[0];
}

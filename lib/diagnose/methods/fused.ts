import {
  type FaultType,
  number,
  oneOf,
  type ServiceKind,
  type Signals,
  wholeNumber,
} from "../../model/mod.ts";
import { diagnoser, type DiagnoserContext, type DiagnoserEntry, type Learner } from "../diagnoser.ts";
import { learnFeatures } from "../features/features.ts";
import { learnByOpinions, POOL } from "../fused/by_opinions.ts";
import { asFarAsSeen, contradiction, kindsWithRule, unseenShares, withRule } from "../fused/doubt.ts";
import { explain, type Judgement } from "../fused/explain.ts";
import { learnFurtherCauses } from "../fused/further_causes.ts";
import { greyReplica } from "../graph/grey_replica.ts";
import { learnRules, RULE_ROWS } from "../graph/rule_opinion.ts";
import { KINDS, type Posterior, scorerOf, type Scores } from "../learnt/scorer.ts";
import { weightsWithout } from "../learnt/left_out.ts";
import furtherWeights from "../learnt/further.json" with { type: "json" };
import trained from "../learnt/weights.json" with { type: "json" };
import { knowsLoad } from "../metrics/baseline.ts";
import { learnMetricsFirst } from "../next_look/metrics_first.ts";

/** The number of looks that stands for all of them at once. */
const EVERYTHING = 1000;

/**
 * The best use of all signals, in one configuration for every system. If the topology is written down, so that loads can be calculated,
 * features of every service and its neighbours from metrics, logs and spans are scored by a small network. It was trained on simulated
 * incidents (`experiments/train.ts`) with signals hidden at random, so that it works with whatever there is. A score is the
 * probability that the service is at fault: two faults at once give two scores near 1, and without a fault all are near 0. For systems about
 * which less is known than the network was trained with, the opinions of single methods are pooled.
 */
export const fused: DiagnoserEntry = diagnoser({
  name: "fused",
  about: "combines metrics, logs, spans and the call graph, by a trained network or by pooling opinions",
  trained: true,
  parameters: {
    by: oneOf(["knowledge", "network", "opinions"], {
      about:
        "whether the network judges or opinions are pooled: by what is known of the system, or always one of them",
    }),
    without: oneOf(["nothing", ...KINDS], {
      about: "kind of fault that the network was not shown in training, to see what becomes of unknown ones",
    }),
    looks: wholeNumber({
      about:
        "most services whose logs and traces are read besides all metrics, one after the other where they tell most, as long as it is unsure; 1000: everything is read at once",
      range: [0, EVERYTHING],
      default: EVERYTHING,
    }),
    sharpening: number({
      about: "power that makes pooled opinions as certain as they should be; 1: none",
      range: [1, 10],
      default: POOL.sharpening,
    }),
    logWeight: number({
      about: "weight of the logs in the pool; lost time has 1",
      range: [0, 10],
      default: POOL.logWeight,
    }),
    tracedMetricWeight: number({
      about: "weight of the metrics in the pool if requests are traced; 1 otherwise",
      range: [0, 10],
      default: POOL.tracedMetricWeight,
    }),
    behaviourWeight: number({
      about: "weight in the pool of lines that are logged and calls that are made otherwise than before",
      range: [0, 10],
      default: POOL.behaviourWeight,
    }),
  },
  create: (context, { by, without, looks, ...pool }) => {
    const learn: Learner = (before) => {
      const network = by === "network" || by === "knowledge" && knowsLoad(context, before.metrics);
      const opinions = learnByOpinions(context, before, pool);
      const judge = network
        ? withSecondOpinion(learnByNetwork(context, before, without), opinions)
        : opinions;
      const { services, graph } = context;
      return (after) => explain(judge(after), { services, graph, before, after });
    };
    return looks === EVERYTHING ? learn : learnMetricsFirst(context, { learn, looks });
  },
});

/** Blame of the likeliest service below which a network names nobody. */
const MAX_NOBODY_BLAME = 0.05;
/** Probability by a network that anything is wrong, and certainty by opinions that anything has happened, from which nobody is no answer. */
const [MIN_WRONG, MIN_HAPPENED] = [0.5, 0.9];

/**
 * Pools opinions where the network holds that something is wrong and names nobody: it then meets what it was never shown, as metrics that are measured
 * elsewhere than in its training.
 */
function withSecondOpinion(
  network: (after: Signals) => Judgement & { readonly wrong: number },
  opinions: (after: Signals) => Judgement,
): (after: Signals) => Judgement {
  return (after) => {
    const first = network(after);
    if (first.wrong < MIN_WRONG || first.blame.some((share) => share >= MAX_NOBODY_BLAME)) return first;
    const second = opinions(after);
    return (second.happened ?? 0) >= MIN_HAPPENED ? second : first;
  };
}

/**
 * Judges by the trained network, and doubts it where the rules of `graph` contradict it: they know how load, waits and errors travel along the
 * calls, whatever kinds of fault the network has been shown.
 */
function learnByNetwork(
  context: DiagnoserContext,
  before: Signals,
  without: FaultType | "nothing",
): (after: Signals) => Judgement & { readonly wrong: number } {
  const scorer = scorerOf(without === "nothing" ? trained : weightsWithout(without));
  const featuresOf = learnFeatures(context, before);
  const kindByName = new Map(context.topology?.services.map(({ name, kind }) => [name, kind]));
  const kindOf = context.services.map((name) => kindByName.get(name));
  const rulesOf = context.topology && learnRules(context, before.metrics);
  // The second network was shown every kind of fault.
  const furtherOf = without === "nothing" && knowsLoad(context, before.metrics)
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

import type { Diagnosis, Signals } from "../../model/mod.ts";
import { knowsLoad } from "../metrics/baseline.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { percentText } from "../answer/percent_text.ts";
import { requireFit } from "../answer/require_fit.ts";
import { type Accusable, evidenceAgainst } from "../fused/evidence.ts";
import { learnByOpinions } from "../fused/by_opinions.ts";
import type { Judgement } from "../fused/judgement.ts";
import { learnByNetwork } from "../fused/by_network.ts";
import type { ScorerWeights } from "../learnt/scorer.ts";
import trained from "../learnt/weights.json" with { type: "json" };

/** Evidence that a rationale quotes. */
const QUOTED = 3;

/**
 * The best of all signals, in one configuration for every system. Where the topology is written down, so that loads can be worked out,
 * features of every service and its neighbours from metrics, logs and spans are scored by a small network that was trained on simulated
 * incidents (`experiments/train.ts`), with signals hidden at random so that it takes what there is; a score is then the probability that
 * the service is at fault, so two faults at once give two scores near 1, and none where nothing is wrong. Of systems of which less is
 * known than the network has learnt from, the opinions of single methods are pooled.
 *
 * @param weights of one's own in place of those that come with the project
 */
export function createFused(context: DiagnoserContext, weights: ScorerWeights = trained): Diagnoser {
  let judge: ((after: Signals) => Judgement) | undefined;
  let normal: Signals;
  return {
    name: "fused",
    fit: (before) => {
      normal = before;
      judge = knowsLoad(context, before.metrics)
        ? learnByNetwork(context, { before, weights })
        : learnByOpinions(context, before);
    },
    diagnose: (after) => {
      const judgement = requireFit(judge, "fused")(after);
      return explain(judgement, { services: context.services, before: normal, after });
    },
  };
}

function explain({ blame, faultOf, records }: Judgement, incident: Accusable): Diagnosis {
  const { services } = incident;
  const ranking = rank(services, blame);
  const { service: suspect, score: confidence } = ranking[0]!;
  const fault = confidence > 0 ? faultOf(services.indexOf(suspect)) : undefined;
  const found = confidence > 0 ? evidenceAgainst(suspect, { ...incident, ...(records && { records }) }) : [];
  const what = fault === undefined ? "" : `${fault.replaceAll("_", " ")} `;
  const why = found.slice(0, QUOTED).map(({ text }) => `; ${text}`).join("");
  return {
    suspect,
    ...(fault && { fault }),
    confidence,
    ranking,
    evidence: found,
    indicators: found.filter(({ signal }) => signal === "metric")
      .map(({ service, indicator }, i) => ({ service, metric: indicator, score: found.length - i })),
    rationale: confidence > 0
      ? `${suspect}: ${what}(${percentText(confidence)})${why}`
      : "Nothing speaks against any service, so nobody is named",
  };
}

import type { FaultType, Signals } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { learnFeatures } from "../features/features.ts";
import type { Judgement } from "./judgement.ts";
import { KINDS, type Posterior, scorerOf, type ScorerWeights } from "../learnt/scorer.ts";

/** Judges by a network that was trained on simulated incidents; for systems whose loads can be worked out. */
export function learnByNetwork(
  context: DiagnoserContext,
  { before, weights }: { before: Signals; weights: ScorerWeights },
): (after: Signals) => Judgement {
  const scorer = scorerOf(weights);
  const featuresOf = learnFeatures(context, before);
  return (after) => {
    const { table, records } = featuresOf(after);
    const { posterior, atFault } = scorer(table);
    return {
      blame: atFault,
      faultOf: (service) => likeliestFault(posterior, service),
      ...(records && { records }),
    };
  };
}

function likeliestFault(posterior: Posterior, service: number): FaultType {
  let best = 0;
  const row = service * KINDS.length;
  for (let k = 1; k < KINDS.length; k++) if (posterior[row + k]! > posterior[row + best]!) best = k;
  return KINDS[best]!;
}

import type { MetricTable, Topology } from "../../model/mod.ts";
import { learnFurtherFeatures } from "../features/further_features.ts";
import { MAX_AGE } from "../features/onset_features.ts";
import { scorerOf, type ScorerWeights, type Scores } from "../learnt/scorer.ts";

/** Probability by a network from which a service is a cause beside which others are looked for. */
const MIN_FIRST = 0.5;

/**
 * The odds of a further cause relative to those among the examples of the training, somewhat more than half of which have one (Saerens, Latinne and
 * Decaestecker, Neural Computation 2002, section 2.2): that many in practice have none. With it single faults of the seeds 1601 to 1800 have
 * fewer causes that are none than before there was this network, and of two faults (1301 to 1500) as many sets are right as without.
 */
const FURTHER_ODDS = 0.6;

/** The likeliest cause by a network; undefined where it holds none likelier than not. */
export function firstCauseIn({ atFault }: Scores): number | undefined {
  let first: number | undefined;
  atFault.forEach((share, i) => {
    if (share >= MIN_FIRST && (first === undefined || share > atFault[first]!)) first = i;
  });
  return first;
}

/**
 * Looks for further causes beside the one that a network finds first. A fault that began later, or shows less, is hidden from the first network by all
 * that the larger one moves. The second one is told the first cause, and sees when each service left what its callees and its load
 * explain. By the law of total probability its word counts as far as the first cause is one. Where the end of the window lies further behind the
 * usual one than onsets are looked for, they may lie between the windows unseen: then the first network's scores stay.
 *
 * @returns the scores of the first network, with the probabilities of being at fault by both
 * @param weights of a scorer of `FURTHER_FEATURES`
 * @param before in the layout of observations of the topology, as the window after
 */
export function learnFurtherCauses(
  weights: ScorerWeights,
  topology: Topology,
  before: MetricTable,
): (
  incident: { readonly table: Float64Array; readonly scores: Scores; readonly after: MetricTable },
) => Scores {
  const scorer = scorerOf(weights);
  // Learnt when a first cause is found: most windows have none.
  let featuresOf: ReturnType<typeof learnFurtherFeatures> | undefined;
  return (incident) => {
    const { scores } = incident;
    const first = firstCauseIn(scores);
    if (first === undefined || rowsSince(before, incident.after) > MAX_AGE) return scores;
    featuresOf ??= learnFurtherFeatures(topology, before);
    const further = scorer(featuresOf({ ...incident, first }));
    const beside = further.atFault.map(lessLikely);
    const sure = scores.atFault[first]!;
    const atFault = scores.atFault.map((share, i) =>
      i === first ? share : sure * beside[i]! + (1 - sure) * share
    );
    return { ...scores, atFault };
  };
}

/** Rows from the end of the window before to that of the window after, those between them included. */
function rowsSince(before: MetricTable, after: MetricTable): number {
  const [times, earlier] = [after.timesSeconds, before.timesSeconds];
  const [end, usualEnd] = [times.at(-1)!, earlier.at(-1)!];
  const ofRows = times.length > 1 ? times : earlier;
  const stepSeconds = (ofRows.at(-1)! - ofRows[0]!) / (ofRows.length - 1);
  return Math.round((end - usualEnd) / stepSeconds);
}

/** A probability with its odds multiplied by `FURTHER_ODDS`. */
function lessLikely(probability: number): number {
  return FURTHER_ODDS * probability / (1 - probability + FURTHER_ODDS * probability);
}

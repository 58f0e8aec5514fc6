import { UsageError } from "../../model/mod.ts";
import type { LoggedCandidate, LoggedDecision } from "../decision_log.ts";

const NO_FEATURES = new Float64Array(0);

/** The actions that a decision was chosen from; of a log that does not say so the chosen one alone. */
export function candidatesOf({ candidates, action, propensity }: LoggedDecision): readonly LoggedCandidate[] {
  return candidates ?? [{ action, propensity, features: NO_FEATURES }];
}

/** Index of the chosen action among `candidatesOf` a decision; -1 if it is not among them. */
export function chosenOf(decision: LoggedDecision): number {
  return decision.candidates === undefined
    ? 0
    : decision.candidates.findIndex(({ action }) => action === decision.action);
}

/**
 * The decisions by episode, each a seed, in the order of seeds and steps, whatever their order in the log.
 *
 * @throws {UsageError} for a step that stands there twice, as in two runs of the same seeds: the same draws count once
 */
export function episodesOf(decisions: readonly LoggedDecision[]): LoggedDecision[][] {
  const places = decisions.map((decision, row) => ({ decision, row }))
    .sort((a, b) => a.decision.seed - b.decision.seed || a.decision.step - b.decision.step || a.row - b.row);
  places.forEach(({ decision: { seed, step }, row }, i) => {
    const before = places[i - 1];
    if (before?.decision.seed !== seed || before.decision.step !== step) return;
    throw new UsageError(
      `A log holds each step of an episode once, found step ${step} of seed ${seed} in rows ${
        before.row + 1
      } and ${row + 1}`,
    );
  });
  return [...Map.groupBy(places.map(({ decision }) => decision), ({ seed }) => seed).values()];
}

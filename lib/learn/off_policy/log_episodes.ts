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
 * The decisions by episode, those of one in the order of their steps. A seed stands for an episode; where a step does not lie after the one
 * before it, another episode of the same seed has begun.
 */
export function episodesOf(decisions: readonly LoggedDecision[]): LoggedDecision[][] {
  const episodes: LoggedDecision[][] = [];
  const current = new Map<number, LoggedDecision[]>();
  for (const decision of decisions) {
    const open = current.get(decision.seed);
    if (open !== undefined && open.at(-1)!.step < decision.step) {
      open.push(decision);
      continue;
    }
    const begun = [decision];
    current.set(decision.seed, begun);
    episodes.push(begun);
  }
  return episodes;
}

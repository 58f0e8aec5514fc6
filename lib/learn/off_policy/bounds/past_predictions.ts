import type { LoggedDecision } from "../../decision_log.ts";
import type { FittedModel } from "../cross_fit.ts";
import { candidatesOf, chosenOf } from "../log_episodes.ts";

/** Episodes before the first model; the next ones learn from twice as many as the one before. */
const FIRST_EPISODES = 8;

/**
 * What the candidates of each decision are predicted to earn by a model of the episodes before, so that no prediction knows what comes after it.
 * Models are learnt anew after 8, 16, 32 and so on episodes; before the first there is none.
 *
 * @returns per decision one number a candidate; undefined where there is no model yet
 */
export function pastPredictions(
  episodes: readonly (readonly LoggedDecision[])[],
  model: FittedModel,
): (Float64Array | undefined)[] {
  let predict: ReturnType<FittedModel> | undefined;
  return episodes.flatMap((its, g) => {
    if (g >= FIRST_EPISODES && Number.isInteger(Math.log2(g))) {
      predict = model(
        episodes.slice(0, g).flat().map((decision) => {
          const { action, features } = candidatesOf(decision)[chosenOf(decision)]!;
          return { signature: decision.signature, action, features, outcome: decision.reward };
        }),
      );
    }
    const present = predict;
    return its.map((decision) =>
      present && Float64Array.from(
        candidatesOf(decision),
        ({ action, features }) => present({ signature: decision.signature, action, features }),
      )
    );
  });
}

import type { LoggedDecision } from "../decision_log.ts";
import { candidatesOf, chosenOf } from "./log_episodes.ts";
import type { ModelInput, ModelRow, RewardModel } from "./models/model.ts";

/** Learns a reward model from rows. */
export type FittedModel = (rows: readonly ModelRow[]) => RewardModel;

/** A log, and what the judged policy says of its candidates. */
export interface JudgedLog {
  readonly episodes: readonly (readonly LoggedDecision[])[];
  /** What each decision earned, in the order of the episodes. */
  readonly rewards: Float64Array;
  /** Per decision the probabilities of its candidates under the policy that is judged. */
  readonly probabilities: readonly ArrayLike<number>[];
}

/** Predictions of a reward model for each decision. */
export interface Predictions {
  readonly expectedOfLogged: Float64Array;
  readonly expectedOfTarget: Float64Array;
}

/** Predictions for each decision by a model that has not seen it, and those of each fold's model for all decisions. */
export interface CrossFitted extends Predictions {
  readonly byModel: readonly Predictions[];
}

interface CrossFitOptions {
  readonly model: FittedModel;
  readonly folds: number;
  /** Whether the predictions are of a decision's reward and of all that follow, in place of its reward alone. */
  readonly sequential: boolean;
}

/** Longer episodes add little: what lies further ahead is predicted by the model of this many decisions. */
const MAX_BACKUPS = 30;

/**
 * A model's predictions for each decision, learnt from the other folds, so that no decision is predicted by a model that has seen it
 * (Chernozhukov et al., "Double/debiased machine learning for treatment and structural parameters", Econometrics Journal 2018). Folds are made of
 * whole episodes: the g-th is in fold g mod `folds`. A single episode leaves nothing to learn from: its predictions are 0.
 */
export function crossFitted(log: JudgedLog, { model, folds, sequential }: CrossFitOptions): CrossFitted {
  const count = log.rewards.length;
  const expected = emptyPredictions(count);
  const foldOf = new Int32Array(count);
  const next = new Int32Array(count).fill(-1);
  let i = 0;
  log.episodes.forEach((its, g) => {
    for (let t = 0; t < its.length; t++, i++) {
      foldOf[i] = g % folds;
      if (t + 1 < its.length) next[i] = i + 1;
    }
  });
  const decisions = log.episodes.flat();
  const longest = log.episodes.reduce((most, its) => Math.max(most, its.length), 0);
  const rounds = sequential ? Math.min(longest, MAX_BACKUPS) : 1;
  const byModel: Predictions[] = [];
  for (let fold = 0; fold < Math.min(folds, log.episodes.length); fold++) {
    const seen = decisions.flatMap((_, at) => foldOf[at] === fold ? [] : [at]);
    const predict = seen.length === 0 ? () => 0 : fittedOn(seen, { decisions, log, model, rounds, next });
    const its = emptyPredictions(count);
    decisions.forEach((decision, at) => {
      its.expectedOfLogged[at] = predict(inputOf(decision, chosenOf(decision)));
      its.expectedOfTarget[at] = averaged(predict, decision, log.probabilities[at]!);
      if (foldOf[at] !== fold) return;
      expected.expectedOfLogged[at] = its.expectedOfLogged[at]!;
      expected.expectedOfTarget[at] = its.expectedOfTarget[at]!;
    });
    byModel.push(its);
  }
  return { ...expected, byModel };
}

function emptyPredictions(count: number): Predictions {
  return { expectedOfLogged: new Float64Array(count), expectedOfTarget: new Float64Array(count) };
}

/**
 * A model of the rewards, or by fitted Q evaluation of the reward and all that follow under the judged policy (Le, Voloshin and Yue, "Batch policy
 * learning under constraints", ICML 2019): in each round the outcome is the reward plus the last round's prediction at the next decision.
 */
function fittedOn(
  seen: readonly number[],
  { decisions, log, model, rounds, next }: {
    readonly decisions: readonly LoggedDecision[];
    readonly log: JudgedLog;
    readonly model: FittedModel;
    readonly rounds: number;
    readonly next: Int32Array;
  },
): RewardModel {
  const inputs = seen.map((at) => inputOf(decisions[at]!, chosenOf(decisions[at]!)));
  let predict: RewardModel = () => 0;
  for (let round = 0; round < rounds; round++) {
    const before = predict;
    predict = model(seen.map((at, k) => {
      const following = next[at]!;
      const rest = round === 0 || following < 0
        ? 0
        : averaged(before, decisions[following]!, log.probabilities[following]!);
      return { ...inputs[k]!, outcome: log.rewards[at]! + rest };
    }));
  }
  return predict;
}

function inputOf(decision: LoggedDecision, candidate: number): ModelInput {
  const { action, features } = candidatesOf(decision)[candidate]!;
  return { signature: decision.signature, action, features };
}

/** The prediction over a policy's choices; what it would do beside the candidates counts as the mean of what it would do among them, or of all. */
function averaged(predict: RewardModel, decision: LoggedDecision, probabilities: ArrayLike<number>): number {
  const candidates = candidatesOf(decision);
  let value = 0;
  let share = 0;
  for (let k = 0; k < candidates.length; k++) {
    if (probabilities[k] === 0) continue;
    value += probabilities[k]! * predict(inputOf(decision, k));
    share += probabilities[k]!;
  }
  if (share > 0) return value / share;
  return candidates.reduce((sum, _, k) => sum + predict(inputOf(decision, k)), 0) / candidates.length;
}

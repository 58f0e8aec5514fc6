/**
 * Off-policy estimators on logs where it is known what other policies earn: synthetic bandits and episodes of the simulator.
 * @module
 */
export {
  type EstimatorScore,
  type EstimatorScores,
  judgeEstimators,
  type KnownTruth,
} from "./judge_estimators.ts";
export { estimatorScoresText } from "./scores_text.ts";
export { type SimulatedEpisodes, simulatedEpisodes } from "./simulated_episodes.ts";
export {
  BANDIT_REGIMES,
  type BanditRegime,
  type SyntheticBandit,
  syntheticBandit,
} from "./synthetic_bandit.ts";

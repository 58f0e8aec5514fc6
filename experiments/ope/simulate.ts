import {
  BANDIT_REGIMES,
  estimatorScoresText,
  judgeEstimators,
  simulatedEpisodes,
  syntheticBandit,
} from "../../lib/bench/off_policy/mod.ts";
import { createProgress } from "../cli/progress.ts";

/** Decisions of a synthetic log. */
const DECISIONS = 1000;
/** Seed of the bandits and of their first log: nothing was chosen by them or by those that follow. */
const FIRST_SEED = 5001;

/** Judges the estimators on logs where the truth is known; the tables as text. */
export function simulate(logs: number): string {
  const tables = Object.entries(BANDIT_REGIMES).map(([name, regime]) => {
    const bandit = syntheticBandit(regime, FIRST_SEED);
    const progress = createProgress({ total: logs * bandit.targets.length, label: name });
    let done = 0;
    const scores = judgeEstimators(made(logs, (k) => bandit.log(FIRST_SEED + k, DECISIONS)), bandit, {
      resamples: 500,
      onEvaluation: () => progress.update(++done),
    });
    progress.finish();
    return estimatorScoresText(`${name}: ${logs} logs of ${DECISIONS} decisions`, scores);
  });
  const progress = createProgress({ total: 100, label: "episodes of the simulator" });
  const episodes = simulatedEpisodes(logs, (share) => progress.update(Math.floor(100 * share)));
  const scores = judgeEstimators(episodes.logs, episodes, { reward: "episode", resamples: 500 });
  progress.finish();
  const title = `episodes of the simulator: ${logs} logs of ${episodes.episodesPerLog} episodes`;
  return [...tables, estimatorScoresText(title, scores)].join("\n\n");
}

function* made<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let k = 0; k < count; k++) yield make(k);
}

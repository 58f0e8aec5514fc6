import { z } from "zod";
import { anyFunction } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { exploring } from "../../agent/mod.ts";
import { logDecisions, type LoggedDecision, type TargetPolicy } from "../../learn/mod.ts";
import { createAgent, createTrial } from "../../run/mod.ts";
import { mean } from "../../stats/mod.ts";

/** Logs of simulated incidents, and policies of which is known what they earn. */
export interface SimulatedEpisodes {
  /** The logs, of one agent each. */
  readonly logs: readonly (readonly LoggedDecision[])[];
  /** Number of episodes in each, those without a breach among them. */
  readonly episodesPerLog: number;
  /** The judged policies: the same agent with other shares of random actions. */
  readonly targets: readonly TargetPolicy[];
  /** The mean sum of rewards from the first decision of an episode on, each over 1,000 episodes. */
  readonly truths: readonly number[];
}

/** Share of random actions in the logs. */
const LOGGED_SHARE = 0.1;
/** Those of the policies that are judged. */
const SHARES = [0, 0.02, 0.04, 0.06, 0.08, 0.12, 0.14, 0.16, 0.18, 0.2];
/** Episodes of a log, and those over which a policy's truth is the mean. */
const EPISODES = 80;
const TRUTH_EPISODES = 1000;
/** Long enough for an incident and its repair. */
const STEPS = 160;
const ARGUMENTS = z.object({ logs: z.int().min(1).max(1000), onProgress: anyFunction });
/** Seeds from here on, which nothing was chosen by. */
const FIRST_SEED = 5001;

/**
 * Logs of `full` on three-tier that acts at random in 10 % of its decisions, and what it earns with 0 to 20 %.
 *
 * @param logs number of logs
 * @param onProgress hears of the share that is done, 0 to 1
 * @throws {UsageError} unless the number of logs is 1 to 1,000
 */
export function simulatedEpisodes(
  logs: number,
  onProgress: (share: number) => void = () => {},
): SimulatedEpisodes {
  checkOptions("simulatedEpisodes", ARGUMENTS, { logs, onProgress });
  const total = logs * EPISODES + SHARES.length * TRUTH_EPISODES;
  let done = 0;
  const decisionsWith = (share: number, first: number, count: number) => {
    const agent = logDecisions(exploring(createAgent("full"), { share }));
    const trial = createTrial({ agent, steps: STEPS });
    for (let e = 0; e < count; e++) {
      trial(first + e);
      onProgress(++done / total);
    }
    agent.settle();
    return agent.decisions;
  };
  return {
    logs: Array.from(
      { length: logs },
      (_, k) => decisionsWith(LOGGED_SHARE, FIRST_SEED + k * EPISODES, EPISODES),
    ),
    episodesPerLog: EPISODES,
    targets: SHARES.map((share): TargetPolicy => ({
      name: `${100 * share} % at random`,
      probabilities: ({ candidates }) =>
        candidates!.map(({ propensity }) => {
          const rest = (propensity - LOGGED_SHARE / candidates!.length) / (1 - LOGGED_SHARE);
          return (1 - share) * Math.max(0, rest) + share / candidates!.length;
        }),
    })),
    truths: SHARES.map((share) => meanSum(decisionsWith(share, FIRST_SEED, TRUTH_EPISODES))),
  };
}

/** The mean over episodes of what their decisions earned. */
function meanSum(decisions: readonly LoggedDecision[]): number {
  const sums = Map.groupBy(decisions, ({ seed }) => seed).values()
    .map((its) => its.reduce((sum, { earned }) => sum + earned, 0)).toArray();
  return mean(sums);
}

import { z } from "zod";
import { checkOptions, objectWith } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import type { LogEvaluation } from "../evaluate_log.ts";
import { GATE_BOUNDS, GATE_LEAST } from "./gate.ts";

/** Whether a policy may take the logged one's place, by one of the bounds. */
export interface GateJudgement {
  /** Why not, in one line; absent: it may. */
  readonly why?: string;
  /** What it earns at least: a decision, or of the reward `episode` an episode. */
  readonly lowerBound: number;
  /** What that has to exceed. */
  readonly toBeat: number;
}

const ARGUMENTS = z.object({
  evaluation: objectWith({ policy: "string", estimates: "list", logged: "object", rewardLimits: "object" }),
  bound: z.string(),
});

/**
 * Judges a policy by the lower bound of what it earns. The bound `difference` compares both policies in the same situations, so that it has to exceed
 * what the logged one earned; the others have to exceed the upper end of its interval, since that is an estimate too. It stays closed where the log
 * contradicts its propensities, has fewer than 30 episodes, or nobody knows the rewards that the bound rests on.
 *
 * @param bound one of `GATE_BOUNDS`, or an estimator of the evaluation, the lower end of whose interval it is
 * @throws {UsageError} for a bound that the evaluation doesn't have
 *
 * @example
 * ```ts
 * import { match } from "node:assert";
 * import { createAgent, runTrial, seedRange } from "aiops";
 * import { evaluateLog, judgeGate, logDecisions, uniformPolicy } from "aiops/learn";
 * const agent = logDecisions(createAgent("random"));
 * runTrial({ agent, seeds: seedRange(1, 5) });
 * match(judgeGate(evaluateLog(agent.decisions, uniformPolicy), "difference").why!, /needs at least 30 episodes, found 5/);
 * ```
 */
export function judgeGate(evaluation: LogEvaluation, bound: string): GateJudgement {
  checkOptions("judgeGate", ARGUMENTS, { evaluation, bound });
  const { policy, logged, overlap, episodes } = evaluation;
  const lowerBound = boundOf(evaluation, bound);
  const toBeat = bound === "difference" ? logged.value : logged.high;
  const closed = (why: string) => ({ why, lowerBound, toBeat });
  if (!overlap.propensitiesHold || !Number.isFinite(overlap.effectiveSamples)) {
    return closed(`the logged propensities are wrong, so that no bound of ${policy} holds`);
  }
  if (episodes < GATE_LEAST.episodes) {
    return closed(`it needs at least ${GATE_LEAST.episodes} episodes, found ${episodes}`);
  }
  const unknown = unknownReward(evaluation, bound);
  if (unknown !== undefined) return closed(unknown);
  if (lowerBound > toBeat) return { lowerBound, toBeat };
  return closed(
    `the lower bound of ${policy} by ${bound} is ${figure(lowerBound)}, and the logged policy earned ${
      figure(logged.value)
    }${bound === "difference" ? "" : `, ${figure(toBeat)} at most`}`,
  );
}

function boundOf(
  { logged, differenceBound, bettingBound, lowerBound, estimates }: LogEvaluation,
  bound: string,
): number {
  if (bound === "difference") return logged.value + differenceBound;
  if (bound === "betting") return bettingBound;
  if (bound === "bernstein") return lowerBound;
  const found = estimates.find(({ estimator }) => estimator === bound);
  if (found !== undefined) return found.low;
  throw new UsageError(
    `Cannot find the bound "${bound}". Known: ${
      [...GATE_BOUNDS, ...estimates.map(({ estimator }) => estimator)].join(", ")
    }`,
  );
}

/** What of the possible rewards the bound rests on and nobody knows. */
function unknownReward(
  { rewardLimits: { least, greatest, leastFrom, greatestFrom } }: LogEvaluation,
  bound: string,
): string | undefined {
  if (!GATE_BOUNDS.some((name) => name === bound)) return undefined;
  if (leastFrom === "seen") {
    return `nobody says what the least possible reward is, and the worst may not have come yet: the least seen is ${
      figure(least)
    }`;
  }
  if (greatestFrom === "seen" && bound !== "betting") {
    return `nobody says what the greatest possible reward is: the greatest seen is ${figure(greatest)}`;
  }
  return undefined;
}

function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "unknown";
}

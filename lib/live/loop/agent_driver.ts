import type { Executor } from "../../act/mod.ts";
import {
  type Action,
  type Agent,
  type AgentStep,
  describeAction,
  NOOP,
  type Observation,
} from "../../model/mod.ts";
import { checkAnswer } from "../../model/check_answer.ts";
import { timingsOf } from "../config/timings.ts";
import type { LoopSettings } from "./settings.ts";
import type { SloReading } from "./slo_watch.ts";

/** Reward of a step within the SLO, and in breach: those of the simulator, without the costs of actions. */
const REWARD = { healthy: 1, breach: -2 };

/** How far an agent has learnt what is normal. */
export interface WarmUp {
  /** Healthy observations so far. */
  readonly seen: number;
  /** Those that it needs. */
  readonly needed: number;
}

/** Drives an agent as an episode does: learn, then act, once a step; the first observations are healthy ones. */
export interface AgentDriver {
  /** How far the agent is. */
  readonly warmUp: WarmUp;
  /** Gives it an observation. Undefined while it waits for a healthy one to learn from. */
  act(observation: Observation, reading: SloReading, step: number): AgentStep | undefined;
  /** What was carried out of its last answer. */
  executed(action: Action): void;
  /** An order has failed: nothing was changed. Unknown to the agent: an order of a loop before this one. */
  notCarriedOut(action: Action): void;
}

/** Begins an agent. @param executor the guardrails as they stand: the agent may ask what they would let through */
export function driveAgent(
  agent: Agent,
  { topology, slo, warmupSteps, stepSeconds, timings = {}, seed = 1 }: LoopSettings,
  executor: () => Pick<Executor, "allowsIn">,
): AgentDriver {
  let allowed = executor().allowsIn(0);
  agent.begin({
    topology,
    slo: Object.freeze({ ...slo }),
    warmupSteps,
    seed,
    timings: timingsOf(timings, stepSeconds),
    rewardRange: [REWARD.breach, REWARD.healthy],
    allows: (action) => allowed(action),
  });
  let seen = 0;
  let own = -1;
  let lastStep: number | undefined;
  let open: Action | undefined;
  let latest: { readonly reward: number; readonly sloViolated: boolean } = { reward: 0, sloViolated: false };
  /** The last order, whose outcome may come later, and one that is known to have failed after the agent was told of it. */
  let ordered: Action | undefined;
  let failed: Action | undefined;

  /** Tells the agent what came of its last answer; where the SLO is not measured, with the outcome of the latest step that was. */
  function tell(reading: SloReading): void {
    if (reading.isMeasured) {
      const reward = reading.inBreach ? REWARD.breach : REWARD.healthy;
      latest = { reward, sloViolated: reading.inBreach };
    }
    if (open === undefined) return;
    agent.learn({ executed: open, ...(failed !== undefined && { notCarriedOut: failed }), ...latest });
    open = undefined;
    failed = undefined;
  }

  return {
    get warmUp() {
      return { seen, needed: warmupSteps };
    },
    act: (observation, reading, step) => {
      // The agent counts from 0 as in an episode, steps that were left out included.
      own += lastStep === undefined ? 1 : Math.max(1, step - lastStep);
      lastStep = step;
      tell(reading);
      // The guardrails count as the loop does.
      allowed = executor().allowsIn(step);
      const isHealthy = reading.isMeasured && !reading.inBreach;
      if (seen < warmupSteps && !isHealthy) return undefined;
      if (seen < warmupSteps) seen++;
      const answer = agent.act({ ...observation, step: own });
      checkAnswer(answer, { agent: agent.name, step: own });
      open = NOOP;
      return answer;
    },
    executed: (action) => {
      open = action;
      if (action.kind !== "noop") ordered = action;
    },
    notCarriedOut: (action) => {
      if (ordered === undefined || describeAction(ordered) !== describeAction(action)) return;
      if (open === ordered) open = NOOP;
      else failed = ordered;
      ordered = undefined;
    },
  };
}

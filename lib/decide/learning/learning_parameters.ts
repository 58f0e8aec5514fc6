import { number, oneOf, type ParametersOf, wholeNumber } from "../../model/mod.ts";
import type { Forgetting } from "../../learn/learners/gaussian_weights.ts";
import type { Learner, Prior } from "../../learn/learners/learner.ts";
import { REWARDS } from "../../learn/rewards/catalogue.ts";
import { playbookPrior } from "../features/plan_features.ts";
import { PLAYBOOK_PARAMETERS } from "../methods/playbook.ts";
import type { Policy, PolicyContext } from "../policy.ts";
import { createLearntPlaybook } from "./learnt_playbook.ts";

/** What can be set about any policy that learns which remedy to choose. */
export const LEARNING_PARAMETERS = {
  reward: oneOf(REWARDS, {
    about:
      "what a decision is told: the next step's reward, the mean of some, or what it took to end the incident",
  }),
  horizonSteps: wholeNumber({
    about: "steps that count for the rewards windowed and n-step",
    unit: "steps",
    range: [1, 60],
    default: 6,
  }),
  shaping: number({
    about: "potential of a breach, which leaving it gains and entering it loses; the optimum stays",
    unit: "reward",
    range: [0, 100],
    default: 0,
  }),
  followEpisodes: wholeNumber({
    about:
      "episodes at first in which the playbook decides and the learner looks on: a warm start from its log",
    unit: "episodes",
    range: [0, 100_000],
    default: 0,
  }),
  trust: number({
    about:
      "by how much the playbook's choice is held to be better than the next one; 0: its opinion counts for nothing at first",
    unit: "tens of steps",
    range: [0, 10],
    default: 0.5,
  }),
  floor: number({
    about: "share by which what is lost may exceed the playbook's by the learner's bounds; -1: no floor",
    unit: "share",
    range: [-1, 10],
    default: -1,
  }),
};

/** What can be set about how a linear learner forgets. */
export const FORGETTING_PARAMETERS = {
  discount: number({
    about: "weight of a decision after each later one; 1: nothing is forgotten",
    range: [0.5, 1],
    default: 0.995,
  }),
  windowRows: wholeNumber({
    about: "latest decisions that count; 0: all",
    unit: "decisions",
    range: [0, 100_000],
    default: 0,
  }),
};

/** How the parameters of a policy of the catalogue say that its learner forgets. */
export function forgettingOf(
  { discount, windowRows }: ParametersOf<typeof FORGETTING_PARAMETERS>,
): Forgetting {
  return { discount, ...(windowRows > 0 && { windowRows }) };
}

/** Noise of a target, as a standard deviation in tens of steps. */
export const TARGET_NOISE = 0.6;

/** The prior of a policy's learner, in units of the noise. */
export function priorOf({ trust }: { readonly trust: number }): Prior {
  return playbookPrior({ trust, noise: TARGET_NOISE });
}

/** The policy of a learner, by the parameters of the catalogue. */
export function learningPolicy(
  context: PolicyContext,
  { name, learner, parameters }: {
    readonly name: string;
    readonly learner: Learner;
    readonly parameters: ParametersOf<typeof LEARNING_PARAMETERS>;
  },
): Policy {
  const { floor } = parameters;
  const playbook = Object.fromEntries(
    Object.entries(PLAYBOOK_PARAMETERS).map(([key, { facts }]) => [key, facts.default]),
  ) as unknown as ParametersOf<typeof PLAYBOOK_PARAMETERS>;
  return createLearntPlaybook(context, {
    ...parameters,
    name,
    learner,
    floor: floor < 0 ? Infinity : floor,
    playbook,
  });
}

import { number, oneOf, type ParameterShape, type ParametersOf, wholeNumber } from "../../model/mod.ts";
import type { Forgetting } from "../../learn/learners/gaussian_weights.ts";
import type { Learner, Prior } from "../../learn/learners/learner.ts";
import { REWARDS } from "../../learn/rewards/catalogue.ts";
import { playbookPrior } from "../features/plan_features.ts";
import { PLAYBOOK_PARAMETERS } from "../methods/playbook.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";
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

/** What every policy that learns declares; the other parameters can be fixed. */
type Always = Pick<typeof LEARNING_PARAMETERS, "shaping" | "followEpisodes" | "trust" | "floor">;

/** What can be set about how a linear learner forgets. */
const FORGETTING_PARAMETERS = {
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

/** What can be set about a policy that chooses by a linear model. */
export const LINEAR_PARAMETERS = {
  exploration: number({
    about:
      "factor of the confidence bound, or of the posterior's standard deviation: 0 always takes what is best by the mean",
    range: [0, 10],
    default: 0.15,
  }),
  ...LEARNING_PARAMETERS,
  ...FORGETTING_PARAMETERS,
};

/** The options of a linear learner, by these parameters. */
export function linearOptions(
  { exploration, trust, discount, windowRows }: ParametersOf<typeof LINEAR_PARAMETERS>,
): Forgetting & { readonly prior: Prior; readonly alpha: number } {
  return {
    prior: priorOf({ trust }),
    alpha: exploration * TARGET_NOISE,
    discount,
    ...(windowRows > 0 && { windowRows }),
  };
}

/** Noise of a target, as a standard deviation in tens of steps. */
export const TARGET_NOISE = 0.6;

/** The prior of a policy's learner, in units of the noise. */
export function priorOf({ trust }: { readonly trust: number }): Prior {
  return playbookPrior({ trust, noise: TARGET_NOISE });
}

/** Declares a policy of the catalogue whose learner chooses among the plans of an incident, beginning with the playbook's opinion. */
export function learningPolicy<S extends ParameterShape & Always>(
  entry: {
    readonly name: string;
    readonly about: string;
    readonly source: string;
    readonly parameters: S;
    readonly learner: (parameters: ParametersOf<S>) => Learner;
    /** What cannot be set about this policy. */
    readonly fixed?: Omit<ParametersOf<typeof LEARNING_PARAMETERS>, keyof Always>;
  },
): PolicyEntry {
  const { fixed, ...declared } = entry;
  return policy({
    ...declared,
    needsDiagnoser: true,
    learns: true,
    sharesState: true,
    create: (context, parameters) => {
      // Safe, since each parameter is either always declared, or fixed, or declared in place of being fixed.
      const chosen = { ...fixed, ...parameters } as unknown as ParametersOf<typeof LEARNING_PARAMETERS>;
      return createLearntPlaybook(context, {
        ...chosen,
        name: entry.name,
        learner: entry.learner(parameters),
        floor: chosen.floor < 0 ? Infinity : chosen.floor,
        playbook: defaultsOf(PLAYBOOK_PARAMETERS),
      });
    },
  });
}

function defaultsOf<S extends ParameterShape>(shape: S): ParametersOf<S> {
  const defaults = Object.entries(shape).map(([key, { facts }]) => [key, facts.default]);
  return Object.fromEntries(defaults) as ParametersOf<S>;
}

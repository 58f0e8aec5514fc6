import { createLinUcb } from "../../learn/learners/lin_ucb.ts";
import { number, type ParametersOf } from "../../model/mod.ts";
import {
  FORGETTING_PARAMETERS,
  forgettingOf,
  LEARNING_PARAMETERS,
  learningPolicy,
  priorOf,
  TARGET_NOISE,
} from "../learning/learning_parameters.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

const PARAMETERS = {
  exploration: number({
    about: "factor of the confidence bound: 0 always takes what is best by the mean",
    range: [0, 10],
    default: 0.15,
  }),
  ...LEARNING_PARAMETERS,
  ...FORGETTING_PARAMETERS,
};

const learnerOf = (parameters: ParametersOf<typeof PARAMETERS>) =>
  createLinUcb({
    prior: priorOf(parameters),
    alpha: parameters.exploration * TARGET_NOISE,
    ...forgettingOf(parameters),
  });

/** LinUCB over the plans of an incident, beginning with the playbook's opinion. */
export const linearUcb: PolicyEntry = policy({
  name: "linear-ucb",
  needsDiagnoser: true,
  about: "the playbook, with LinUCB by one linear model of all plans choosing the remedy",
  source:
    'Li, Chu, Langford and Schapire, "A contextual-bandit approach to personalized news article recommendation", WWW 2010; Russac, Vernade and Cappé, "Weighted linear bandits for non-stationary environments", NeurIPS 2019',
  learns: true,
  sharesState: true,
  parameters: PARAMETERS,
  learner: learnerOf,
  create: (context, parameters) =>
    learningPolicy(context, { name: "linear-ucb", learner: learnerOf(parameters), parameters }),
});

import { createLinTs } from "../../learn/learners/lin_ts.ts";
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
    about: "factor of the posterior's standard deviation: 0 always takes what is best by the mean",
    range: [0, 10],
    default: 0.15,
  }),
  ...LEARNING_PARAMETERS,
  ...FORGETTING_PARAMETERS,
};

const learnerOf = (parameters: ParametersOf<typeof PARAMETERS>) =>
  createLinTs({
    prior: priorOf(parameters),
    alpha: parameters.exploration * TARGET_NOISE,
    ...forgettingOf(parameters),
  });

/** Linear Thompson sampling over the plans of an incident, beginning with the playbook's opinion. */
export const linearThompson: PolicyEntry = policy({
  name: "linear-thompson",
  needsDiagnoser: true,
  about: "the playbook, with Thompson sampling by one linear model of all plans choosing the remedy",
  source:
    'Agrawal and Goyal, "Thompson sampling for contextual bandits with linear payoffs", ICML 2013; Russac, Vernade and Cappé, "Weighted linear bandits for non-stationary environments", NeurIPS 2019',
  learns: true,
  sharesState: true,
  parameters: PARAMETERS,
  learner: learnerOf,
  create: (context, parameters) =>
    learningPolicy(context, { name: "linear-thompson", learner: learnerOf(parameters), parameters }),
});

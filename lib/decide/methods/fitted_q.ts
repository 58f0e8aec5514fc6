import { createFittedQ } from "../../learn/learners/fitted_q.ts";
import { number, type ParametersOf, wholeNumber } from "../../model/mod.ts";
import { LEARNING_PARAMETERS, learningPolicy, priorOf } from "../learning/learning_parameters.ts";
import type { PolicyEntry } from "../policy_entry.ts";

const { followEpisodes, trust, floor, shaping } = LEARNING_PARAMETERS;

const PARAMETERS = {
  epsilon: number({ about: "probability of a choice at random", range: [0, 1], default: 0.01 }),
  gamma: number({ about: "weight of what follows a step later", range: [0.5, 1], default: 1 }),
  memoryRows: wholeNumber({
    about: "latest decisions that are learnt from",
    unit: "decisions",
    range: [10, 10_000],
    default: 400,
  }),
  rowsPerFit: wholeNumber({
    about: "decisions after which the values are fitted anew",
    unit: "decisions",
    range: [1, 10_000],
    default: 20,
  }),
  ...{ followEpisodes, trust, floor, shaping },
};

const learnerOf = (parameters: ParametersOf<typeof PARAMETERS>) =>
  createFittedQ({ prior: priorOf(parameters), ...parameters });

/** Fitted Q iteration over the decisions of incidents, beginning with the playbook's opinion. */
export const fittedQ: PolicyEntry = learningPolicy({
  name: "fitted-q",
  about:
    "the playbook, with values of whole incidents, fitted backwards from decision to decision, choosing the remedy",
  source: 'Ernst, Geurts and Wehenkel, "Tree-based batch mode reinforcement learning", JMLR 2005',
  parameters: PARAMETERS,
  fixed: { reward: "recovery", horizonSteps: 1 },
  learner: learnerOf,
});

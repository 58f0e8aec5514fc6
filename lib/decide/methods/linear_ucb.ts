import { createLinUcb } from "../../learn/learners/lin_ucb.ts";
import { learningPolicy, LINEAR_PARAMETERS, linearOptions } from "../learning/learning_parameters.ts";
import type { PolicyEntry } from "../policy_entry.ts";

/** LinUCB over the plans of an incident, beginning with the playbook's opinion. */
export const linearUcb: PolicyEntry = learningPolicy({
  name: "linear-ucb",
  about: "the playbook, with LinUCB by one linear model of all plans choosing the remedy",
  source:
    'Li, Chu, Langford and Schapire, "A contextual-bandit approach to personalized news article recommendation", WWW 2010; Russac, Vernade and Cappé, "Weighted linear bandits for non-stationary environments", NeurIPS 2019',
  parameters: LINEAR_PARAMETERS,
  learner: (parameters) => createLinUcb(linearOptions(parameters)),
});

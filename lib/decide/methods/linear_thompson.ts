import { createLinTs } from "../../learn/learners/lin_ts.ts";
import { learningPolicy, LINEAR_PARAMETERS, linearOptions } from "../learning/learning_parameters.ts";
import type { PolicyEntry } from "../policy_entry.ts";

/** Linear Thompson sampling over the plans of an incident, beginning with the playbook's opinion. */
export const linearThompson: PolicyEntry = learningPolicy({
  name: "linear-thompson",
  about: "the playbook, with Thompson sampling by one linear model of all plans choosing the remedy",
  source:
    'Agrawal and Goyal, "Thompson sampling for contextual bandits with linear payoffs", ICML 2013; Russac, Vernade and Cappé, "Weighted linear bandits for non-stationary environments", NeurIPS 2019',
  parameters: LINEAR_PARAMETERS,
  learner: (parameters) => createLinTs(linearOptions(parameters)),
});

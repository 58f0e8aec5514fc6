import { createBootstrapped } from "../../learn/learners/bootstrapped.ts";
import { number, type ParametersOf, wholeNumber } from "../../model/mod.ts";
import {
  LEARNING_PARAMETERS,
  learningPolicy,
  priorOf,
  TARGET_NOISE,
} from "../learning/learning_parameters.ts";
import type { PolicyEntry } from "../policy_entry.ts";

const PARAMETERS = {
  models: wholeNumber({ about: "number of models", unit: "models", range: [2, 50], default: 8 }),
  exploration: number({
    about: "factor of the prior's standard deviation by which the models differ at first",
    range: [0, 10],
    default: 0.3,
  }),
  ...LEARNING_PARAMETERS,
};

function learnerOf(parameters: ParametersOf<typeof PARAMETERS>) {
  const { models, exploration: spread } = parameters;
  return createBootstrapped({ prior: priorOf(parameters), models, spread: spread * TARGET_NOISE });
}

/** Bootstrapped Thompson sampling over the plans of an incident, beginning with the playbook's opinion. */
export const bootstrappedThompson: PolicyEntry = learningPolicy({
  name: "bootstrapped-thompson",
  about:
    "the playbook, with models that each have learnt from another sample of what happened choosing the remedy",
  source:
    'Eckles and Kaptein, "Thompson sampling with the online bootstrap", 2014; Osband, Aslanides and Cassirer, "Randomized prior functions for deep reinforcement learning", NeurIPS 2018',
  parameters: PARAMETERS,
  learner: learnerOf,
});

import { createNeuralLinear } from "../../learn/learners/neural_linear.ts";
import { number, type ParametersOf, wholeNumber } from "../../model/mod.ts";
import {
  LEARNING_PARAMETERS,
  learningPolicy,
  priorOf,
  TARGET_NOISE,
} from "../learning/learning_parameters.ts";
import type { PolicyEntry } from "../policy_entry.ts";

const PARAMETERS = {
  exploration: number({
    about: "factor of the posterior's standard deviation: 0 always takes what is best by the mean",
    range: [0, 10],
    default: 0.15,
  }),
  units: wholeNumber({ about: "units of the hidden layer", unit: "units", range: [1, 256], default: 24 }),
  memoryRows: wholeNumber({
    about: "latest decisions that are learnt from",
    unit: "decisions",
    range: [10, 10_000],
    default: 500,
  }),
  rowsPerTraining: wholeNumber({
    about: "decisions after which the network is trained again",
    unit: "decisions",
    range: [1, 10_000],
    default: 40,
  }),
  ...LEARNING_PARAMETERS,
};

function learnerOf(parameters: ParametersOf<typeof PARAMETERS>) {
  const { units, memoryRows, rowsPerTraining } = parameters;
  const alpha = parameters.exploration * TARGET_NOISE;
  return createNeuralLinear({ prior: priorOf(parameters), alpha, units, memoryRows, rowsPerTraining });
}

/** Neural-linear Thompson sampling over the plans of an incident, beginning with the playbook's opinion. */
export const neuralLinear: PolicyEntry = learningPolicy({
  name: "neural-linear",
  about: "the playbook, with a small network whose last layer is a Bayesian linear model choosing the remedy",
  source: 'Riquelme, Tucker and Snoek, "Deep Bayesian bandits showdown", ICLR 2018',
  parameters: PARAMETERS,
  learner: learnerOf,
});

import { deepStrictEqual } from "node:assert";
import { type Promised, promisedBy } from "../model/testing/promised.ts";
import { policies } from "./mod.ts";

const POLICIES: Promised = {
  "playbook": {
    "confidence": [0, 1, 0.85],
    "firstStepConfidence": [0, 1, 0.998],
    "confidenceBeforeBreach": [0, 1, 0.95],
    "doubtfulBelow": [0, 1, 0.5],
    "maxExtraObservations": [0, 60, 2],
  },
  "linear-thompson": {
    "exploration": [0, 10, 0.15],
    "reward": ["recovery"],
    "horizonSteps": [1, 60, 6],
    "shaping": [0, 100, 0],
    "followEpisodes": [0, 100000, 0],
    "trust": [0, 10, 0.5],
    "floor": [-1, 10, -1],
    "discount": [0.5, 1, 0.995],
    "windowRows": [0, 100000, 0],
  },
  "linear-ucb": {
    "exploration": [0, 10, 0.15],
    "reward": ["recovery"],
    "horizonSteps": [1, 60, 6],
    "shaping": [0, 100, 0],
    "followEpisodes": [0, 100000, 0],
    "trust": [0, 10, 0.5],
    "floor": [-1, 10, -1],
    "discount": [0.5, 1, 0.995],
    "windowRows": [0, 100000, 0],
  },
  "bootstrapped-thompson": {
    "models": [2, 50, 8],
    "exploration": [0, 10, 0.3],
    "reward": ["recovery"],
    "horizonSteps": [1, 60, 6],
    "shaping": [0, 100, 0],
    "followEpisodes": [0, 100000, 0],
    "trust": [0, 10, 0.5],
    "floor": [-1, 10, -1],
  },
  "neural-linear": {
    "exploration": [0, 10, 0.15],
    "units": [1, 256, 24],
    "memoryRows": [10, 10000, 500],
    "rowsPerTraining": [1, 10000, 40],
    "reward": ["recovery"],
    "horizonSteps": [1, 60, 6],
    "shaping": [0, 100, 0],
    "followEpisodes": [0, 100000, 0],
    "trust": [0, 10, 0.5],
    "floor": [-1, 10, -1],
  },
  "fitted-q": {
    "epsilon": [0, 1, 0.01],
    "gamma": [0.5, 1, 1],
    "memoryRows": [10, 10000, 400],
    "rowsPerFit": [1, 10000, 20],
    "followEpisodes": [0, 100000, 0],
    "trust": [0, 10, 0.5],
    "floor": [-1, 10, -1],
    "shaping": [0, 100, 0],
  },
  "thompson": {
    "verdictSteps": [0, 60, 6],
    "prior": [0.1, 100, 1],
  },
  "ucb1": {
    "bound": ["ucb1"],
    "exploration": [0, 100, 2],
    "horizonSteps": [1, 60, 6],
  },
  "prototype-bandit": {
    "bound": ["ucb1"],
    "exploration": [0, 100, 2],
    "horizonSteps": [1, 60, 6],
  },
  "autoscaler": {
    "target": [0.05, 1, 0.8],
    "intervalSteps": [1, 60, 3],
    "stabilisationSteps": [0, 720, 60],
  },
  "fixed-list": {
    "stepsApart": [1, 60, 5],
  },
  "threshold-rules": {
    "cpu": [0, 1, 0.85],
    "memory": [0, 1, 0.8],
    "errors": [0, 1, 0.2],
  },
};

Deno.test("an experiment's file with a policy means the same as when it was written: no range and no default changes", () => {
  deepStrictEqual(promisedBy(policies), POLICIES);
});

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
  "thompson": {
    "verdictSteps": [0, 60, 6],
    "prior": [0.1, 100, 1],
  },
  "ucb1": {
    "exploration": [0, 100, 2],
    "horizonSteps": [1, 60, 6],
  },
  "prototype-bandit": {
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

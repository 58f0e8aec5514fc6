import { deepStrictEqual } from "node:assert";
import type { Catalogue, Entry } from "../model/mod.ts";
import { policies } from "./mod.ts";

/** Parameters by entry: lowest and highest value, where there is a range, and the default. */
type Promised = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

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
  "threshold-rules": {
    "cpu": [0, 1, 0.85],
    "memory": [0, 1, 0.8],
    "errors": [0, 1, 0.2],
  },
};

function promisedBy(catalogue: Catalogue<Entry>): Promised {
  const withParameters = catalogue.list().filter(({ parameters }) => parameters.length > 0);
  return Object.fromEntries(withParameters.map(({ name, parameters }) => [
    name,
    Object.fromEntries(
      parameters.map((one) => [
        one.name,
        [one.least, one.greatest, one.default].filter((value) => value !== undefined),
      ]),
    ),
  ]));
}

Deno.test("an experiment's file with a policy means the same as when it was written: no range and no default changes", () => {
  deepStrictEqual(promisedBy(policies), POLICIES);
});

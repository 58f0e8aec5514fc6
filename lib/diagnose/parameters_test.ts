import { deepStrictEqual } from "node:assert";
import { type Promised, promisedBy } from "../model/testing/promised.ts";
import { diagnosers } from "./mod.ts";

const DIAGNOSERS: Promised = {
  "fused": {
    "by": ["knowledge"],
    "without": ["nothing"],
    "looks": [0, 1000, 1000],
    "sharpening": [1, 10, 2],
    "logWeight": [0, 10, 0.3],
    "tracedMetricWeight": [0, 10, 0.1],
    "behaviourWeight": [0, 10, 1.5],
  },
  "bayes": {
    "perCall": [0.01, 1, 0.9],
    "unreachable": [0.0001, 1, 0.2],
    "temper": [1, 100, 3],
  },
  "graph": {
    "latestRows": [1, 100, 2],
    "overload": [1, 100, 1.42],
    "memoryRise": [0, 1, 0.08],
    "busyCpu": [0, 1, 0.75],
    "slowerCpu": [1, 100, 1.22],
    "moreMisses": [1, 100, 1.42],
    "ownErrors": [0, 1, 0.03],
    "arrivingShare": [0, 1, 0.55],
    "wait": [0, 10, 0.54],
  },
  "alerts": {
    "sigmas": [0, 100, 3],
    "slowFactor": [1, 1000, 3],
    "burstRecords": [1, 10000, 5],
    "burstFactor": [0, 1000, 3],
    "clearLead": [1, 100, 5],
  },
  "trace-self-time": {
    "upperQuantile": [0.5, 0.99, 0.75],
    "calleePrior": [0.01, 100, 1],
    "clearSlowdown": [0.01, 100, 0.5],
  },
  "error-propagation": {
    "noise": [0, 100, 1],
    "clearRate": [0.0001, 1, 0.05],
  },
  "log-novelty": {
    "minSurprise": [0, 100, 1],
    "namedShare": [0, 1, 0.8],
    "prefixWords": [0, 20, 2],
    "similarity": [0, 1, 0.5],
    "clearScore": [0.1, 1000, 10],
  },
  "event-patterns": {
    "clearStrength": [0.1, 100, 4],
  },
  "traversal": {
    "threshold": [0, 1000, 5],
    "skippedRows": [0, 10000, 2],
    "worseOnly": [false],
  },
  "traversal-fallback": {
    "threshold": [0, 1000, 5],
    "skippedRows": [0, 10000, 2],
    "worseOnly": [false],
  },
  "baro": {
    "constants": ["levels"],
    "missing": ["fill"],
    "alarm": [0, 100, 3],
  },
  "n-sigma": {
    "missing": ["fill"],
    "alarm": [0, 100, 3],
  },
  "circa": {
    "threshold": [0, 1000, 3],
    "rowsPerCause": [1, 1000, 5],
    "graphAlpha": [0.0001, 0.5, 0.01],
  },
  "rcd": {
    "bins": [2, 50, 5],
    "chunk": [2, 20, 5],
    "alpha": [0.0001, 0.5, 0.01],
    "maxGiven": [0, 5, 3],
  },
  "epsilon-diagnosis": {
    "alpha": [0.001, 0.5, 0.05],
    "bootstraps": [1, 10000, 200],
  },
  "random-walk": {
    "stepsPerService": [1, 1000, 10],
    "backward": [0, 1, 0.1],
    "threshold": [0, 1000, 5],
  },
  "pagerank": {
    "damping": [0, 0.99, 0.85],
    "backward": [0, 1, 0.1],
    "threshold": [0, 1000, 5],
  },
  "rank-correlation": {
    "anomalyShare": [0, 1, 0.6],
  },
};

Deno.test("an experiment's file with a diagnoser means the same as when it was written: no range and no default changes", () => {
  deepStrictEqual(promisedBy(diagnosers), DIAGNOSERS);
});

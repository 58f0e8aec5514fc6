import { deepStrictEqual } from "node:assert";
import { type Promised, promisedBy } from "../model/testing/promised.ts";
import { detectors, thresholds } from "./mod.ts";

const DETECTORS: Promised = {
  "ensemble": {
    "power": [1, 10, 3],
    "echoFrom": [0, 30, 3],
    "echoSteps": [0, 10000, 100],
    "ageing": [0, 3, 0.7],
    "singlePenalty": [0, 30, 2],
    "shiftWeight": [0, 3, 0.3],
  },
  "windowed-gaussian": {
    "window": [100, 20000, 6400],
    "slide": [1, 100, 100],
  },
  "robust-z": {
    "window": [3, 10000, 256],
  },
  "cusum": {
    "allowance": [0, 10, 0.75],
    "clip": [1, 100, 8],
    "ceiling": [1, 1000, 10],
  },
  "ewma": {
    "share": [0.0001, 0.5, 0.02],
    "gate": [1, 100, 4],
  },
  "static-threshold": {
    "margin": [0, 10, 0.5],
  },
  "mahalanobis": {
    "share": [0.0001, 0.5, 0.003],
    "gate": [0, 100, 1],
  },
  "pca": {
    "explained": [0.1, 1, 0.9],
    "share": [0.0001, 0.5, 0.005],
    "refreshSteps": [1, 10000, 50],
    "shingle": [2, 64, 8],
  },
  "seasonal-residual": {
    "memory": [0.9, 1, 0.998],
    "waves": [0, 12, 2],
    "share": [0.0001, 0.5, 0.005],
    "gate": [1, 100, 4],
  },
  "bocpd": {
    "hazard": [1e-06, 0.5, 0.004],
    "runs": [2, 1000, 150],
  },
  "burn-rate": {
    "objective": [0.5, 0.99999, 0.999],
  },
  "isolation-forest": {
    "trees": [1, 200, 100],
    "sample": [2, 512, 256],
    "window": [2, 10000, 1024],
  },
  "ml-isolation-forest": {
    "trees": [1, 200, 100],
    "sample": [2, 2048, 256],
  },
  "random-cut-forest": {
    "trees": [1, 100, 40],
    "sample": [8, 512, 256],
    "shingle": [1, 32, 4],
  },
  "half-space-trees": {
    "trees": [1, 100, 10],
    "height": [1, 10, 8],
    "window": [10, 10000, 250],
  },
  "two-opinions": {
    "large": [0.1, 100, 3],
    "rare": [0.1, 60, 5],
    "rarePerTenfold": [0, 30, 3],
    "floor": [0, 1, 0.1],
  },
  "operator-z": {
    "limit": [0.1, 100, 6],
    "floors": [0, 10, 1],
  },
  "slo-limits": {
    "errorRate": [0.0001, 1, 0.05],
    "cpuUtilisation": [0.01, 1, 0.85],
    "memoryUtilisation": [0.01, 1, 0.8],
  },
  "prototype-forest": {
    "limit": [0.01, 1, 0.62],
    "trees": [1, 200, 100],
  },
};

const THRESHOLDS: Promised = {
  "peaks": {
    "falseAlarmRate": [1e-09, 0.5, 0.003],
    "quantile": [0.5, 0.999, 0.9],
    "together": [1, 1000, 20],
    "censored": [0, 0.9, 0.2],
    "tailShape": [-0.4, 0.9, 0.1],
    "feedback": [0, 4, 2],
    "priorWeight": [0, 10000, 100],
  },
  "spot": {
    "falseAlarmRate": [1e-09, 0.5, 0.003],
    "quantile": [0.5, 0.999, 0.98],
  },
  "dspot": {
    "falseAlarmRate": [1e-09, 0.5, 0.003],
    "quantile": [0.5, 0.999, 0.98],
    "depth": [1, 1000, 20],
  },
  "conformal": {
    "falseAlarmRate": [1e-09, 0.5, 0.003],
    "generation": [1, 20, 10],
  },
};

Deno.test("an experiment's file with a detector means the same as when it was written: no range and no default changes", () => {
  deepStrictEqual(promisedBy(detectors), DETECTORS);
});

Deno.test("an experiment's file with a threshold means the same as when it was written: no range and no default changes", () => {
  deepStrictEqual(promisedBy(thresholds), THRESHOLDS);
});

import { type Catalogue, catalogue } from "../../model/mod.ts";
import type { EstimatorEntry } from "./estimator.ts";
import { clippedIps } from "./methods/clipped_ips.ts";
import { directMethod } from "./methods/direct_method.ts";
import { doublyRobustEstimator } from "./methods/doubly_robust.ts";
import { ips } from "./methods/inverse_propensity.ts";
import { dros } from "./methods/optimistic_shrinkage.ts";
import { perDecision } from "./methods/per_decision.ts";
import { snips } from "./methods/self_normalised.ts";
import { sndr } from "./methods/self_normalised_doubly_robust.ts";
import { switchDr } from "./methods/switch_doubly_robust.ts";
import { weightedDr } from "./methods/weighted_doubly_robust.ts";

/** Every off-policy estimator. */
export const estimators: Catalogue<EstimatorEntry> = catalogue<EstimatorEntry>("estimator", [
  directMethod,
  ips,
  clippedIps,
  snips,
  doublyRobustEstimator,
  sndr,
  switchDr,
  dros,
  perDecision,
  weightedDr,
]);

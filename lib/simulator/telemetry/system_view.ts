import type { Action } from "../../model/mod.ts";
import type { PlacedBenign } from "../benign/sampling.ts";
import type { Conditions } from "../physics/conditions.ts";
import type { PlacedFault } from "../faults/sampling.ts";
import type { Network } from "../topology/network.ts";
import type { Physics } from "../physics/physics.ts";
import type { State } from "../physics/state.ts";

/** The system after a step, from which the logs and traces of the step are drawn. */
export interface SystemView {
  readonly step: number;
  /** Action applied before the step. */
  readonly action: Action;
  readonly network: Network;
  readonly state: State;
  readonly conditions: Conditions;
  readonly physics: Physics;
  /** Faults active in this step. */
  readonly active: readonly PlacedFault[];
  /** All faults of the episode. */
  readonly faults: readonly PlacedFault[];
  /** The benign event of the episode. */
  readonly benign?: PlacedBenign | undefined;
}

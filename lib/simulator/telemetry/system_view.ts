import type { Action } from "../../model/mod.ts";
import type { Conditions } from "../physics/conditions.ts";
import type { PlacedFault } from "../faults/sampling.ts";
import type { Network } from "../topology/network.ts";
import type { Physics } from "../physics/physics.ts";
import type { State } from "../physics/state.ts";

/** The system as one step left it: what its logs and traces are drawn from. */
export interface SystemView {
  readonly step: number;
  /** What was done before the step. */
  readonly action: Action;
  readonly network: Network;
  readonly state: State;
  readonly conditions: Conditions;
  readonly physics: Physics;
  /** Faults at work in this step. */
  readonly active: readonly PlacedFault[];
  /** All faults of the episode. */
  readonly faults: readonly PlacedFault[];
}

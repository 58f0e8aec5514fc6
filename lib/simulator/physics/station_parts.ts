import type { Conditions } from "./conditions.ts";
import type { Network } from "../topology/network.ts";
import type { Pools } from "./pools.ts";
import type { Responses } from "./responses.ts";
import type { Scratch } from "./scratch.ts";
import type { State } from "./state.ts";
import type { Truth } from "./truth.ts";

/** What a station is stepped with. */
export interface StationParts {
  readonly network: Network;
  readonly state: State;
  readonly conditions: Conditions;
  readonly responses: Responses;
  readonly truth: Truth;
  readonly pools: Pools;
  readonly scratch: Scratch;
}

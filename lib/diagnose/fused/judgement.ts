import type { FaultType } from "../../model/mod.ts";
import type { SignalFeatures } from "../features/signal_features.ts";

/** Who is to blame for an incident, and how sure that is. */
export interface Judgement {
  /** Per service the probability that it is at fault, whoever else is: 0 to 1 each. */
  readonly blame: Float64Array;
  /** The likeliest kind of fault at a service (its place), where that can be told. */
  faultOf(service: number): FaultType | undefined;
  /** What logs and spans say of each service; absent where none are collected. */
  readonly records?: readonly SignalFeatures[];
}

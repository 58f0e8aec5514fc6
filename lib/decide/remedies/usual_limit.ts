import type { Action } from "../../model/mod.ts";

/** The traffic limit that policies begin with: the least share of the traffic that load shedding goes down to. */
export const USUAL_LIMIT: Action = { kind: "limit_traffic", factor: 0.4 };

import type { Actuator } from "../contract.ts";

/** Which actions an actuator is for. */
export interface RouteMatch {
  /** Kinds of action; any, if absent. */
  readonly kind?: string | readonly string[];
  /** The service, or the callee of a breaker; `*` stands for any characters. Any, if absent. */
  readonly service?: string;
}

/** A rule: what it is for, and what carries it out. */
export interface Route {
  /** As `actions[1] haproxy`: the audit log names the actuator so, and finds it again after a restart. */
  readonly name: string;
  /** Which actions. */
  readonly match: RouteMatch;
  /** What carries them out. */
  readonly actuator: Actuator;
}

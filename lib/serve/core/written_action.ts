import { type Action, describeAction } from "../../model/mod.ts";

/**
 * An action as it is written: one of those that are listed, as `restart(db)`, or a limit on the users' requests by a share of its own, as
 * `limit_traffic(0.3)`. Undefined: it is none.
 */
export function writtenAction(text: string, actions: readonly Action[]): Action | undefined {
  const listed = actions.find((action) => describeAction(action) === text);
  if (listed !== undefined) return listed;
  const factor = Number(/^limit_traffic\((\d*\.?\d+)\)$/.exec(text)?.[1]);
  return factor > 0 && factor <= 1 ? { kind: "limit_traffic", factor } : undefined;
}

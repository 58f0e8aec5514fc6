import { type Action, describeAction, UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";

/**
 * An action as it is written: one of those that are listed, as `restart(db)`, or a limit on the users' requests by a share of its own, as
 * `limit_traffic(0.3)`. Undefined: it is none.
 *
 * @throws {UsageError} for a share that is none
 */
export function writtenAction(text: string, actions: readonly Action[]): Action | undefined {
  const listed = actions.find((action) => describeAction(action) === text);
  if (listed !== undefined) return listed;
  const share = /^limit_traffic\(\s*([^()]*?)\s*\)$/.exec(text)?.[1];
  if (share === undefined) return undefined;
  const factor = /^\d*\.?\d+$/.test(share) ? Number(share) : NaN;
  if (factor > 0 && factor <= 1) return { kind: "limit_traffic", factor };
  throw new UsageError(`The share of limit_traffic must be above 0 and at most 1, found ${showValue(share)}`);
}

import { describeAction } from "../../model/mod.ts";
import type { CheckedActuator } from "./checked_actuator.ts";
import { planned } from "./receipts.ts";

/** Creates the actuator that says what would be done and does nothing. */
export function createDryRun(): CheckedActuator {
  return {
    kind: "dry-run",
    supports: () => true,
    carryOut: ({ action, reason }) => Promise.resolve(planned(`would ${describeAction(action)}: ${reason}`)),
    find: () => Promise.resolve(planned("a dry run changes nothing")),
    check: () => Promise.resolve("says what would be done and does nothing"),
    close: () => Promise.resolve(),
  };
}

import { type Agent, NOOP } from "../model/mod.ts";
import { UNLEARNED } from "../decide/policy.ts";

/** Does nothing. */
export function createNoop(): Agent {
  const decision = Object.freeze({ action: NOOP, propensity: 1, reason: "never acts" });
  const step = Object.freeze({ decision });
  return {
    name: "noop",
    begin: () => {},
    act: () => step,
    ...UNLEARNED,
  };
}

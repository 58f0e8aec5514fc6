import type { Agent } from "../model/mod.ts";

/** Does nothing. */
export function createNoop(): Agent {
  const step = { decision: { action: { kind: "noop" }, propensity: 1, reason: "never acts" } } as const;
  return {
    name: "noop",
    begin: () => {},
    act: () => step,
    learn: () => {},
    saveState: () => null,
    loadState: () => {},
  };
}

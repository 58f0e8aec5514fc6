import { z } from "zod";
import { readState } from "../../detect/state/state.ts";
import type { JsonValue } from "../../model/mod.ts";

/**
 * Keeps what is lost in all below a multiple of what the playbook would have lost: a deviation is allowed if even its lower bound keeps the sum
 * there (conservative bandits: Wu, Shariff, Lattimore and Szepesvári, ICML 2016).
 */
export interface Floor {
  /** Whether there is one. */
  readonly isThere: boolean;
  /** Registers what the playbook's choice is expected to bring, at most 0: what may be lost in all grows with it. */
  expect(baseline: number): void;
  /** Whether a choice of this lower bound may be made in place of the playbook's. */
  allows(lowerBound: number, baseline: number): boolean;
  /** Registers what a deviation has brought. */
  settle(target: number, baseline: number): void;
  saveState(): JsonValue;
  /** @throws {UsageError} for a state that is none */
  loadState(state: JsonValue): void;
}

const STATE = z.object({ baseline: z.number(), gain: z.number() });

/** Creates a floor. @param share by which the sum of losses may exceed the playbook's; Infinity: no floor */
export function createFloor(share: number): Floor {
  /** What the playbook would have brought in all, and by how much deviations have brought more. */
  let [total, gain] = [0, 0];
  return {
    isThere: share < Infinity,
    expect: (baseline) => {
      total += Math.min(0, baseline);
    },
    allows: (lowerBound, baseline) => gain + lowerBound - baseline >= share * total,
    settle: (target, baseline) => {
      gain += target - baseline;
    },
    saveState: () => ({ baseline: total, gain }),
    loadState: (state) => {
      const read = readState("floor", STATE, state, "policy");
      [total, gain] = [read.baseline, read.gain];
    },
  };
}

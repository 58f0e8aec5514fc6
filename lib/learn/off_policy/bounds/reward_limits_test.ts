import { deepStrictEqual, throws } from "node:assert";
import type { LoggedDecision } from "../../decision_log.ts";
import { rewardLimits } from "./reward_limits.ts";

const row = (reward: number, rewardRange?: readonly [number, number]): LoggedDecision => ({
  ...{ seed: 1, step: 2, signature: "-", action: "noop", executed: true, propensity: 1, reward, earned: 0 },
  ...(rewardRange && { rewardRange }),
});

Deno.test("possible rewards are those that are given, else those that all rows know, else those seen", () => {
  const known = [row(0, [-2, 1]), row(-1, [-3, 0])];
  deepStrictEqual(rewardLimits(known, {}), {
    ...{ least: -3, greatest: 1, leastFrom: "log", greatestFrom: "log" },
  });
  deepStrictEqual(rewardLimits(known, { least: -9 }), {
    ...{ least: -9, greatest: 1, leastFrom: "given", greatestFrom: "log" },
  });
  deepStrictEqual(rewardLimits([...known, row(0.5)], {}), {
    ...{ least: -1, greatest: 0.5, leastFrom: "seen", greatestFrom: "seen" },
  });
});

Deno.test("a reward beyond the possible ones is refused with its step", () => {
  throws(
    () => rewardLimits([row(-3)], { least: -2 }),
    /least possible reward must be at most those of the log, found -2, and -3 in step 2 of seed 1/,
  );
  throws(() => rewardLimits([row(3)], { greatest: 2 }), /greatest .* found 2, and 3 in step 2 of seed 1/);
});

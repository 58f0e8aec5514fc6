import { ok, strictEqual, throws } from "node:assert";
import { ACTION_KINDS, TIMINGS } from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";
import { REWARD, type RewardInput, rewardRange, stepReward } from "./reward.ts";

const QUIET = {
  sloViolated: false,
  shedShare: 0,
  extraReplicas: 0,
  lostWriteSeconds: 0,
  action: "noop",
} as const;

Deno.test("stepReward() gives 1 for a healthy step, and -2 in breach", () => {
  strictEqual(stepReward(QUIET), 1);
  strictEqual(stepReward({ ...QUIET, sloViolated: true }), -2);
});

Deno.test("stepReward() takes off 1 for all traffic shed, 0.05 per extra replica and each action's own cost", () => {
  strictEqual(stepReward({ ...QUIET, shedShare: 0.5 }), 0.5);
  strictEqual(stepReward({ ...QUIET, extraReplicas: 5 }), 0.75);
  strictEqual(
    ACTION_KINDS.map((action) => `${action} ${stepReward({ ...QUIET, action })}`).join(),
    "noop 1,restart 0.5,rollback 0.5,failover 0.5,scale 0.8,clear_cache 0.5,limit_traffic 0.9,open_breaker 0.9,restore 1,drain 0.8",
  );
  // In breach, half of the traffic shed, two replicas more, a restart: -2 - 0.5 - 0.1 - 0.5.
  const worst = stepReward({
    ...QUIET,
    sloViolated: true,
    shedShare: 0.5,
    extraReplicas: 2,
    action: "restart",
  });
  ok(Math.abs(worst + 3.1) < 1e-12);
});

Deno.test("an episode's rewards are those worked out by hand from its observations and actions", () => {
  const environment = createEnvironment({ fault: "error_burst:api:1", noise: false });
  environment.reset({ seed: 1 });
  let breaches = 0;
  for (let step = 1; step <= environment.steps; step++) {
    const action = step === 5
      ? { kind: "scale", service: "api", delta: 1 } as const
      : step === 20
      ? { kind: "limit_traffic", factor: 0.4 } as const
      : { kind: "noop" } as const;
    const { reward, observation: { values } } = environment.step(action);
    // The replica ordered in step 5 counts from step 10 on, the limit lasts for 12 steps.
    const replica = step >= 10 ? 0.05 : 0;
    const shed = step >= 20 && step < 32 ? 0.6 : 0;
    const cost = step === 5 ? 0.2 : step === 20 ? 0.1 : 0;
    const broken = values[0]! > 220 || values[1]! > 0.06;
    if (broken) breaches++;
    ok(Math.abs(reward - ((broken ? -2 : 1) - replica - shed - cost)) < 1e-9, `step ${step}: ${reward}`);
  }
  ok(breaches > 30, `${breaches} steps in breach`);
});

Deno.test("weights of the reward can be set one by one; the others stay", () => {
  const environment = createEnvironment({ reward: { healthy: 2, shed: -4, action: { limit_traffic: -1 } } });
  environment.reset({ seed: 1 });
  strictEqual(environment.step({ kind: "noop" }).reward, 2);
  ok(Math.abs(environment.step({ kind: "limit_traffic", factor: 0.5 }).reward - (2 - 4 * 0.5 - 1)) < 1e-12);
  strictEqual(environment.reward.breach, -2);
  strictEqual(environment.reward.action.restart, -0.5);
  strictEqual(REWARD.action.limit_traffic, -0.1);
});

Deno.test("a weight that is none is refused in one line: unknown, no number, a cost that pays, a breach that pays", () => {
  for (
    const [reward, rule] of [
      [{ breech: -2 }, /reward.breech is not known: did you mean "breach"/],
      [{ breach: NaN }, /reward.breach must be a number, found NaN/],
      [{ breach: "-2" }, /reward.breach/],
      [{ breach: -1e9 }, /reward.breach/],
      [{ shed: 1 }, /reward.shed/],
      [{ action: { restart: 0.5 } }, /reward.action.restart/],
      [{ action: { restrt: -0.5 } }, /did you mean "restart"/],
      [{ breach: 1 }, /breach must be less than healthy, 1, found 1/],
      [{ healthy: -3 }, /breach must be less than healthy, -3, found -2/],
      [[], /reward/],
    ] as [RewardInput, RegExp][]
  ) throws(() => createEnvironment({ reward }), rule);
});

Deno.test("rewardRange() is worked out by hand, and holds the worst step that there is", () => {
  const { topology } = createEnvironment({ topology: "three-tier" });
  const [least, greatest] = rewardRange(REWARD, { topology, timings: TIMINGS.realistic });
  // In breach, all shed, nine replicas more of each of three services, 30 s of writes lost, a restart: -2 - 1 - 1.35 - 1.5 - 0.5.
  ok(Math.abs(least + 6.35) < 1e-12 && greatest === 1, `${least} to ${greatest}`);
  const worst = stepReward({
    sloViolated: true,
    shedShare: 1,
    extraReplicas: 9 * topology.services.length,
    lostWriteSeconds: TIMINGS.realistic.failover.behindLostWriteSeconds,
    action: "failover",
  });
  ok(worst >= least - 1e-12);
  const paid = { ...REWARD, breach: 2, healthy: 5, shed: 0, extraReplica: 0, lostWriteSecond: 0 };
  // A step of which nothing has been heard counts 0.
  strictEqual(rewardRange(paid, { topology, timings: TIMINGS.realistic }).join(), "0,5");
});

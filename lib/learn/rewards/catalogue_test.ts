import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { createRewardTracker, type RewardName } from "./catalogue.ts";

/** A step in which so much was lost. */
const lost = (loss: number, recovered = false) => ({ reward: 1 - loss, loss, recovered });

function tracked(reward: RewardName, { horizonSteps = 3, maxSteps = 6 } = {}) {
  const settled: [string, number][] = [];
  const tracker = createRewardTracker<string>({
    reward,
    horizonSteps,
    maxSteps,
    settle: (decision, target) => settled.push([decision, target]),
  });
  return { tracker, settled };
}

Deno.test("next-step is the reward of the next step, windowed the mean of some", () => {
  const next = tracked("next-step");
  next.tracker.start("a", 0);
  next.tracker.add(lost(3));
  next.tracker.add(lost(0));
  deepStrictEqual(next.settled, [["a", -2]]);
  const windowed = tracked("windowed");
  windowed.tracker.start("a", 0);
  for (const loss of [3, 3, 0, 0]) windowed.tracker.add(lost(loss));
  deepStrictEqual(windowed.settled, [["a", -1]]);
});

Deno.test("recovery is paid when the incident is over, to each of its decisions what was lost from there on", () => {
  const { tracker, settled } = tracked("recovery");
  tracker.start("a", 0);
  tracker.add(lost(3));
  tracker.start("b", 0);
  tracker.add(lost(3.5));
  deepStrictEqual(settled, []);
  tracker.add(lost(0, true));
  deepStrictEqual(settled, [["a", -6.5], ["b", -3.5]]);
  strictEqual(tracker.open, 0);
});

Deno.test("recovery is paid at the horizon where the incident does not end", () => {
  const { tracker, settled } = tracked("recovery");
  tracker.start("a", 0);
  for (let i = 0; i < 6; i++) tracker.add(lost(3));
  deepStrictEqual(settled, [["a", -18]]);
});

Deno.test("n-step counts its steps, and from the next decision on what the learner expects", () => {
  const { tracker, settled } = tracked("n-step", { horizonSteps: 2, maxSteps: 9 });
  tracker.start("a", -50);
  tracker.add(lost(3));
  tracker.start("b", -40);
  deepStrictEqual(settled, []);
  tracker.add(lost(3));
  tracker.start("c", -10);
  deepStrictEqual(settled, [["a", -16]]);
  tracker.add(lost(1, true));
  deepStrictEqual(settled, [["a", -16], ["b", -4], ["c", -1]]);
});

Deno.test("what was refused is withdrawn, and the end of an episode pays what has come", () => {
  const { tracker, settled } = tracked("recovery");
  tracker.start("a", 0);
  tracker.add(lost(3));
  tracker.start("refused", 0);
  tracker.withdraw();
  tracker.start("without a step", 0);
  tracker.flush();
  deepStrictEqual(settled, [["a", -3]]);
});

Deno.test("a tracker refuses an unknown reward and steps below 1", () => {
  const settle = () => {};
  throws(
    () => createRewardTracker({ reward: "recover" as "recovery", horizonSteps: 1, maxSteps: 1, settle }),
    /recovery/,
  );
  throws(
    () => createRewardTracker({ reward: "recovery", horizonSteps: 0, maxSteps: 1, settle }),
    /horizonSteps/,
  );
});

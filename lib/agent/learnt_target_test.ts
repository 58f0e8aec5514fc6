import { ok, strictEqual, throws } from "node:assert";
import { evaluateLog, logDecisions, type LoggedDecision } from "../learn/mod.ts";
import { runTrial, seedRange } from "../run/mod.ts";
import { createAgent } from "./catalogue.ts";
import { exploring } from "./exploring.ts";
import { learntPolicy } from "./learnt_target.ts";

const choice = "linear-ucb:exploration=0";

/** A log of an agent that has learnt before and explores now, and what it had learnt. */
function learntLog() {
  const learner = createAgent("full", { policy: choice });
  runTrial({ agent: learner, seeds: seedRange(1, 15) });
  const state = learner.saveState();
  const frozen = createAgent("full", { policy: choice });
  frozen.loadState(state);
  // Without feedback the policy stays what it is.
  const agent = logDecisions(exploring({ ...frozen, learn: () => {} }, { share: 0.3 }));
  runTrial({ agent, seeds: seedRange(101, 30) });
  agent.settle();
  return { state, log: agent.decisions };
}

Deno.test("what an agent has learnt chooses by the features of a log what the agent itself did", () => {
  const { state, log } = learntLog();
  const policy = learntPolicy(state);
  strictEqual(policy.name, "full");
  const hasFeatures = ({ candidates }: LoggedDecision) =>
    candidates!.every(({ features }) => features.length > 0);
  const chosen = log.filter(hasFeatures);
  ok(chosen.length > 20, `${chosen.length}`);
  const agreed = chosen.filter((decision) => {
    const probabilities = policy.probabilities(decision);
    const most = decision.candidates!.reduce(
      (best, { propensity }, k) => propensity > decision.candidates![best]!.propensity ? k : best,
      0,
    );
    return probabilities[most] === 1;
  });
  ok(agreed.length >= 0.9 * chosen.length, `${agreed.length} of ${chosen.length}`);
  const { overlap, estimates } = evaluateLog(log, policy, { estimators: ["snips", "dr"] });
  ok(overlap.effectiveSamples > 0.4 * log.length, `${overlap.effectiveSamples} of ${log.length}`);
  ok(estimates.every(({ value }) => Number.isFinite(value)));
});

Deno.test("a state of another policy, a damaged one, and a log with other features are refused in one line", () => {
  const { state, log } = learntLog();
  throws(
    () => learntPolicy(createAgent("full", { policy: "ucb1" }).saveState()),
    /Only a policy that learns by features can be judged by its state, as .*linear-ucb.*; found "ucb1"/,
  );
  throws(
    () => learntPolicy({ ...state as object, inner: { systems: {} } }),
    /Cannot take the state of the agent/,
  );
  throws(() => learntPolicy(7), /Cannot take the state of the agent/);
  const decision = log.find(({ candidates }) => candidates![0]!.features.length > 0)!;
  const short = decision.candidates!.map((one) => ({ ...one, features: one.features.slice(0, 3) }));
  throws(
    () => learntPolicy(state).probabilities({ ...decision, candidates: short }),
    /must have the \d+ features that policies learn by, found 3 in step \d+ of seed \d+/,
  );
});

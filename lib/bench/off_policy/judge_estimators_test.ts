import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { estimatorScoresText } from "./scores_text.ts";
import { judgeEstimators } from "./judge_estimators.ts";
import { BANDIT_REGIMES, syntheticBandit } from "./synthetic_bandit.ts";

const judged = (regime: string, logs = 6) => {
  const bandit = syntheticBandit(BANDIT_REGIMES[regime]!);
  const made = Array.from({ length: logs }, (_, k) => bandit.log(k + 1, 500));
  return judgeEstimators(made, bandit, { resamples: 200 });
};

Deno.test("with good overlap every estimator is within 5 % of the truth, ranks ten policies and covers the truth", () => {
  const { scores, bettingCoverage, boundCoverage, trusted } = judged("few actions, good overlap");
  strictEqual(scores.length, 8);
  for (const { estimator, relativeError, coverage, rankCorrelation } of scores) {
    ok(relativeError < 0.05, `${estimator}: error ${relativeError}`);
    ok(coverage >= 0.8, `${estimator}: coverage ${coverage}`);
    ok(rankCorrelation > 0.9, `${estimator}: rank correlation ${rankCorrelation}`);
  }
  strictEqual(boundCoverage, 1);
  ok(bettingCoverage >= 0.95, `${bettingCoverage}`);
  ok(trusted > 0.9, `${trusted}`);
});

Deno.test("with wrong propensities weights alone are wrong, which is said, and a model makes up for them", () => {
  const { scores, trusted } = judged("few actions, wrong propensities");
  const right = judged("few actions, good overlap");
  const of = (name: string) => scores.find(({ estimator }) => estimator === name)!;
  ok(of("ips").coverage < 0.5 && of("ips").relativeBias > 0.05, `${of("ips").coverage}`);
  ok(of("dr").coverage >= 0.85 && of("dr").relativeError < 0.05, `${of("dr").coverage}`);
  ok(trusted < right.trusted - 0.1, `${trusted} and ${right.trusted}`);
});

Deno.test("a synthetic bandit's truth is what its own logs earn under the policy that acted", () => {
  const bandit = syntheticBandit(BANDIT_REGIMES["few actions, good overlap"]!);
  deepStrictEqual(bandit.log(3, 5), bandit.log(3, 5));
  ok(bandit.targets.length === 10 && bandit.truths.every((truth) => truth > 0 && truth < 1));
  // The last policy is the most decided one for what is right.
  ok(bandit.truths[9]! > bandit.truths[0]!);
  const log = bandit.log(1, 20_000);
  const weighted = log.reduce((sum, decision) => {
    const chosen = decision.candidates!.findIndex(({ action }) => action === decision.action);
    return sum + bandit.targets[1]!.probabilities(decision)[chosen]! / decision.propensity * decision.reward;
  }, 0) / log.length;
  ok(Math.abs(weighted - bandit.truths[1]!) < 0.02, `${weighted} is not ${bandit.truths[1]}`);
});

Deno.test("the table has a row for each estimator and says how the overlap was", () => {
  const text = estimatorScoresText("title", judged("few actions, good overlap", 2));
  match(text, /^title\n +error +bias +coverage/);
  match(text, /^switch-dr +\d/m);
  match(
    text,
    /effective sample size \d+\.\d % of the log on average; .*; lower bound below the truth in \d+\.\d % by betting, in/,
  );
});

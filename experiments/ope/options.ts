import { estimators, rewardModels } from "../../lib/learn/mod.ts";
import { BANDIT_REGIMES } from "../../lib/bench/off_policy/mod.ts";
import { helpText } from "../cli/arguments.ts";

/** Options of the command. */
export const OPTIONS = {
  log: {
    section: "A log, and the policy to be judged on it",
    type: "string",
    value: "FILE",
    help: "decisions as deno task eval --decisions FILE writes them: .parquet, .csv or .jsonl",
  },
  policy: {
    type: "string",
    value: "NAME",
    help:
      "a shadow of the log, uniform, logged, always:ACTION, or a JSON file { weights, temperature } that scores the candidates' features",
  },
  state: {
    type: "string",
    value: "FILE",
    help:
      "in place of --policy: what an agent has learnt, as deno task eval --state FILE writes it: a shadow of the log, or judged by the log's features",
  },
  "policy-log": {
    type: "string",
    value: "FILE",
    help:
      "in place of --policy: a log of the policy's own, from which its probabilities are inferred by situation",
  },
  format: {
    type: "string",
    value: "NAME",
    help: "decisions, or obd: a log of the Open Bandit data, CSV or .csv.gz (decisions)",
  },
  context: {
    type: "string",
    value: "FILE",
    help:
      "of obd: the items, item_context.csv (beside the log); names of obd are found in $AIOPS_DATA_DIR/obd, too",
  },
  reward: {
    section: "How it is judged",
    type: "string",
    value: "WHICH",
    help: "window: the mean reward after a decision; episode: the sum over an episode (window)",
  },
  estimators: {
    type: "string",
    value: "A,B",
    help: `all that fit the reward, or some of ${
      estimators.names.join(", ")
    }; parameters as switch-dr:tau=5 (all)`,
  },
  model: {
    type: "string",
    value: "CHOICE",
    help: `the reward model: ${rewardModels.names.join(", ")} (ridge)`,
  },
  confidence: { type: "string", value: "P", help: "of intervals and of the bound, .5 to .999 (.95)" },
  resamples: { type: "string", value: "N", help: "of the bootstrap, 100 to 100000 (1000)" },
  seed: { type: "string", value: "N", help: "of the bootstrap (1)" },
  "least-reward": {
    type: "string",
    value: "N",
    help: "least possible reward of a decision, on which the lower bounds rest (what the log says)",
  },
  "greatest-reward": { type: "string", value: "N", help: "the greatest possible one (what the log says)" },
  gate: {
    type: "boolean",
    help: "exit with 1 unless the lower bound lies above what the logged policy earned",
  },
  bound: {
    type: "string",
    value: "NAME",
    help:
      "difference from the logged policy, betting or bernstein: hold for any distribution; or an estimator: the lower end of its interval (difference; of episodes weighted-dr)",
  },
  pass: {
    type: "string",
    value: "FILE",
    help:
      "needs --gate and an agent: the verdict, for files.gate of deno task live; one that is refused takes the place of an older pass",
  },
  json: { type: "string", value: "FILE", help: "write the answer" },
  simulate: {
    section: "How far the estimators can be trusted",
    type: "boolean",
    help: `judge them on logs where the truth is known: ${
      Object.keys(BANDIT_REGIMES).join("; ")
    }; and episodes of the simulator`,
  },
  logs: { type: "string", value: "N", help: "logs of each kind, with --simulate (50)" },
  help: { type: "boolean", help: "this text" },
} as const;

/** The help text. */
export const HELP = helpText({
  usage: "deno task ope (--log FILE --policy NAME | --simulate) [options]",
  about:
    "Estimates from the log of one policy what another one would have earned, without running it, with intervals and a lower bound.",
  options: OPTIONS,
  examples: [
    "deno task ope --log decisions.parquet --policy threshold-only",
    "deno task ope --log decisions.parquet --policy threshold-only --gate",
    "deno task ope --log decisions.parquet --state learnt.json --gate --pass gate.json",
    "deno task ope --log decisions.parquet --policy always:restart(db) --estimators snips,switch-dr:tau=5",
    "deno task ope --format obd --log bts-men.csv.gz --context bts-men-item_context.csv --policy uniform",
    "deno task ope --format obd --log random-men.csv.gz --policy-log bts-men.csv.gz",
    "deno task ope --simulate --logs 50",
  ],
});

import {
  estimators,
  evaluateLog,
  type EvaluateLogOptions,
  type GatePass,
  inferredPolicy,
  type LogEvaluation,
  type RewardChoice,
  rewardModels,
} from "../lib/learn/mod.ts";
import { requireName, splitChoices, UsageError } from "../lib/model/mod.ts";
import { readArguments, wholeNumber } from "./cli/arguments.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { readLearnt } from "./cli/state_file.ts";
import { openWhole } from "./cli/write_whole.ts";
import { knownDataFolder } from "./data/folder.ts";
import { HELP, OPTIONS } from "./ope/options.ts";
import { sha256 } from "./runner/identity.ts";
import { learntPolicyOf, policyOf } from "./ope/policies.ts";
import { logSource, readLog } from "./ope/read_log.ts";
import { simulate } from "./ope/simulate.ts";
import { evaluationText, figure } from "./ope/text.ts";

/** Inputs and outputs of the command besides its arguments. */
export interface Surroundings {
  readonly print: (text: string) => void;
  /** The folder of data sets, if there is one. */
  readonly home?: string | undefined;
}

const REWARDS = ["window", "episode"] as const;

/**
 * Estimates what a policy would have earned in the situations of another one's log.
 *
 * @throws {UsageError} for a mistake in the arguments or in a file
 * @throws {Error} with `--gate`, unless the lower bound lies above what the logged policy earned
 */
export async function ope(
  args: readonly string[],
  { print, home }: Surroundings = { print: (text) => console.log(printable(text)), home: knownDataFolder() },
): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return print(HELP);
  const logs = wholeNumber(given.logs, { name: "logs", fallback: 50, min: 2, max: 1000 });
  if (given.simulate) {
    if (given.log !== undefined) {
      throw new UsageError("The option --simulate makes its own logs: leave --log out");
    }
    return print(simulate(logs));
  }
  const { log, reward, bound, ...settings } = settingsOf(given);
  const source = logSource(given, home);
  if (given.pass !== undefined && !given.gate) {
    throw new UsageError("The option --pass needs --gate, which says whether it is passed");
  }
  if (given.pass !== undefined && source.format !== "decisions") {
    throw new UsageError("The option --pass is of --format decisions alone: no other log is of an agent");
  }
  const json = given.json === undefined ? undefined : openWhole(given.json, { option: "json" });
  const pass = given.pass === undefined ? undefined : openWhole(given.pass, { option: "pass" });
  requireDistinctPaths({
    inputs: pathsOf({ log, state: given.state }),
    outputs: pathsOf({ json: given.json, pass: given.pass }),
  });
  const decisions = await readLog(log, "log", source);
  const other = given["policy-log"];
  const own = other === undefined ? undefined : await readLog(other, "policy-log", source);
  const policy = own !== undefined
    ? inferredPolicy(`the policy of ${other}`, own)
    : given.state !== undefined
    ? learntPolicyOf(given.state, decisions)
    : policyOf(given.policy!, decisions);
  const options: EvaluateLogOptions = { ...settings, reward };
  const evaluation = evaluateLog(decisions, policy, options);
  print(evaluationText(evaluation, { reward, confidence: settings.confidence }));
  if (own !== undefined) {
    const truth = own.reduce((sum, one) => sum + one.reward, 0) / own.length;
    if (reward === "window") print(`\nIn its own log that policy earned ${figure(truth)}`);
  }
  json?.write(`${JSON.stringify({ settings: { log, ...options }, ...evaluation }, null, 2)}\n`);
  if (!given.gate) return;
  const lower = requirePassed(evaluation, bound, print);
  pass?.write(
    `${
      JSON.stringify(
        passOf(evaluation, { lower, bound, given, log, confidence: settings.confidence }),
        null,
        2,
      )
    }\n`,
  );
}

/** What the file of a passed gate says. */
function passOf(
  { policy, logged, decisions, episodes }: LogEvaluation,
  { lower, bound, given, log, confidence }: {
    readonly lower: number;
    readonly bound: string;
    readonly given: Arguments;
    readonly log: string;
    readonly confidence: number;
  },
): GatePass {
  const learnt = given.state === undefined ? undefined : readLearnt(given.state, "state");
  return {
    format: "aiops gate",
    version: 1,
    agent: learnt?.agent ?? policy,
    ...(learnt && { state: learnt.digest }),
    log: sha256(Deno.readFileSync(log)),
    ...{ bound, confidence, lowerBound: lower, logged: logged.value, decisions, episodes },
  };
}

function pathsOf(paths: Readonly<Record<string, string | undefined>>): { option: string; path: string }[] {
  return Object.entries(paths).flatMap(([option, path]) => path === undefined ? [] : [{ option, path }]);
}

type Arguments = ReturnType<typeof readArguments<typeof OPTIONS>>;

function settingsOf(given: Arguments) {
  if (given.log === undefined) {
    throw new UsageError("The option --log FILE is missing: the decisions to judge on");
  }
  if ([given.policy, given.state, given["policy-log"]].filter((one) => one !== undefined).length !== 1) {
    throw new UsageError(
      "Either --policy NAME, --state FILE or --policy-log FILE says which policy is judged",
    );
  }
  const reward: RewardChoice = requireName("reward", given.reward ?? "window", REWARDS);
  const judged = reward === "window" ? "decisions" : "episodes";
  const chosen = given.estimators === undefined || given.estimators === "all"
    ? estimators.entries.filter((entry) => entry.judges === judged).map(({ name }) => name)
    : splitChoices(given.estimators);
  const labels = chosen.map((choice) => estimators.choose(choice).label);
  const model = given.model ?? "ridge";
  rewardModels.choose(model);
  const bound = given.bound ?? (reward === "window" ? "betting" : "weighted-dr");
  if (reward === "episode" && ["betting", "bernstein"].includes(bound)) {
    throw new UsageError(`The option --bound ${bound} is of --reward window alone: name an estimator`);
  }
  if (given.gate || given.bound !== undefined) {
    requireName("bound", bound, ["betting", "bernstein", ...labels]);
  }
  return {
    log: given.log,
    reward,
    bound,
    estimators: chosen,
    model,
    confidence: confidenceOf(given.confidence),
    resamples: wholeNumber(given.resamples, { name: "resamples", fallback: 1000, min: 100, max: 100_000 }),
    seed: wholeNumber(given.seed, { name: "seed", fallback: 1, min: 0 }),
  };
}

function confidenceOf(text: string | undefined): number {
  const value = text === undefined ? 0.95 : text.trim() === "" ? NaN : Number(text);
  if (value >= 0.5 && value <= 0.999) return value;
  throw new UsageError(`The option --confidence needs a number from 0.5 to 0.999, found "${text}"`);
}

/** @returns the lower bound @throws {Error} in one line, unless it lies above what the logged policy earned */
function requirePassed(
  { policy, logged, estimates, bettingBound, lowerBound, overlap }: LogEvaluation,
  bound: string,
  print: (text: string) => void,
): number {
  const least = bound === "betting"
    ? bettingBound
    : bound === "bernstein"
    ? lowerBound
    : estimates.find(({ estimator }) => estimator === bound)!.low;
  const facts = `the lower bound of ${policy} by ${bound} is ${figure(least)}, and the logged policy earned ${
    figure(logged.value)
  }`;
  if (!overlap.propensitiesHold || !Number.isFinite(overlap.effectiveSamples)) {
    throw new Error(
      `The gate stays closed: the logged propensities are wrong, so that no bound of ${policy} holds`,
    );
  }
  if (!(least > logged.value)) throw new Error(`The gate stays closed: ${facts}`);
  print(`\nThe gate is open: ${facts}`);
  return least;
}

if (import.meta.main) await main(ope);

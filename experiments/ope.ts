import {
  estimators,
  evaluateLog,
  type EvaluateLogOptions,
  GATE_BOUNDS,
  GATE_LEAST,
  type GateAgent,
  type GateBound,
  type GateJudgement,
  type GatePass,
  type GateRefusal,
  inferredPolicy,
  judgeGate,
  type LogEvaluation,
  type RewardChoice,
  rewardModels,
} from "../lib/learn/mod.ts";
import { requireName, splitChoices, UsageError } from "../lib/model/mod.ts";
import { agentParts, createShadow } from "../lib/run/mod.ts";
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
 * @throws {Error} with `--gate`, unless the lower bound lies above what the logged policy earned; `--pass` then says so
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
  if (given.pass !== undefined) requirePassable(bound, settings.confidence);
  const judged = given.pass === undefined ? undefined : judgedAgent(given);
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
  const judgement = judgeGate(evaluation, bound);
  if (judged !== undefined) {
    const verdict = verdictOf(evaluation, judgement, { judged, bound, log, confidence: settings.confidence });
    pass!.write(`${JSON.stringify(verdict, null, 2)}\n`);
  }
  const { why, lowerBound } = judgement;
  const written = given.pass === undefined ? "" : `; ${given.pass} says so`;
  if (why !== undefined) {
    const hint = /nobody says/.test(why) ? " (--least-reward N and --greatest-reward N say it)" : "";
    throw new Error(`The gate stays closed: ${why}${hint}${written}`);
  }
  print(
    `\nThe gate is open: the lower bound of ${evaluation.policy} by ${bound} is ${
      figure(lowerBound)
    }, and the logged policy earned ${figure(evaluation.logged.value)}${written}`,
  );
}

/** The agent whose verdict is written. */
interface JudgedAgent {
  readonly agent: GateAgent;
  /** Digest of what it has learnt. */
  readonly state?: string;
}

/** @throws {UsageError} for a policy that is no agent */
function judgedAgent(given: Arguments): JudgedAgent {
  if (given.state !== undefined) {
    const { agent: name, parts, digest } = readLearnt(given.state, "state");
    return { agent: { name, parts: agentParts(parts) }, state: digest };
  }
  const name = given.policy ?? given["policy-log"]!;
  try {
    createShadow(name);
    return { agent: { name, parts: agentParts(name) } };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`The option --pass is of agents, found the policy "${name}": ${error.message}`);
  }
}

/** What the file of a gate says. */
function verdictOf(
  { logged, decisions, episodes, rewardLimits: { least, greatest } }: LogEvaluation,
  { why, lowerBound, toBeat }: GateJudgement,
  { judged, bound, log, confidence }: {
    readonly judged: JudgedAgent;
    readonly bound: string;
    readonly log: string;
    readonly confidence: number;
  },
): GatePass | GateRefusal {
  const facts = {
    format: "aiops gate",
    version: 2,
    ...judged,
    log: sha256(Deno.readFileSync(log)),
    decisions,
    episodes,
  } as const;
  if (why !== undefined) return { ...facts, verdict: "refused", why };
  return {
    ...{ ...facts, verdict: "passed", bound: bound as GateBound, confidence },
    ...{ leastReward: least, greatestReward: greatest, lowerBound, toBeat, logged: logged.value },
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
  const bound = given.bound ?? (reward === "window" ? "difference" : "weighted-dr");
  if (reward === "episode" && GATE_BOUNDS.some((name) => name === bound)) {
    throw new UsageError(`The option --bound ${bound} is of --reward window alone: name an estimator`);
  }
  if (given.gate || given.bound !== undefined) {
    requireName("bound", bound, [...GATE_BOUNDS, ...labels]);
  }
  const [leastReward, greatestReward] = (["least-reward", "greatest-reward"] as const).map((option) =>
    rewardOf(given[option], option)
  );
  if (leastReward !== undefined && greatestReward !== undefined && leastReward > greatestReward) {
    throw new UsageError(
      `The option --least-reward must be at most --greatest-reward, ${greatestReward}, found ${leastReward}`,
    );
  }
  return {
    log: given.log,
    ...(leastReward !== undefined && { leastReward }),
    ...(greatestReward !== undefined && { greatestReward }),
    reward,
    bound,
    estimators: chosen,
    model,
    confidence: confidenceOf(given.confidence),
    resamples: wholeNumber(given.resamples, { name: "resamples", fallback: 1000, min: 100, max: 100_000 }),
    seed: wholeNumber(given.seed, { name: "seed", fallback: 1, min: 0 }),
  };
}

/** @throws {UsageError} for a bound or a confidence that opens no gate */
function requirePassable(bound: string, confidence: number): void {
  if (!GATE_BOUNDS.some((name) => name === bound)) {
    throw new UsageError(
      `The option --pass needs a bound that holds for any distribution, ${
        GATE_BOUNDS.join(", ")
      }, found ${bound}`,
    );
  }
  if (confidence >= GATE_LEAST.confidence) return;
  throw new UsageError(
    `The option --pass needs a confidence of at least ${GATE_LEAST.confidence}, found ${confidence}`,
  );
}

function rewardOf(text: string | undefined, option: string): number | undefined {
  const value = text === undefined || text.trim() === "" ? NaN : Number(text);
  if (text === undefined) return undefined;
  if (Number.isFinite(value)) return value;
  throw new UsageError(`The option --${option} needs a number, found "${text}"`);
}

function confidenceOf(text: string | undefined): number {
  const value = text === undefined ? 0.95 : text.trim() === "" ? NaN : Number(text);
  if (value >= 0.5 && value <= 0.999) return value;
  throw new UsageError(`The option --confidence needs a number from 0.5 to 0.999, found "${text}"`);
}

if (import.meta.main) await main(ope);

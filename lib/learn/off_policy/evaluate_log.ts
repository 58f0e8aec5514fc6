import { z } from "zod";
import { anyFunction, listWith } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { displayable } from "../../model/shown/displayable.ts";
import { type Choice, type ParameterValue, UsageError } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { probit } from "../../stats/distributions/distributions.ts";
import { bcaMeans, type Estimate } from "../../stats/mod.ts";
import type { LoggedDecision } from "../decision_log.ts";
import { bettingBound } from "./bounds/betting_bound.ts";
import { differenceBound } from "./bounds/difference_bound.ts";
import { type RewardLimits, rewardLimits } from "./bounds/reward_limits.ts";
import { estimators } from "./catalogue.ts";
import { crossFitted, type FittedModel, type Predictions } from "./cross_fit.ts";
import { diagnosticsOf, type OverlapDiagnostics } from "./diagnostics.ts";
import type { EstimatorEntry } from "./estimator.ts";
import { episodeIntervals, hull, modelDeviation, widened } from "./intervals.ts";
import { chosenOf, episodesOf } from "./log_episodes.ts";
import { longRun, rangeOf } from "./long_run.ts";
import { lowerBound } from "./bounds/lower_bound.ts";
import { rewardModels } from "./models/catalogue.ts";
import type { ModelRow, RewardModel } from "./models/model.ts";
import { chooseBySlope } from "./slope.ts";
import { probabilitiesOf, type TargetPolicy } from "./target.ts";
import type { WeightedLog } from "./weighted_log.ts";

/** Which reward counts: the mean over the steps that follow each decision, or all that an episode earns from its first decision on. */
export type RewardChoice = "window" | "episode";

/** Options of `evaluateLog`. */
export interface EvaluateLogOptions {
  /** Names of estimators with parameters, as `switch-dr:tau=5`; default all that judge what `reward` says. */
  readonly estimators?: readonly Choice[];
  /** `window`: the mean reward that follows a decision, each judged by itself; `episode`: an episode's sum. Default `window`. */
  readonly reward?: RewardChoice;
  /** The reward model by name and parameters, or a function that learns one from rows; default `ridge`. */
  readonly model?: Choice | ((rows: readonly ModelRow[]) => RewardModel);
  /** Parts of the log of which each is predicted by a model of the others, at least 2, default 10. */
  readonly folds?: number;
  /** Confidence of the intervals and of the lower bound, in (0, 1), default 0.95. */
  readonly confidence?: number;
  /** Resamples of the bootstrap, default 1000. */
  readonly resamples?: number;
  /** Seed of the bootstrap, default 1. */
  readonly seed?: number;
  /** Least reward of a decision that is possible, for the lower bounds; default what the log's rows say, and else the least seen. */
  readonly leastReward?: number;
  /** Greatest one, as `leastReward`. */
  readonly greatestReward?: number;
}

/** An estimate of what a policy would have earned. */
export interface PolicyEstimate extends Estimate {
  /** The estimator by name, with the parameters that were given. */
  readonly estimator: string;
  /** The values of all its parameters. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** The parameter that SLOPE has chosen, if it has. */
  readonly tuned?: string;
}

/** What a log says of another policy. */
export interface LogEvaluation {
  /** The policy that is judged. */
  readonly policy: string;
  /** Number of decisions in the log. */
  readonly decisions: number;
  /** Number of episodes that they come from. */
  readonly episodes: number;
  /** Mean reward of the policy that was logged: of a decision, or of an episode. */
  readonly logged: Estimate;
  /** One estimate per estimator, in their order. */
  readonly estimates: readonly PolicyEstimate[];
  /** With the given confidence the policy earns at least this, by betting on the weighted rewards; of episodes none is known (NaN). */
  readonly bettingBound: number;
  /** The same by the empirical-Bernstein inequality, which is wider. */
  readonly lowerBound: number;
  /**
   * With the given confidence the policy earns at least this much more a decision than the logged one, by what both would have done in the same
   * situations: tighter than the others, which don't compare. Of episodes none is known (NaN).
   */
  readonly differenceBound: number;
  /** The possible rewards of a decision that the bounds rest on, and who says so. */
  readonly rewardLimits: RewardLimits;
  /** Whether the log can answer the question at all. */
  readonly overlap: OverlapDiagnostics;
}

const ARGUMENTS = z.object({
  decisions: listWith({
    seed: "number",
    step: "number",
    signature: "string",
    action: "string",
    propensity: "number",
    reward: "number",
  }),
  target: objectWith({ name: "string", probabilities: "function" }),
  options: z.strictObject({
    estimators: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).optional(),
    reward: z.enum(["window", "episode"]).optional(),
    model: z.union([z.string(), z.looseObject({ name: z.string() }), anyFunction]).optional(),
    folds: z.int().min(2).optional(),
    confidence: z.number().gt(0).lt(1).optional(),
    resamples: z.int().min(1).optional(),
    seed: z.int().min(0).optional(),
    leastReward: z.number().optional(),
    greatestReward: z.number().optional(),
  }),
});

/**
 * Estimates from the log of one policy what another one would have earned, by several estimators, with intervals over whole episodes and a lower
 * bound. The logged policy must explore, and say how likely it was to choose each action.
 *
 * @param decisions the log, as `logDecisions` writes it
 * @param target the policy to be judged: `uniformPolicy`, `shadowPolicy(name)`, or one of one's own
 * @throws {UsageError} for an empty log, a step that stands in it twice, a reward beyond the possible ones, a propensity that is not in (0, 1], a chosen action that is not among the candidates, an unknown
 * estimator or model, and one that judges something else than `reward` says
 *
 * @example What would it be worth never to act, by a log of random actions?
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, runTrial, seedRange } from "aiops";
 * import { alwaysPolicy, evaluateLog, logDecisions } from "aiops/learn";
 * const explorer = logDecisions(createAgent("random"));
 * runTrial({ agent: explorer, seeds: seedRange(1, 40) });
 * const { logged, estimates } = evaluateLog(explorer.decisions, alwaysPolicy("restore"), { estimators: ["snips"] });
 * ok(estimates[0]!.high > logged.value);
 * ```
 */
export function evaluateLog(
  decisions: readonly LoggedDecision[],
  target: TargetPolicy,
  options: EvaluateLogOptions = {},
): LogEvaluation {
  checkOptions("evaluateLog", ARGUMENTS, { decisions, target, options });
  const { reward = "window", confidence = 0.95, resamples = 1000, seed = 1 } = options;
  const chosen = chosenEstimators(options.estimators, reward);
  const model = modelOf(options.model ?? "ridge");
  if (decisions.length === 0) throw new UsageError("evaluateLog: the log holds no decision");
  const episodes = episodesOf(decisions);
  const rows = episodes.flat();
  const prepared = prepare(rows, { target, reward });
  const needsModel = chosen.some(({ entry }) => entry.needsModel);
  const expected = needsModel
    ? crossFitted({ episodes, rewards: prepared.rewards, probabilities: prepared.probabilities }, {
      model,
      folds: options.folds ?? 10,
      sequential: reward === "episode",
    })
    : {
      expectedOfLogged: new Float64Array(rows.length),
      expectedOfTarget: new Float64Array(rows.length),
      byModel: [],
    };
  const log: WeightedLog = {
    starts: startsOf(episodes),
    rewards: prepared.rewards,
    weights: prepared.weights,
    ...expected,
  };
  const largest = log.weights.reduce((most, weight) => Math.max(most, weight), 0);
  const solved = chosen.map((one) => solve(one, { log, largest, byModel: expected.byModel, confidence }));
  const { next } = createStream(seed, "off-policy bootstrap");
  const intervals = episodeIntervals(solved.map(({ ratios }) => ratios), { next, resamples, confidence });
  const limits = rewardLimits(rows, { least: options.leastReward, greatest: options.greatestReward });
  const rewardRange = reward === "window" ? [limits.least, limits.greatest] as const : rangeOf(log.rewards);
  const delta = 1 - confidence;
  const inTheLongRun = longRun(log, {
    ...{ episodes, confidence, rewardRange },
    sequential: reward === "episode",
    probabilities: prepared.probabilities,
  });
  const evaluation: LogEvaluation = {
    policy: target.name,
    decisions: rows.length,
    episodes: episodes.length,
    logged: loggedValue(log, { reward, confidence, resamples, seed }),
    estimates: displayable(
      solved.map(({ ratios: _, doubt, ...rest }, e) => ({
        ...rest,
        ...hull(widened(intervals[e]!, doubt), inTheLongRun.wide(intervals[e]!.value)),
      })),
      "records",
    ),
    bettingBound: reward === "window" ? bettingBound(log, { least: limits.least, delta }) : NaN,
    lowerBound: reward === "window" ? lowerBound(log, { rewards: rewardRange, delta }) : NaN,
    differenceBound: reward === "window"
      ? differenceBound({ episodes, probabilities: prepared.probabilities }, { limits, model, delta })
      : NaN,
    rewardLimits: limits,
    overlap: diagnosticsOf(log, {
      rows,
      probabilities: prepared.probabilities,
      sequential: reward === "episode",
      square: inTheLongRun.square,
      ...(inTheLongRun.reach && { reach: inTheLongRun.reach }),
    }),
  };
  return displayable(evaluation, "records");
}

interface ChosenEstimator {
  readonly entry: EstimatorEntry;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly label: string;
}

function chosenEstimators(given: readonly Choice[] | undefined, reward: RewardChoice): ChosenEstimator[] {
  const judged = reward === "window" ? "decisions" : "episodes";
  const fitting = estimators.entries.filter((entry) => entry.judges === judged).map(({ name }) => name);
  return (given ?? fitting).map((choice) => {
    const chosen = estimators.choose(choice);
    if (chosen.entry.judges === judged) return chosen;
    throw new UsageError(
      `The estimator "${chosen.label}" judges ${chosen.entry.judges}, and the reward "${reward}" is that of ${judged}: ${
        fitting.join(", ")
      } fit`,
    );
  });
}

function modelOf(model: Choice | ((rows: readonly ModelRow[]) => RewardModel)): FittedModel {
  if (typeof model === "function") return model;
  const { entry, parameters } = rewardModels.choose(model);
  return (rows) => entry.fit(rows, parameters);
}

/** Weights and rewards of the decisions, and what the judged policy says of their candidates. */
function prepare(
  rows: readonly LoggedDecision[],
  { target, reward }: { readonly target: TargetPolicy; readonly reward: RewardChoice },
) {
  const weights = new Float64Array(rows.length);
  const rewards = new Float64Array(rows.length);
  const probabilities = rows.map((row, i) => {
    if (!(row.propensity > 0 && row.propensity <= 1)) {
      throw new UsageError(
        `A propensity must lie in (0, 1], found ${row.propensity} in step ${row.step} of seed ${row.seed}`,
      );
    }
    const chosen = chosenOf(row);
    if (chosen < 0) {
      throw new UsageError(
        `The chosen action must be one of the candidates, found ${row.action} in step ${row.step} of seed ${row.seed}`,
      );
    }
    rewards[i] = reward === "window" ? row.reward : row.earned;
    if (!Number.isFinite(rewards[i])) {
      throw new UsageError(
        `A reward must be a finite number, found ${rewards[i]} in step ${row.step} of seed ${row.seed}`,
      );
    }
    const said = probabilitiesOf(target, row);
    weights[i] = said[chosen]! / row.propensity;
    return said;
  });
  return { weights, rewards, probabilities };
}

function startsOf(episodes: readonly (readonly LoggedDecision[])[]): Int32Array {
  const starts = new Int32Array(episodes.length + 1);
  episodes.forEach((its, g) => starts[g + 1] = starts[g]! + its.length);
  return starts;
}

/**
 * The ratios of an estimator, its parameter chosen by SLOPE where nobody gave one; and the half-widths that its interval gets besides the
 * bootstrap's, which takes the model and the parameter as they are.
 */
function solve(
  { entry, parameters, label }: ChosenEstimator,
  { log, largest, byModel, confidence }: {
    readonly log: WeightedLog;
    readonly largest: number;
    readonly byModel: readonly Predictions[];
    readonly confidence: number;
  },
) {
  const { tuning } = entry;
  const tuned = tuning !== undefined && parameters[tuning.parameter] === undefined
    ? tuning.parameter
    : undefined;
  const slope = tuned === undefined
    ? undefined
    : chooseBySlope(tuning!, largest, (value) => entry.ratios(log, { ...parameters, [tuned]: value }));
  const used = slope === undefined ? parameters : { ...parameters, [tuned!]: slope.value };
  const ofModel = entry.needsModel
    ? modelDeviation(byModel.map((predictions) => entry.ratios({ ...log, ...predictions }, used)), confidence)
    : 0;
  const ofTuning = slope === undefined ? 0 : slope.differenceError * -probit((1 - confidence) / 2);
  return {
    estimator: label,
    parameters: used,
    ...(tuned !== undefined && { tuned }),
    ratios: entry.ratios(log, used),
    // What tuning may hide is what the model may get wrong, seen twice.
    doubt: { halfWidth: Math.max(ofModel, ofTuning), difference: slope?.difference ?? 0 },
  };
}

function loggedValue(
  { starts, rewards }: WeightedLog,
  { reward, confidence, resamples, seed }: {
    readonly reward: RewardChoice;
    readonly confidence: number;
    readonly resamples: number;
    readonly seed: number;
  },
): Estimate {
  const clusters = new Int32Array(rewards.length);
  const sums = new Float64Array(starts.length - 1);
  for (let g = 0; g < sums.length; g++) {
    for (let i = starts[g]!; i < starts[g + 1]!; i++) {
      clusters[i] = g;
      sums[g]! += rewards[i]!;
    }
  }
  const sample = reward === "window" ? { values: rewards, clusters } : { values: sums };
  return bcaMeans([sample], { next: createStream(seed, "logged value").next, resamples, confidence })[0]!;
}

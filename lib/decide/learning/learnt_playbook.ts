import { z } from "zod";
import { readState } from "../../detect/state/state.ts";
import { certain, drawnIndex, type Learner, type RowChoice } from "../../learn/learners/learner.ts";
import { createRewardTracker, type RewardName } from "../../learn/rewards/catalogue.ts";
import { shapedReward } from "../../learn/rewards/shaping.ts";
import { type Action, type Decision, describeAction, type JsonValue, NOOP } from "../../model/mod.ts";
import type { TransitionLearner } from "../../learn/learners/fitted_q.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { createIncidentView } from "../features/incident_features.ts";
import { CANDIDATE_FEATURES, candidateRows } from "../features/plan_features.ts";
import { createPlaybook, type PlaybookParameters } from "../methods/playbook.ts";
import { durationOf } from "../pacing/duration.ts";
import { type Policy, type PolicyContext, wait } from "../policy.ts";
import type { Chooser, Offer } from "../remedies/chooser.ts";
import { type CostedPlan, textOf } from "../remedies/plans.ts";
import { createFloor, type Floor } from "./floor.ts";
import { createMask } from "./mask.ts";
import { createTransitions } from "./transitions.ts";

/** What a policy learns with, and how. */
export interface LearntOptions {
  /** As in the catalogue. */
  readonly name: string;
  /** Of as many features as a candidate has. */
  readonly learner: Learner;
  readonly reward: RewardName;
  /** Steps that count for `windowed` and `n-step`. */
  readonly horizonSteps: number;
  /** Episodes at first in which the playbook decides, and the learner looks on. */
  readonly followEpisodes: number;
  /** Share by which the sum of what is lost may exceed the playbook's, by the learner's bounds; Infinity: no floor. */
  readonly floor: number;
  /** By how much leaving the breach is worth more, in the units of a step's reward: potential-based shaping. */
  readonly shaping: number;
  readonly playbook: PlaybookParameters;
}

/** Steps in which users are well after which an incident is over. */
const CALM_STEPS = 12;
/** Steps after which a decision is paid for in any case. */
const MAX_STEPS_TO_RECOVERY = 90;
/** Reward that a step of a breach loses by default. */
const STEP_LOSS = 3;
/** Steps of a breach that are 1 in the learner's units. */
const TARGET_STEPS = 10;
/** Largest loss that a learner is told, in its units: one endless incident says no more than a very long one. */
const MAX_TARGET = 6;
/** Largest number of observations to wait for in a row. */
const MAX_WAITS = 10;
/** Largest number of candidates of a decision besides waiting. */
const MAX_PLANS = 24;

/** A decision whose outcome is awaited. */
interface Pending {
  readonly row: Float64Array;
  /** What the playbook's choice was expected to bring; absent where it was chosen. */
  readonly baseline?: number;
}

/**
 * The playbook, but for which plan is begun in an incident and when to wait: a learner chooses that among all that may help. It learns across
 * episodes and systems, from incidents only.
 */
export function createLearntPlaybook(context: PolicyContext, options: LearntOptions): Policy {
  const { name, learner, reward, followEpisodes, shaping } = options;
  const view = createIncidentView(context);
  const mask = createMask(context);
  const floor = createFloor(options.floor);
  let stream: Stream = createStream(0, name);
  let episodes = 0;
  let calm = CALM_STEPS;
  let healthyReward = -Infinity;
  let wasInBreach = false;
  /** Observations in a row that were waited for. */
  let waits = 0;

  const scale = reward === "recovery" || reward === "n-step" ? STEP_LOSS * TARGET_STEPS : STEP_LOSS;
  const transitions = "learnTransition" in learner
    ? createTransitions(learner as TransitionLearner)
    : undefined;
  const tracker = createRewardTracker<Pending>({
    reward,
    horizonSteps: options.horizonSteps,
    maxSteps: MAX_STEPS_TO_RECOVERY,
    settle: ({ row, baseline }, target) => {
      const told = Math.max(-MAX_TARGET, target / scale);
      if (transitions === undefined) learner.learn(row, told);
      if (baseline !== undefined) floor.settle(told, baseline);
    },
  });

  const chooser: Chooser = {
    choose: (given) => {
      const offer = waits < MAX_WAITS ? given : { ...given, mayWait: false, waits: undefined };
      const plans = candidatePlans(offer.plans, (actions) => mask.allows(actions));
      const incident = new Float64Array(CANDIDATE_FEATURES.length);
      view.write(offer, incident);
      const rows = candidateRows(offer, plans, { context, incident });
      const candidates: readonly (CostedPlan | undefined)[] = offer.mayWait ? [undefined, ...plans] : plans;
      if (candidates.length === 0) {
        return {
          plan: undefined,
          decision: { propensity: 1, reason: "guardrails would refuse what is left" },
        };
      }
      const own = offer.waits !== undefined || !offer.mayWait || plans.length === 0 ? 0 : 1;
      const { index, propensities } = chosenRow(rows, { own, candidates });
      const plan = candidates[index];
      waits = plan === undefined ? waits + 1 : 0;
      calm = plan === undefined ? 0 : -Math.max(...plan.actions.map((action) => durationOf(action, context)));
      const scores = learner.scores(rows);
      transitions?.start(rows[index]!, rows);
      tracker.start(
        { row: rows[index]!, ...(index !== own && { baseline: scores[own]! }) },
        scale * scores.reduce((most, score) => Math.max(most, score), -Infinity),
      );
      return {
        plan,
        decision: {
          ...toldCandidates({ index, candidates, propensities, rows }),
          reason: reasonOf(offer, plan, scores[index]!),
        },
      };
    },
    observe: ({ isWell }) => {
      calm = isWell ? calm + 1 : Math.min(calm, 0);
      if (isWell) waits = 0;
      mask.tick();
    },
    refused: () => {
      tracker.withdraw();
      transitions?.withdraw();
    },
  };

  /** The learner's choice, as far as the floor allows it. */
  function chosenRow(
    rows: readonly Float64Array[],
    { own, candidates }: { readonly own: number; readonly candidates: readonly (CostedPlan | undefined)[] },
  ): RowChoice {
    if (episodes <= followEpisodes) return certain(own, rows.length);
    const choice = learner.choose(rows, stream.next);
    if (!floor.isThere) return choice;
    const allowed = allowedRows(learner, rows, { own, floor });
    const fallback = candidates.findIndex((plan, i) => allowed[i] && isReversible(plan));
    const propensities = choice.propensities.map((chance, i) => allowed[i] ? chance : 0);
    const rest = 1 - propensities.reduce((sum, chance) => sum + chance, 0);
    const to = fallback >= 0 && fallback !== own && choice.propensities[fallback]! > 0 ? fallback : own;
    propensities[to] = propensities[to]! + Math.max(0, rest);
    return { index: drawnIndex(propensities, stream.next()), propensities };
  }

  const policy = createPlaybook(context, options.playbook, chooser);
  return {
    ...policy,
    name,
    begin: (episode) => {
      tracker.flush();
      transitions?.end();
      stream = createStream(episode.seed, name);
      episodes++;
      calm = CALM_STEPS;
      healthyReward = -Infinity;
      wasInBreach = false;
      mask.begin();
      policy.begin(episode);
    },
    fit: (healthy) => {
      view.fit(healthy);
      policy.fit(healthy);
    },
    decide: (situation) => {
      const decision = policy.decide(situation);
      const { kind } = decision.action;
      return kind === "noop" || kind === "restore" || mask.allows([decision.action])
        ? decision
        : wait(`guardrails would refuse ${describeAction(decision.action)}`);
    },
    learn: (feedback) => {
      mask.note(feedback.executed);
      policy.learn(feedback);
      healthyReward = Math.max(healthyReward, feedback.reward);
      // The potential of a breach is below that of health.
      const relief = shapedReward(0, {
        before: wasInBreach ? -shaping : 0,
        after: feedback.sloViolated ? -shaping : 0,
      });
      wasInBreach = feedback.sloViolated;
      const loss = Math.max(0, healthyReward - feedback.reward) - relief;
      const recovered = calm >= CALM_STEPS;
      tracker.add({ reward: feedback.reward + relief, loss, recovered });
      transitions?.add({ reward: -loss / scale, recovered });
    },
    saveState: () => {
      // What is still open is settled with what has come so far, as it is when the next episode begins.
      tracker.flush();
      transitions?.end();
      return { episodes, learner: learner.saveState(), floor: floor.saveState() };
    },
    loadState: (state) => {
      const read = readState(name, STATE, state, "policy");
      learner.loadState(read.learner as JsonValue);
      floor.loadState(read.floor as JsonValue);
      episodes = read.episodes;
    },
  };
}

const STATE = z.object({ episodes: z.int().min(0), learner: z.json(), floor: z.json() });

/**
 * The candidates as a decision states them, by the action that is taken now: plans that begin alike are one candidate, with the sum of their
 * propensities and the features of the chosen one, or else of the likeliest.
 */
function toldCandidates({ index, candidates, propensities, rows }: {
  readonly index: number;
  readonly candidates: readonly (CostedPlan | undefined)[];
  readonly propensities: Float64Array;
  readonly rows: readonly Float64Array[];
}): Pick<Decision, "propensity" | "candidates"> {
  const actionOf = (i: number): Action => candidates[i]?.actions[0] ?? NOOP;
  const places = candidates.map((_, i) => i);
  const groups = [...Map.groupBy(places, (i) => describeAction(actionOf(i))).values()];
  const sumOf = (group: readonly number[]) =>
    Math.min(1, group.reduce((sum, i) => sum + propensities[i]!, 0));
  return {
    propensity: sumOf(groups.find((group) => group.includes(index))!),
    candidates: groups.map((group) => {
      const shown = group.includes(index)
        ? index
        : group.reduce((best, i) => propensities[i]! > propensities[best]! ? i : best);
      return { action: actionOf(shown), propensity: sumOf(group), features: rows[shown]! };
    }),
  };
}

/** What may be chosen: each plan once, those that guardrails allow, at most so many. */
function candidatePlans(
  plans: readonly CostedPlan[],
  isAllowed: (actions: readonly Action[]) => boolean,
): readonly CostedPlan[] {
  const texts = plans.map(({ actions }) => textOf(actions));
  return plans.filter(({ actions }, i) => texts.indexOf(texts[i]!) === i && isAllowed(actions))
    .slice(0, MAX_PLANS);
}

/** The rows that may be chosen without falling below the floor; the playbook's own always may. */
function allowedRows(
  learner: Learner,
  rows: readonly Float64Array[],
  { own, floor }: { readonly own: number; readonly floor: Floor },
): readonly boolean[] {
  const baseline = learner.scores(rows)[own]!;
  floor.expect(baseline);
  return [...learner.lowerBounds(rows)].map((bound, i) => i === own || floor.allows(bound, baseline));
}

function isReversible(plan: CostedPlan | undefined): boolean {
  return plan === undefined || plan.actions.every(({ kind }) => kind === "limit_traffic" || kind === "scale");
}

function reasonOf({ diagnosis, waits }: Offer, plan: CostedPlan | undefined, score: number): string {
  const expected = `${(-TARGET_STEPS * score).toFixed(1)} steps to recovery expected`;
  if (plan === undefined) return `${waits ?? "another observation"}: ${expected}`;
  return `${describeAction(plan.actions.at(-1)!)}: ${expected}; ${diagnosis.rationale}`;
}

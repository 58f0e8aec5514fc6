import {
  type Action,
  type Decision,
  describeAction,
  type Diagnosis,
  NOOP,
  number,
  type ParametersOf,
  PLATFORM,
  serviceIndex,
  TIMINGS,
  wholeNumber,
} from "../../model/mod.ts";
import { createEarlyWarning } from "../remedies/early_warning.ts";
import { createLoadShedding } from "../remedies/load_shedding.ts";
import { durationOf } from "../pacing/duration.ts";
import { createFrontWatch } from "../pacing/front_watch.ts";
import { createPace, stepsToJudge } from "../pacing/pace.ts";
import { breachStepsFor, type Cause, isOfLoad } from "../pacing/passing_load.ts";
import { type Policy, type PolicyContext, type Situation, UNLEARNED, wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";
import { createRecovery } from "../pacing/recovery.ts";
import { createReplacement } from "../pacing/replacement.ts";
import type { Chooser, Chosen, Offer } from "../remedies/chooser.ts";
import { type CostedPlan, diagnosisAt, planOf, plansFor, textOf } from "../remedies/plans.ts";
import type { Remedy } from "../remedies/remedies.ts";
import { standInFor } from "../remedies/stand_in.ts";

/** What is done first while the diagnosis is in doubt. */
const REVERSIBLE_ACTIONS: Remedy = [{ kind: "limit_traffic", factor: 0.4 }];
/** Healthy steps before a traffic limit is raised. */
const HEALTHY_STEPS_BEFORE_MORE_TRAFFIC = 2;

/** Steps by which a database that warms up may need longer than it should. */
const WARMING_MARGIN_STEPS = 4;
/** Consecutive steps of a breach behind open breakers from which something else must be wrong as well: what breakers themselves fail breaches the SLO in single steps. */
const SHIELDED_BREACH_STEPS = 4;
/** What can be set about the playbook, and about policies that build on it. */
export const PLAYBOOK_PARAMETERS = {
  confidence: number({
    about:
      "confidence from which a breach is acted on: a wrong remedy costs about seven steps of breach, another observation one, so that below 6/7 the observation is cheaper",
    range: [0, 1],
    default: 0.85,
  }),
  firstStepConfidence: number({
    about: "confidence required in the first step of a breach, together with an alarm",
    range: [0, 1],
    default: 0.998,
  }),
  confidenceBeforeBreach: number({
    about: "confidence required to act on an alarm before the SLO is violated",
    range: [0, 1],
    default: 0.95,
  }),
  doubtfulBelow: number({
    about: "confidence below which traffic is limited first, which is reversible",
    range: [0, 1],
    default: 0.5,
  }),
  maxExtraObservations: wholeNumber({
    about: "largest number of further observations to wait for in a breach",
    unit: "steps",
    range: [0, 60],
    default: 2,
  }),
};

/**
 * Acts like a careful operator: waits while the diagnosis is in doubt, applies the best remedy for it, gives that time to take effect, and
 * tries the next one if it did not help. Once healthy, it lifts traffic limits and removes spare replicas. If the diagnosis stays
 * doubtful, it limits traffic first, which is reversible. It goes through the remedies by their chance to help, given what the diagnosis says of each
 * service, and at last through those that need no diagnosis. On a lasting alarm with a confident diagnosis it acts before the SLO is violated.
 */
export const playbook: PolicyEntry = policy({
  name: "playbook",
  needsDiagnoser: true,
  about: "remedies for the diagnosis, the best first, at the first look where the cause is certain",
  parameters: PLAYBOOK_PARAMETERS,
  create: (context, parameters) => createPlaybook(context, parameters),
});

/** The parameters of the playbook. */
export type PlaybookParameters = ParametersOf<typeof PLAYBOOK_PARAMETERS>;

/** Creates a playbook; with a chooser, it leaves to that which plan to begin in an incident, and when to wait for another observation. */
export function createPlaybook(
  context: PolicyContext,
  { confidence, firstStepConfidence, confidenceBeforeBreach, doubtfulBelow, maxExtraObservations }:
    PlaybookParameters,
  chooser?: Chooser,
): Policy {
  const { topology, timings = TIMINGS.realistic } = context;
  const recovery = createRecovery(topology);
  const shedding = createLoadShedding(context);
  let queue: Action[] = [];
  /** The action of the last decision, until it is known whether it was carried out. */
  let open: { readonly action: Action; readonly isOfRemedy: boolean } | undefined;
  /** What was proposed and not carried out, with its remedy: a person may approve it later. */
  const withdrawn = new Map<string, Remedy | undefined>();
  /** The remedies so far, and the diagnosis before the first of them. */
  let attempts: Remedy[] = [];
  let first: Diagnosis | undefined;
  let extraObservations = 0;
  /** The breakers of the last remedy, and the steps since they were opened. */
  let shield: Remedy = [];
  let shieldAge = 0;
  let breachSteps = 0;
  /**
   * Consecutive steps within the SLO, since a breach counted from the end of its breakers and limits: what shields users mends nothing, and does
   * not end the incident.
   */
  let unshieldedSteps = 0;
  /** Whether users were well under the last limit of this incident. */
  let limitHelped = false;
  /** The steps that the last remedy takes at most, if it replaces a database, and those since it was begun. */
  let replaced: number | undefined;
  let replacedAge = 0;
  /** Whether a service was away since then. */
  let wasAway = false;
  /** The steps that a remedy taken before the breach still needs to take effect: repeated meanwhile, it only takes more replicas away. */
  let stepsToEffect = 0;
  /** Ordered once the remedy is under way. */
  let standIn: Action | undefined;
  /** The situation that is being decided on. */
  let latest: Situation | undefined;
  /** Consecutive steps in breach behind open breakers. */
  let shieldedBreachSteps = 0;
  const isOfDatabase = (action: Action) =>
    (action.kind === "failover" || action.kind === "restart") &&
    topology.services[serviceIndex(topology, action.service)]!.kind === "database";
  const pace = createPace();
  const reversible = planOf(REVERSIBLE_ACTIONS, context);
  const replacement = createReplacement(context);
  const warning = createEarlyWarning();
  const front = createFrontWatch(context);

  /** Begins the first of the plans that has not been tried. */
  function next(reason: string, plans: readonly CostedPlan[]): Decision {
    const [plan] = untried(plans);
    return plan === undefined ? startOver() : begin(plan, { reason, propensity: 1 });
  }

  function startOver(): Decision {
    pace.startOver();
    return wait("all that could help has been tried: wait and diagnose again");
  }

  function untried(plans: readonly CostedPlan[]): readonly CostedPlan[] {
    return plans.filter(({ actions }) => !pace.tried(textOf(actions)) || mayLimitAgain(actions));
  }

  /** Leaves it to the chooser which of the plans to begin, if any. */
  function chosenOf(plans: readonly CostedPlan[], offer: Omit<Offer, "plans" | "attempts" | "breachSteps">) {
    const left = untried(plans);
    if (left.length === 0) return startOver();
    const { plan, decision } = chooser!.choose({ ...offer, plans: left, attempts, breachSteps });
    if (plan !== undefined) return begin(plan, decision);
    if (offer.waits !== undefined) extraObservations++;
    return { action: NOOP, ...decision };
  }

  /** Does what a chooser has taken over. */
  function takenOver({ plan, decision }: Chosen, situation: Situation): Decision {
    if (plan === undefined) return { action: NOOP, ...decision };
    if (!shedding.limited) shedding.blame(situation.diagnose(), situation);
    return begin(plan, decision);
  }

  function begin({ actions }: CostedPlan, decision: Chosen["decision"]): Decision {
    start(actions, actions);
    return proceed(decision);
  }

  /** Begins a remedy of which these actions are still to come. */
  function start(plan: Remedy, rest: Remedy): void {
    pace.act(textOf(plan), Math.max(...plan.map((action) => durationOf(action, context))));
    attempts.push(plan);
    if (plan.some(({ kind }) => kind === "limit_traffic")) limitHelped = false;
    queue = [...rest];
    standIn = attempts.length === 1
      ? standInFor(plan, context, { situation: latest!, confidence })
      : undefined;
    shield = plan.filter(({ kind }) => kind === "open_breaker");
    shieldAge = 0;
    const last = plan.at(-1)!;
    replaced = isOfDatabase(last) ? timings.failover.behindDownSteps : undefined;
    replacedAge = 0;
    wasAway = false;
  }

  /** A limit under which users were well, and which has ended since, may be what is needed once more. */
  function mayLimitAgain(actions: Remedy): boolean {
    return limitHelped && !shedding.limited && actions.every(({ kind }) => kind === "limit_traffic");
  }

  /** The actions of this incident that have not ended it. A limit has done what it can where users were well under it. */
  function failures(): readonly Action[] {
    attempts = attempts.filter((plan) => pace.tried(textOf(plan)));
    return attempts.flat().filter(({ kind }) => kind !== "limit_traffic" || !limitHelped);
  }

  /** Whether the last remedy has replaced a database so lately that it may not bear all traffic yet. */
  function isWarming(): boolean {
    return replaced !== undefined && replacedAge <= replaced + timings.warmupSteps + WARMING_MARGIN_STEPS;
  }

  function note(action: Action): void {
    recovery.note(action);
    shedding.note(action);
  }

  /** After an incident: raises the traffic limit as fast as the system allows, then removes spare replicas. */
  function recover(situation: Situation): Decision {
    const tooEarly = recovery.healthySteps < HEALTHY_STEPS_BEFORE_MORE_TRAFFIC;
    const next = shedding.limited
      ? tooEarly ? undefined : shedding.next(situation)
      : recovery.undo(situation, (service) => shedding.spares(service, situation));
    if (next !== undefined && next.action.kind !== "noop") {
      note(next.action);
      open = { action: next.action, isOfRemedy: false };
    }
    return next ?? wait(shedding.limited ? "healthy under a limit" : "healthy");
  }

  /** The remedy for what is about to violate the SLO, where the diagnosis is confident. */
  function ahead(situation: Situation): Decision | undefined {
    if (shedding.limited || stepsToEffect > 0 || !warning.due(recovery.healthySteps)) return undefined;
    const diagnosis = situation.diagnose();
    const { suspect } = diagnosis;
    if (diagnosis.confidence < confidenceBeforeBreach || mayPass(diagnosis, situation)) return undefined;
    if (warning.hasActedOn(suspect) || !front.isAtRisk(situation.recent, suspect)) return undefined;
    // As long as users feel nothing, only what mends the suspect is worth its risk.
    const its = plansFor(diagnosis, context).filter(({ service, chance }) =>
      service === suspect && chance > 0
    );
    const isLeftToChooser = chooser !== undefined && its.length > 0;
    const decision = isLeftToChooser
      ? chosenOf(its, { situation, diagnosis, waits: undefined, mayWait: false })
      : next(diagnosis.rationale, its);
    warning.act(suspect);
    if (decision.action.kind !== "noop") {
      stepsToEffect = stepsToJudge(
        Math.max(...attempts.at(-1)!.map((action) => durationOf(action, context))),
      );
    }
    return decision;
  }

  /** Remedies for another service than the one that is being replaced, where users suffer although breakers shield them from that one. */
  function besides(situation: Situation): readonly CostedPlan[] {
    const away = attempts.at(-1)?.at(-1);
    if (shieldedBreachSteps < SHIELDED_BREACH_STEPS || replaced === undefined) return [];
    if (away === undefined || !("service" in away)) return [];
    const diagnosis = situation.diagnose();
    const mayRestart = replacedAge >= timings.restart.service.downSteps;
    const isOther = diagnosis.suspect !== away.service && diagnosis.confidence >= confidence;
    if (!isOther && !mayRestart) return [];
    const suspect = isOther ? diagnosis.suspect : front.mostFailing(situation.observation, away.service);
    if (suspect === undefined) return [];
    const plans = isOther
      ? plansFor(diagnosis, context, { failed: failures(), first })
      : plansFor(diagnosisAt(suspect, diagnosis), context);
    return plans.filter(({ service, actions, chance }) =>
      chance > 0 && service === suspect && !pace.tried(textOf(actions)) &&
      (mayRestart || actions.every(({ kind }) => kind === "limit_traffic"))
    );
  }

  /** Whether the first step of a breach suffices to act. */
  function isCertain({ detection, diagnose, observation }: Situation): boolean {
    return detection !== undefined && detection.anomalous && front.isComplete(observation) &&
      diagnose().confidence >= firstStepConfidence;
  }

  /** Whether what is wrong may pass by itself, if that is its cause. */
  function mayPass(cause: Cause, { inBreach, observation }: Situation): boolean {
    return inBreach
      ? breachSteps < breachStepsFor(cause, { isMild: front.isMild(observation) })
      : isOfLoad(cause);
  }

  /** Why another observation is worth more than acting now. */
  function reasonToWait(situation: Situation, diagnosis: Diagnosis): string | undefined {
    if (mayPass(diagnosis, situation)) return "load may pass";
    if (diagnosis.confidence >= confidence || extraObservations >= maxExtraObservations) return undefined;
    if (chooser === undefined) extraObservations++;
    return `in doubt (${(100 * diagnosis.confidence).toFixed(0)} %): one more window`;
  }

  /** An action that was not carried out has no effects to wait for or to undo. */
  function forget(action: Action, plan?: Remedy): void {
    recovery.takeBack(action);
    shedding.takeBack(action);
    withdrawn.set(describeAction(action), plan);
  }

  /** A remedy whose action was not carried out was not tried; the rest of it waits with it, except for a breaker, without which the rest helps as well. */
  function takeBack(action: Action): void {
    const at = attempts.findLastIndex((plan) => plan.some((one) => isSame(one, action)));
    forget(action, attempts[at]);
    if (at < 0) return;
    if (action.kind === "open_breaker" && attempts[at]!.some(({ kind }) => kind !== "open_breaker")) {
      shield = shield.filter((one) => !isSame(one, action));
      return;
    }
    if (at === attempts.length - 1) chooser?.refused();
    const [plan] = attempts.splice(at, 1);
    pace.refuse(textOf(plan!));
    queue = [];
    standIn = undefined;
    shield = [];
    replaced = undefined;
  }

  /** What was not carried out at first and is now, since a person has approved it: its remedy goes on from there. */
  function takeUp(action: Action): void {
    const name = describeAction(action);
    if (!withdrawn.has(name)) return;
    const plan = withdrawn.get(name);
    withdrawn.delete(name);
    note(action);
    if (plan === undefined || attempts.includes(plan)) return;
    start(plan, plan.slice(plan.findIndex((one) => isSame(one, action)) + 1));
  }

  function proceed(decision: Chosen["decision"]): Decision {
    const action = queue.shift()!;
    open = { action, isOfRemedy: true };
    note(action);
    return { ...decision, action };
  }

  return {
    name: "playbook",
    begin: () => {
      queue = [];
      attempts = [];
      first = undefined;
      open = undefined;
      withdrawn.clear();
      extraObservations = 0;
      shield = [];
      breachSteps = 0;
      unshieldedSteps = 0;
      limitHelped = false;
      replaced = undefined;
      wasAway = false;
      stepsToEffect = 0;
      standIn = undefined;
      shieldedBreachSteps = 0;
      pace.begin();
      replacement.begin();
      recovery.begin();
      shedding.begin();
      warning.begin();
    },
    fit: front.fit,
    decide: (situation) => {
      latest = situation;
      const { inBreach, isNews = true, isKnown = true } = situation;
      recovery.observe(inBreach, isKnown);
      shedding.tick();
      shieldAge++;
      breachSteps = inBreach ? breachSteps + 1 : 0;
      const isShielded = shedding.limited ||
        shield.length > 0 && shieldAge <= PLATFORM.breaker.durationSteps;
      if (inBreach || unshieldedSteps === 0 && isShielded) unshieldedSteps = 0;
      else if (isKnown) unshieldedSteps++;
      chooser?.observe({ isWell: !inBreach && !isShielded });
      const isReplaced = replacement.observe(situation.observation);
      replacedAge++;
      shieldedBreachSteps = inBreach && shield.length > 0 && shieldAge >= 2 ? shieldedBreachSteps + 1 : 0;
      if (stepsToEffect > 0) stepsToEffect--;
      if (isReplaced) wasAway = true;
      if (!inBreach && shedding.limited) limitHelped = true;
      if (isNews) warning.observe(situation.detection?.anomalous ?? false);
      if (queue.length > 0) return proceed(surely("the next step of the remedy"));
      if (standIn !== undefined) {
        queue = [standIn];
        standIn = undefined;
        return proceed(
          surely("the replicas that are left can't bear the load while the others are replaced"),
        );
      }
      const turn = pace.turn({ inBreach, isNews, healthySteps: unshieldedSteps, isShielded });
      if (isReplaced && shield.length > 0 && shieldAge >= PLATFORM.breaker.durationSteps) {
        queue = [...shield];
        shieldAge = 0;
        return proceed(surely("the breakers would close before the service is back"));
      }
      const taken = chooser?.takeOver?.({
        situation,
        attempts,
        breachSteps,
        isReplaced,
        mayPass: (cause) => mayPass(cause, situation),
      });
      if (taken !== undefined) return takenOver(taken, situation);
      if (turn === "healthy") {
        extraObservations = 0;
        return (isReplaced ? undefined : ahead(situation)) ?? recover(situation);
      }
      const others = besides(situation);
      if (others.length > 0) {
        return next("users suffer although breakers shield them from what is being replaced", others);
      }
      if (isReplaced) return wait("a service is being replaced, and may come back by itself");
      if (wasAway && isWarming() && !pace.tried(textOf(REVERSIBLE_ACTIONS))) {
        return next("the database that has come back does not bear all traffic yet", [reversible]);
      }
      if (turn === "wait" || stepsToEffect > 0) return wait("the remedy needs time to take effect");
      if (turn === "look" && !isCertain(situation)) return wait("a single step may be noise");
      const diagnosis = situation.diagnose();
      const waits = reasonToWait(situation, diagnosis);
      if (waits !== undefined && chooser === undefined) return wait(waits);
      const failed = failures();
      if (attempts.length === 0) first = diagnosis;
      const plans = plansFor(diagnosis, context, { failed, first });
      shedding.blame(diagnosis, situation);
      const isReversibleFirst = diagnosis.confidence < doubtfulBelow || isWarming();
      const inOrder = isReversibleFirst ? [reversible, ...plans] : plans;
      return chooser === undefined
        ? next(diagnosis.rationale, inOrder)
        : chosenOf(inOrder, { situation, diagnosis, waits, mayWait: true });
    },
    ...UNLEARNED,
    learn: ({ executed, notCarriedOut }) => {
      if (notCarriedOut !== undefined) takeBack(notCarriedOut);
      const isDone = open !== undefined && isSame(open.action, executed);
      if (open !== undefined && !isDone) open.isOfRemedy ? takeBack(open.action) : forget(open.action);
      if (!isDone && executed.kind !== "noop") takeUp(executed);
      open = undefined;
    },
  };
}

function isSame(one: Action, other: Action): boolean {
  return describeAction(one) === describeAction(other);
}

/** A decision that leaves no choice, with its reason. */
function surely(reason: string): Chosen["decision"] {
  return { reason, propensity: 1 };
}

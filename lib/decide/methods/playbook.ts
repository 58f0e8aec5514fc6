import {
  type Action,
  CPU_UTILISATION,
  type Decision,
  describeAction,
  type Diagnosis,
  number,
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
import { breachStepsFor, isOfLoad } from "../pacing/passing_load.ts";
import { type Situation, UNLEARNED, wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";
import { createRecovery } from "../pacing/recovery.ts";
import { createReplacement } from "../pacing/replacement.ts";
import { diagnosisAt, plansFor, textOf } from "../remedies/plans.ts";
import type { Remedy } from "../remedies/remedies.ts";

/** What is done first while the diagnosis is in doubt. */
const REVERSIBLE_PLAN: Remedy = [{ kind: "limit_traffic", factor: 0.4 }];
/** Healthy steps before a traffic limit is raised. */
const HEALTHY_STEPS_BEFORE_MORE_TRAFFIC = 2;

/** Steps by which a database that warms up may need longer than it should. */
const WARMING_MARGIN_STEPS = 4;
/** Highest CPU utilisation, 0 to 1, of the replicas that are left while others are replaced. */
const MAX_UTILISATION_OF_THE_REST = 0.8;
/** Latest observations over which the utilisation is averaged. */
const AVERAGED_STEPS = 3;
/** Consecutive steps of a breach behind open breakers from which something else must be wrong as well: what breakers themselves fail breaches the SLO in single steps. */
const SHIELDED_BREACH_STEPS = 4;
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
  parameters: {
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
  },
  create: (
    context,
    { confidence, firstStepConfidence, confidenceBeforeBreach, doubtfulBelow, maxExtraObservations },
  ) => {
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
    /** Services that were acted on before a breach in this episode: what alarms after that is mostly the remedy itself. */
    const mendedAhead = new Set<string>();
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
    const replacement = createReplacement(context);
    const warning = createEarlyWarning();
    const front = createFrontWatch(context);

    function next(reason: string, plans: readonly Remedy[]): Decision {
      const plan = plans.find((actions) => !pace.tried(textOf(actions)) || mayLimitAgain(actions));
      if (plan === undefined) {
        pace.startOver();
        return wait("all that could help has been tried: wait and diagnose again");
      }
      start(plan, plan);
      return proceed(reason);
    }

    /** Begins a remedy of which these actions are still to come. */
    function start(plan: Remedy, rest: Remedy): void {
      pace.act(textOf(plan), Math.max(...plan.map((action) => durationOf(action, context))));
      attempts.push(plan);
      if (plan.some(({ kind }) => kind === "limit_traffic")) limitHelped = false;
      queue = [...rest];
      standIn = attempts.length === 1 ? standInFor(plan) : undefined;
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

    /** A replica more for a service whose replicas are replaced in batches, if those that are left can't bear its load. */
    function standInFor(plan: Remedy): Action | undefined {
      const last = plan.at(-1)!;
      if (last.kind !== "rollback" && last.kind !== "restart") return undefined;
      const { suspect, confidence: certainty } = latest!.diagnose();
      if (suspect !== last.service || certainty < confidence) return undefined;
      const row = serviceIndex(topology, last.service);
      const { kind } = topology.services[row]!;
      const { downShare } = last.kind === "rollback" ? timings.rollback : timings.restart[kind];
      const load = latest!.recent.mean(row, CPU_UTILISATION, AVERAGED_STEPS) / (1 - downShare);
      return downShare < 1 && load > MAX_UTILISATION_OF_THE_REST
        ? { kind: "scale", service: last.service, delta: 1 }
        : undefined;
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
      if (shedding.limited || !warning.due(recovery.healthySteps) || stepsToEffect > 0) return undefined;
      const diagnosis = situation.diagnose();
      if (diagnosis.confidence < confidenceBeforeBreach || isOfLoad(diagnosis)) return undefined;
      if (!front.isAtRisk(situation.recent, diagnosis.suspect)) return undefined;
      // As long as users feel nothing, only what mends the suspect is worth its risk.
      if (mendedAhead.has(diagnosis.suspect)) return undefined;
      const its = plansFor(diagnosis, context).filter(({ service, chance }) =>
        service === diagnosis.suspect && chance > 0
      );
      const decision = next(diagnosis.rationale, its.map(({ actions }) => actions));
      warning.act();
      mendedAhead.add(diagnosis.suspect);
      if (decision.action.kind !== "noop") {
        stepsToEffect = stepsToJudge(
          Math.max(...attempts.at(-1)!.map((action) => durationOf(action, context))),
        );
      }
      return decision;
    }

    /** Remedies for another service than the one that is being replaced, where users suffer although breakers shield them from that one. */
    function besides(situation: Situation): readonly Remedy[] {
      const away = attempts.at(-1)?.at(-1);
      if (shieldedBreachSteps < SHIELDED_BREACH_STEPS || replaced === undefined) return [];
      if (away === undefined || !("service" in away)) return [];
      const diagnosis = situation.diagnose();
      const mayRestart = replacedAge >= timings.restart.service.downSteps;
      const isOther = diagnosis.suspect !== away.service && diagnosis.confidence >= confidence;
      if (!isOther && !mayRestart) return [];
      const suspect = isOther ? diagnosis.suspect : front.mostFailing(situation.observation, away.service);
      if (suspect === undefined) return [];
      return (isOther
        ? plansFor(diagnosis, context, { failed: failures(), first })
        : plansFor(diagnosisAt(suspect, diagnosis), context))
        .filter(({ service, actions, chance }) =>
          chance > 0 && service === suspect &&
          (mayRestart || actions.every(({ kind }) => kind === "limit_traffic")) &&
          !pace.tried(textOf(actions))
        )
        .map(({ actions }) => actions);
    }

    /** Whether the first step of a breach suffices to act. */
    function isCertain({ detection, diagnose, observation }: Situation): boolean {
      return detection !== undefined && detection.anomalous && front.isComplete(observation) &&
        diagnose().confidence >= firstStepConfidence;
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

    function proceed(reason: string): Decision {
      const action = queue.shift()!;
      open = { action, isOfRemedy: true };
      note(action);
      return { action, propensity: 1, reason };
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
        mendedAhead.clear();
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
        const isReplaced = replacement.observe(situation.observation);
        replacedAge++;
        shieldedBreachSteps = inBreach && shield.length > 0 && shieldAge >= 2 ? shieldedBreachSteps + 1 : 0;
        if (stepsToEffect > 0) stepsToEffect--;
        if (isReplaced) wasAway = true;
        if (!inBreach && shedding.limited) limitHelped = true;
        if (isNews) warning.observe(situation.detection?.anomalous ?? false);
        if (queue.length > 0) return proceed("the next step of the remedy");
        if (standIn !== undefined) {
          queue = [standIn];
          standIn = undefined;
          return proceed("the replicas that are left can't bear the load while the others are replaced");
        }
        const turn = pace.turn({ inBreach, isNews, healthySteps: unshieldedSteps, isShielded });
        if (isReplaced && shield.length > 0 && shieldAge >= PLATFORM.breaker.durationSteps) {
          queue = [...shield];
          shieldAge = 0;
          return proceed("the breakers would close before the service is back");
        }
        if (turn === "healthy") {
          extraObservations = 0;
          return (isReplaced ? undefined : ahead(situation)) ?? recover(situation);
        }
        const others = besides(situation);
        if (others.length > 0) {
          return next("users suffer although breakers shield them from what is being replaced", others);
        }
        if (isReplaced) return wait("a service is being replaced, and may come back by itself");
        if (wasAway && isWarming() && !pace.tried(textOf(REVERSIBLE_PLAN))) {
          return next("the database that has come back does not bear all traffic yet", [REVERSIBLE_PLAN]);
        }
        if (turn === "wait" || stepsToEffect > 0) return wait("the remedy needs time to take effect");
        if (turn === "look" && !isCertain(situation)) return wait("a single step may be noise");
        const diagnosis = situation.diagnose();
        const isMild = front.isMild(situation.observation);
        if (breachSteps < breachStepsFor(diagnosis, { isMild })) {
          return wait("load may pass");
        }
        if (diagnosis.confidence < confidence && extraObservations < maxExtraObservations) {
          extraObservations++;
          return wait(`in doubt (${(100 * diagnosis.confidence).toFixed(0)} %): one more window`);
        }
        const failed = failures();
        if (attempts.length === 0) first = diagnosis;
        const plans = plansFor(diagnosis, context, { failed, first }).map(({ actions }) => actions);
        shedding.blame(diagnosis, situation);
        const isReversibleFirst = diagnosis.confidence < doubtfulBelow || isWarming();
        return next(diagnosis.rationale, isReversibleFirst ? [REVERSIBLE_PLAN, ...plans] : plans);
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
  },
});

function isSame(one: Action, other: Action): boolean {
  return describeAction(one) === describeAction(other);
}

import {
  type Action,
  describeAction,
  type FaultType,
  METRIC_COUNT,
  NOOP,
  type ParametersOf,
  REQUEST_RATE,
  serviceIndex,
  TIMINGS,
  wholeNumber,
} from "../../model/mod.ts";
import { createPlaybook, PLAYBOOK_PARAMETERS } from "../methods/playbook.ts";
import type { Cause } from "../pacing/passing_load.ts";
import type { Policy, PolicyContext, Situation } from "../policy.ts";
import type { Chooser, Chosen, TakeOver } from "../remedies/chooser.ts";
import { planOf } from "../remedies/plans.ts";
import type { Remedy } from "../remedies/remedies.ts";
import { createBeliefs } from "./beliefs.ts";
import { createCalibration } from "./calibration.ts";
import { candidatePlans } from "./candidates.ts";
import { createHistory } from "./history.ts";
import { createParticles, type Particle } from "./particles.ts";
import { createRepairsUnderWay } from "./repairs_under_way.ts";
import { begunBy, isWaiting, search, type SearchResult } from "./search.ts";
import { createShields, isShield } from "./shields.ts";
import type { SystemTwin } from "./twin.ts";
import { shareText } from "../../model/shown/share_text.ts";

/** What can be set about the planner. */
export const PLANNER_PARAMETERS = {
  ...PLAYBOOK_PARAMETERS,
  twinSteps: wholeNumber({
    about:
      "steps of the twin for a decision in a system of three services, about 20 µs each; in a larger one as many fewer as a step takes longer",
    unit: "steps",
    range: [100, 1_000_000],
    default: 2000,
  }),
  particles: wholeNumber({
    about: "largest number of suppositions that are held of an incident",
    range: [8, 10_000],
    default: 64,
  }),
};

/** The parameters of the planner. */
export type PlannerParameters = ParametersOf<typeof PLANNER_PARAMETERS>;

/** Share of a decision's steps that may be spent on what is believed; the rest is for plans. */
const BELIEFS_SHARE = 0.4;
/** The same where nothing that is believed explains what is observed, so that no plan can be judged. */
const LOST_SHARE = 0.75;
/** The share that is left for plans in any case. */
const MIN_PLANS_SHARE = 0.4;
/** Least number of steps of the twin for a decision, however large the system. */
const MIN_BUDGET = 50;
/** What a step of a twin costs, by its services, in any unit, and the services for which the parameter is meant. */
const stepCost = (services: number) => 2 + services;
const USUAL_SERVICES = 3;
/** Steps without breach or alarm after which an incident is over: where nothing seems left of it, and in any case. */
const [CALM_STEPS, LONG_CALM_STEPS] = [12, 60];
/** Steps of alarms after which the planner may act although the SLO is kept, and the weight of no fault up to which it may. */
const [ALARM_STEPS, MAX_NO_FAULT_WEIGHT] = [2, 0.05];
/** The weight of no fault up to which the planner decides in a breach. */
const MAX_NO_FAULT_WEIGHT_IN_BREACH = 0.5;
/** Steps within the SLO of which one is used to think again. */
const IDLE_INTERVAL = 3;
/** The share of the doubt that another observation is expected to remove, by how many were waited for. */
const RESOLVED_SHARES = [0.6, 0.35, 0.15];
/** What doing nothing loses where nothing that helps was found, and the share of that which the best plan then loses: the playbook goes on trying. */
const [MIN_HOPELESS, MIN_HOPELESS_SHARE] = [60, 0.75];
/** By how much a plan must lose less than waiting, in the units of a step's reward. */
const MIN_GAIN = 0.5;
/** Steps for which a shield is judged while another observation is awaited, and what it must gain in each. */
const [SHIELDED_STEPS, MIN_SHIELD_GAIN] = [2, 0.4];
/** Steps of an incident after which a second fault is looked for. */
const SECOND_FAULT_STEPS = 3;

/**
 * The playbook, but for what is begun when: a planner plays plans ahead on a twin of the system, from what it believes of the incident, and takes the one
 * that is expected to lose least. Where its beliefs do not explain what is observed, the playbook decides.
 */
export function createPlanner(
  context: PolicyContext,
  { twin, parameters }: { readonly twin: SystemTwin; readonly parameters: PlannerParameters },
): Policy {
  const { topology, slo, timings = TIMINGS.realistic } = context;
  const front = serviceIndex(topology, topology.front);
  const services = topology.services.length;
  const calibration = createCalibration({ services, front, slo });
  const history = createHistory({ twin, calibration, front, services, entryRate: topology.entryRate });
  const particles = createParticles({
    twin,
    history,
    calibration,
    maxParticles: parameters.particles,
    frontRow: front * METRIC_COUNT,
  });
  const budget = Math.max(
    MIN_BUDGET,
    Math.round(parameters.twinSteps * stepCost(USUAL_SERVICES) / stepCost(services)),
  );
  /** Steps that the twin had taken before this decision. */
  let takenBefore = 0;
  const spent = () => twin.stepsTaken - takenBefore;
  const beliefs = createBeliefs({
    twin,
    history,
    particles,
    mayGoOn: ({ isLost = false } = {}) => spent() < (isLost ? LOST_SHARE : BELIEFS_SHARE) * budget,
  });
  let isOpen = false;
  let isFitted = false;
  /** Whether anything was done in this incident. */
  let isDisturbed = false;
  let calmSteps = CALM_STEPS;
  let incidentSteps = 0;
  /** Of the latest diagnosis. */
  let confidence = 0;
  let waits = 0;
  /** Steps within the SLO since the last in breach. */
  let idleSteps = 0;

  /** Goes on with what is believed. */
  function follow(situation: Situation): void {
    const { observation, inBreach, detection, isNews = true } = situation;
    const isTroubled = inBreach || detection?.anomalous === true;
    // What was noticed before and held for nothing says nothing of when this has begun.
    const isRenewed = isTroubled && calmSteps > 0;
    calmSteps = isTroubled ? 0 : calmSteps + 1;
    shield.tick();
    underWay.tick();
    history.observe({
      step: observation.step,
      values: observation.values,
      isCalm: !isOpen && !isTroubled,
      isBreached: inBreach,
    });
    if (isOpen) {
      beliefs.advance();
      history.drift(frontRatio(observation.values), beliefs.isTrusted);
    }
    if (isOpen && calmSteps >= (seemsOver() ? CALM_STEPS : LONG_CALM_STEPS)) {
      isOpen = false;
      beliefs.close();
    }
    if (!isTroubled || !isNews) return;
    if (!isOpen || isRenewed && beliefs.noFaultWeight > MAX_NO_FAULT_WEIGHT_IN_BREACH) {
      isOpen = true;
      isDisturbed = false;
      incidentSteps = 0;
      idleSteps = 0;
      waits = 0;
      beliefs.open(observation.step);
    }
    incidentSteps++;
    const diagnosis = situation.diagnose();
    confidence = diagnosis.confidence;
    beliefs.suppose(diagnosis, { isDisturbed });
    beliefs.refine();
    if (inBreach && incidentSteps >= SECOND_FAULT_STEPS && !beliefs.isTrusted) {
      beliefs.supposeSecond(diagnosis);
    }
  }

  /** The requests that the front got, as a multiple of those that the likeliest supposition expects. */
  function frontRatio(values: Float64Array): number {
    const [best] = beliefs.particles;
    const at = front * METRIC_COUNT + REQUEST_RATE;
    return values[at]! / best!.frontRate;
  }

  /** Whether the likeliest supposition has nothing left that is felt, or nothing explains what is seen. */
  function seemsOver(): boolean {
    const [best] = beliefs.particles;
    if (best === undefined || !beliefs.isTrusted) return true;
    twin.resume(best.supposed, best.state);
    return twin.isRestored();
  }

  function chosenBy(
    { plans, weights, lossWithin }: SearchResult,
    shields: readonly Remedy[],
  ): Chosen | undefined {
    const [best] = plans;
    const waiting = plans.find(({ plan }) => isWaiting(plan));
    if (best === undefined || !(best.loss < Infinity)) return undefined;
    const told = (text: string, loss: number) => ({
      propensity: 1,
      reason: `${text}: expected to lose ${loss.toFixed(1)}; ${believed()}`,
    });
    const informed = weights.reduce(
      (sum, weight, i) => sum + weight * Math.min(...plans.map(({ losses }) => losses[i]!)),
      0,
    );
    const share = RESOLVED_SHARES[waits] ?? 0;
    const next = lossWithin([NOOP], 1);
    const later = next + (1 - share) * best.loss + share * informed;
    const idle = waiting === undefined ? Infinity : waiting.loss;
    if (idle >= MIN_HOPELESS && best.loss > MIN_HOPELESS_SHARE * idle) return undefined;
    if (begunBy(best.plan).length === 0 || idle <= best.loss + MIN_GAIN) {
      return { plan: undefined, decision: told("wait", Math.min(idle, best.loss)) };
    }
    if (later <= best.loss) {
      waits++;
      const shield = shieldBy(lossWithin, shields);
      if (shield !== undefined) {
        return { plan: planOf(shield, context), decision: told("shielded, another observation", later) };
      }
      return { plan: undefined, decision: told("another observation", later) };
    }
    waits = 0;
    return {
      plan: planOf(begunBy(best.plan), context),
      decision: told(
        best.plan.filter(({ kind }) => kind !== "noop").map(describeAction).join(", "),
        best.loss,
      ),
    };
  }

  /** What keeps most from users for the moment, if it is worth while. */
  function shieldBy(lossWithin: SearchResult["lossWithin"], shields: readonly Remedy[]): Remedy | undefined {
    let least = lossWithin([NOOP], SHIELDED_STEPS) - MIN_SHIELD_GAIN;
    let best: Remedy | undefined;
    for (const shield of shields) {
      const loss = lossWithin(shield, SHIELDED_STEPS);
      if (loss >= least) continue;
      least = loss;
      best = shield;
    }
    return best;
  }

  /** The likeliest suppositions, in words. */
  function believed(): string {
    const weights = new Map<string, number>();
    for (const { kind, weight } of beliefs.particles) weights.set(kind, (weights.get(kind) ?? 0) + weight);
    return [...weights].toSorted((a, b) => b[1] - a[1]).slice(0, 2)
      .map(([kind, weight]) => `${kind.trim()} (${shareText(weight)})`).join(", ");
  }

  const chooser: Chooser = {
    choose: ({ plans, waits: reason }) => ({
      plan: reason === undefined ? plans[0] : undefined,
      decision: {
        propensity: 1,
        reason: reason ?? "the playbook's order: nothing that is believed explains what is seen",
      },
    }),
    takeOver: ({ situation, attempts, breachSteps, isReplaced, mayPass }: TakeOver) => {
      if (!isOpen || !beliefs.isTrusted) return undefined;
      if (breachSteps === 1 && situation.detection?.anomalous !== true) return undefined;
      if (situation.inBreach && beliefs.noFaultWeight > MAX_NO_FAULT_WEIGHT_IN_BREACH) return undefined;
      if (
        !situation.inBreach &&
        (incidentSteps < ALARM_STEPS || beliefs.noFaultWeight > MAX_NO_FAULT_WEIGHT ||
          confidence < parameters.confidenceBeforeBreach)
      ) {
        return undefined;
      }
      if (attempts.length === 0) {
        if (isReplaced) return undefined;
        if ([causeOf(beliefs.particles), situation.diagnose()].some(mayPass)) {
          return situation.inBreach
            ? { plan: undefined, decision: { propensity: 1, reason: `load may pass: ${believed()}` } }
            : undefined;
        }
      }
      if (!situation.inBreach && idleSteps++ % IDLE_INTERVAL !== 0) return undefined;
      if (situation.inBreach) idleSteps = 0;
      const isAllowed = (action: Action) => situation.allows?.(action) !== false;
      const plans = candidatePlans(beliefs.particles, context)
        .map((plan) => underWay.inTurn(shield.without(plan), isAllowed) ?? [])
        .filter((plan) => plan.length > 0);
      const shields = situation.inBreach ? plans.filter(isShield) : [];
      const chosen = chosenBy(
        search(plans, {
          particles: beliefs.particles,
          twin,
          calibration,
          load: history.load,
          maxTwinSteps: Math.max(budget - spent(), MIN_PLANS_SHARE * budget),
        }),
        shields,
      );
      return chosen?.plan === undefined && !situation.inBreach ? undefined : chosen;
    },
    observe: () => {},
    refused: () => {},
  };

  const shield = createShields();
  const underWay = createRepairsUnderWay(context);
  const playbook = createPlaybook(context, parameters, chooser);
  return {
    ...playbook,
    name: "planner",
    begin: (episode) => {
      isOpen = false;
      calmSteps = CALM_STEPS;
      history.begin();
      shield.begin();
      underWay.begin();
      beliefs.close();
      playbook.begin(episode);
    },
    fit: (healthy) => {
      const rate = healthy.mean(front, REQUEST_RATE, healthy.length);
      const load = rate > 0 ? rate / topology.entryRate : 1;
      twin.begin(twin.suppose({ faults: [], isStandbyBehind: false }), 0);
      for (let step = 0; step < SETTLING_STEPS; step++) twin.step(NOOP, load);
      calibration.fit(healthy, twin.values);
      isFitted = true;
      playbook.fit(healthy);
    },
    decide: (situation) => {
      takenBefore = twin.stepsTaken;
      if (isFitted) follow(situation);
      return playbook.decide(situation);
    },
    learn: (feedback) => {
      history.note(feedback.executed);
      shield.note(feedback.executed);
      underWay.note(feedback.executed);
      if (feedback.executed.kind !== "noop") isDisturbed = true;
      if (feedback.executed.kind === "failover" && isOpen) {
        particles.splitByStandby(timings.failover.behindShare);
      }
      playbook.learn(feedback);
    },
  };
}

/** What particles say of the cause: the service that most weight is on, and how likely which fault is. */
function causeOf(particles: readonly Particle[]): Cause {
  const kinds = new Map<string, { service: string; fault: FaultType; probability: number }>();
  const weights = new Map<string, number>();
  for (const { supposition, weight } of particles) {
    for (const { service, type } of supposition.faults) {
      const key = `${type} ${service}`;
      const probability = (kinds.get(key)?.probability ?? 0) + weight;
      kinds.set(key, { service, fault: type, probability });
      weights.set(service, (weights.get(service) ?? 0) + weight);
    }
  }
  const [suspect = ""] = [...weights.keys()].toSorted((a, b) => weights.get(b)! - weights.get(a)!);
  return { suspect, kinds: [...kinds.values()] };
}

/** Steps after which a healthy twin has settled. */
const SETTLING_STEPS = 5;

import {
  type Action,
  describeAction,
  NOOP,
  type ParametersOf,
  REQUEST_RATE,
  serviceIndex,
  TIMINGS,
  wholeNumber,
} from "../../model/mod.ts";
import { createPlaybook, PLAYBOOK_PARAMETERS } from "../methods/playbook.ts";
import type { Policy, PolicyContext, Situation } from "../policy.ts";
import type { Chooser, Chosen, Offer } from "../remedies/chooser.ts";
import { planOf } from "../remedies/plans.ts";
import { createBeliefs } from "./beliefs.ts";
import { createCalibration } from "./calibration.ts";
import { candidatePlans } from "./candidates.ts";
import { createHistory } from "./history.ts";
import { createParticles } from "./particles.ts";
import { isWaiting, search, type SearchResult } from "./search.ts";
import type { SystemTwin } from "./twin.ts";

/** What can be set about the planner. */
export const PLANNER_PARAMETERS = {
  ...PLAYBOOK_PARAMETERS,
  twinSteps: wholeNumber({
    about: "steps of the twin for which plans are played ahead in a decision, about 25 µs each on three services",
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

/** Steps without breach or alarm after which an incident is over. */
const CALM_STEPS = 12;
/** Steps of alarms after which the planner may act although the SLO is kept. */
const ALARM_STEPS = 2;
/** The share of the doubt that another observation is expected to remove, by how many were waited for. */
const RESOLVED_SHARES = [0.6, 0.35, 0.15];
/** By how much a plan must lose less than waiting, in the units of a step's reward. */
const MIN_GAIN = 0.5;
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
  const particles = createParticles({ twin, history, calibration, maxParticles: parameters.particles });
  const beliefs = createBeliefs({ twin, history, particles });
  let isOpen = false;
  let isFitted = false;
  let alarmSteps = 0;
  let calmSteps = CALM_STEPS;
  let incidentSteps = 0;
  let waits = 0;

  /** Goes on with what is believed. */
  function follow(situation: Situation): void {
    const { observation, inBreach, detection, isNews = true } = situation;
    const isTroubled = inBreach || detection?.anomalous === true;
    alarmSteps = isTroubled ? alarmSteps + 1 : 0;
    calmSteps = isTroubled ? 0 : calmSteps + 1;
    history.observe({
      step: observation.step,
      values: observation.values,
      isCalm: !isOpen && !isTroubled,
    });
    if (isOpen) beliefs.advance();
    if (isOpen && calmSteps >= CALM_STEPS) {
      isOpen = false;
      beliefs.close();
    }
    if (!isTroubled || !isNews) return;
    if (!isOpen) {
      isOpen = true;
      incidentSteps = 0;
      waits = 0;
      beliefs.open(observation.step);
    }
    incidentSteps++;
    const diagnosis = situation.diagnose();
    beliefs.suppose(diagnosis);
    if (inBreach && incidentSteps >= SECOND_FAULT_STEPS && !beliefs.isTrusted) beliefs.supposeSecond(diagnosis);
  }

  function chosenBy({ plans, weights, nextLosses }: SearchResult): Chosen | undefined {
    const [best] = plans;
    const waiting = plans.find(({ plan }) => isWaiting(plan));
    if (best === undefined) return undefined;
    const told = (text: string, loss: number) => ({
      propensity: 1,
      reason: `${text}: expected to lose ${loss.toFixed(1)}; ${believed()}`,
    });
    const informed = weights.reduce(
      (sum, weight, i) => sum + weight * Math.min(...plans.map(({ losses }) => losses[i]!)),
      0,
    );
    const share = RESOLVED_SHARES[waits] ?? 0;
    const next = weights.reduce((sum, weight, i) => sum + weight * nextLosses[i]!, 0);
    const later = next + (1 - share) * best.loss + share * informed;
    const idle = waiting === undefined ? Infinity : waiting.loss;
    if (isWaiting(best.plan) || idle <= best.loss + MIN_GAIN) return { plan: undefined, decision: told("wait", idle) };
    if (later <= best.loss) {
      waits++;
      return { plan: undefined, decision: told("another observation", later) };
    }
    waits = 0;
    const text = best.plan.map(describeAction).join(", ");
    return { plan: planOf(best.plan, context), decision: told(text, best.loss) };
  }

  /** The likeliest suppositions, in words. */
  function believed(): string {
    const weights = new Map<string, number>();
    for (const { kind, weight } of beliefs.particles) weights.set(kind, (weights.get(kind) ?? 0) + weight);
    return [...weights].toSorted((a, b) => b[1] - a[1]).slice(0, 2)
      .map(([kind, weight]) => `${kind.trim()} (${(100 * weight).toFixed(0)} %)`).join(", ");
  }

  const chooser: Chooser = {
    choose: ({ plans, waits: reason }) => ({
      plan: reason === undefined ? plans[0] : undefined,
      decision: { propensity: 1, reason: reason ?? "the playbook's order: nothing that is believed explains what is seen" },
    }),
    takeOver: ({ situation }: Pick<Offer, "situation" | "attempts" | "breachSteps">) => {
      if (!isOpen || !beliefs.isTrusted) return undefined;
      if (!situation.inBreach && alarmSteps < ALARM_STEPS) return undefined;
      const isAllowed = (plan: readonly Action[]) =>
        plan.every((action) => action.kind === "noop" || situation.allows?.(action) !== false);
      const plans = candidatePlans(beliefs.particles, topology).filter(isAllowed);
      const chosen = chosenBy(search(plans, {
        particles: beliefs.particles,
        twin,
        calibration,
        load: history.load,
        maxTwinSteps: parameters.twinSteps,
      }));
      return chosen?.plan === undefined && !situation.inBreach ? undefined : chosen;
    },
    observe: () => {},
    refused: () => {},
  };

  const playbook = createPlaybook(context, parameters, chooser);
  return {
    ...playbook,
    name: "planner",
    begin: (episode) => {
      isOpen = false;
      alarmSteps = 0;
      calmSteps = CALM_STEPS;
      history.begin();
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
      if (isFitted) follow(situation);
      return playbook.decide(situation);
    },
    learn: (feedback) => {
      history.note(feedback.executed);
      if (feedback.executed.kind === "failover" && isOpen) particles.splitByStandby(timings.failover.behindShare);
      playbook.learn(feedback);
    },
  };
}

/** Steps after which a healthy twin has settled. */
const SETTLING_STEPS = 5;

import { type Action, describeAction, type Diagnosis, serviceIndex, type Topology } from "../../model/mod.ts";
import { blameOf } from "../../diagnose/mod.ts";
import { durationOf } from "../pacing/duration.ts";
import { stepsToJudge } from "../pacing/pace.ts";
import type { PolicyContext } from "../policy.ts";
import { afterFailures, type UnknownFaults } from "./beliefs.ts";
import { blindOrder } from "./blind_order.ts";
import { mends } from "./mends.ts";
import { remediesFor, type Remedy } from "./remedies.ts";

/** The chance that the first, second and any later remedy for a diagnosis ends the incident if the diagnosis is right. */
const SUCCESS: readonly number[] = [0.85, 0.1, 0.05];

/** The share of incidents of a kind that nobody has learnt to diagnose: in these any service may be at fault. */
const UNKNOWN_SHARE = 1 / 7;

/** The trust in the kinds of fault that a diagnosis states, as a share of the chance: a service is told more surely than what is wrong with it. */
const KIND_TRUST = 0.75;

/** A remedy, and how likely it is to end the incident by what the diagnosis says of all services. */
export interface Plan {
  readonly actions: Remedy;
  /** The suspect, or another service. */
  readonly service: string;
  /** 0 to 1. */
  readonly chance: number;
}

/**
 * All that can be done about an incident, in the order in which trying ends it soonest: by the chance to help over the steps until it is known
 * whether it did. These are the remedies for the suspect, those for the other services by their share of the blame, of which each has a part because the
 * incident may be of a kind that is not known, and those that a novice goes through who knows nothing. Each remedy stands there once.
 *
 * @param history `failed`: actions of this incident that have not ended it; `first`: the diagnosis before the first of them, which counts as much as
 *   the latest, since no remedy had disturbed what it saw
 */
export function plansFor(
  diagnosis: Diagnosis,
  context: PolicyContext,
  { failed = [], first }: { readonly failed?: readonly Action[]; readonly first?: Diagnosis | undefined } =
    {},
): readonly Plan[] {
  const { topology } = context;
  const latest = foundBy(diagnosis, failed, context);
  const inOrder = (first === undefined ? latest : averaged(latest, foundBy(first, failed, context)))
    .toSorted((a, b) => b.chance / b.costSteps - a.chance / a.costSteps);
  const novices = blindOrder(topology).map((action): Plan => ({
    actions: [action],
    service: topology.front,
    chance: 0,
  }));
  const plans = [...inOrder, ...novices];
  // What else a plan does, it does to shield users while the last of its actions works.
  const texts = plans.map(({ actions }) => describeAction(lastOf(actions)));
  return plans.filter((_, i) => texts.indexOf(texts[i]!) === i);
}

/** A plan, and the steps that users suffer in the mean until it is known whether it has helped. */
interface CostedPlan extends Plan {
  readonly costSteps: number;
}

/** What can be done by what a diagnosis says, and by what did not help. */
function foundBy(
  diagnosis: Diagnosis,
  failed: readonly Action[],
  context: PolicyContext,
): readonly CostedPlan[] {
  const unknown = unknownFaults(diagnosis, context);
  const beliefs = afterFailures({ shares: shares(diagnosis), kinds: diagnosis.kinds ?? [] }, {
    failed,
    topology: context.topology,
    unknown,
  });
  const now = diagnosis.kinds === undefined ? diagnosis : { ...diagnosis, kinds: beliefs.kinds };
  return beliefs.shares.flatMap(([service, share]) =>
    plansAt({ service, share, unknownShare: unknown.shareOf(service) }, now, context)
      .map((plan) => ({ ...plan, costSteps: costOf(plan, share, context) }))
  );
}

/** The plans of two diagnoses, each with the mean of its chances. */
function averaged(some: readonly CostedPlan[], others: readonly CostedPlan[]): readonly CostedPlan[] {
  const chancesIn = (plans: readonly Plan[]) => {
    const chances = new Map<string, number>();
    for (const { actions, chance } of plans) {
      const text = textOf(actions);
      chances.set(text, Math.max(chance, chances.get(text) ?? 0));
    }
    return chances;
  };
  const [one, other] = [chancesIn(some), chancesIn(others)];
  return [...some, ...others].map((plan) => {
    const text = textOf(plan.actions);
    return { ...plan, chance: ((one.get(text) ?? 0) + (other.get(text) ?? 0)) / 2 };
  });
}

/** Faults of kinds that the diagnosis does not know: any service may have one, and only what helps against most kinds is likely to help. */
function unknownFaults(diagnosis: Diagnosis, context: PolicyContext): UnknownFaults {
  const { fault: _, ...anyFault } = diagnosis;
  return {
    shareOf: unknownShares(diagnosis.suspect, context.topology),
    helps: (action, service) => {
      const place = remediesFor({ ...anyFault, suspect: service }, context)
        .findIndex((one) => describeAction(lastOf(one)) === describeAction(action));
      return place < 0 ? 0 : SUCCESS[place] ?? SUCCESS.at(-1)!;
    },
  };
}

/** How much likelier a fault of an unknown kind is at the suspect, or where it is called from or calls, than farther away. */
const NEARBY_WEIGHT = 12;

/** The probability of a fault of an unknown kind at each service: what looks like a fault of the suspect is seldom far from it. */
function unknownShares(suspect: string, { services, calls }: Topology): (service: string) => number {
  const near = new Set([suspect]);
  for (const { caller, callee } of calls) {
    if (caller === suspect) near.add(callee);
    if (callee === suspect) near.add(caller);
  }
  const weightOf = (service: string) => near.has(service) ? NEARBY_WEIGHT : 1;
  const total = services.reduce((sum, { name }) => sum + weightOf(name), 0);
  return (service) => UNKNOWN_SHARE * weightOf(service) / total;
}

/**
 * The steps that users suffer, in the mean, until it is known whether a plan has helped. Where it opens the breakers in front of the service at fault,
 * it shields them meanwhile, however long it takes.
 */
function costOf({ actions, service }: Plan, blame: number, context: PolicyContext): number {
  const steps = stepsToJudge(Math.max(...actions.map((action) => durationOf(action, context))));
  const shielded = actions.some((one) => one.kind === "open_breaker" && one.callee === service);
  return shielded ? blame * stepsToJudge(0) + (1 - blame) * steps : steps;
}

/** The plans for one service: for each of its kinds of fault that may be, and as if its kind were not known. */
function plansAt(
  { service, share, unknownShare }: {
    readonly service: string;
    readonly share: number;
    readonly unknownShare: number;
  },
  diagnosis: Diagnosis,
  context: PolicyContext,
): readonly Plan[] {
  const { topology } = context;
  const { kind } = topology.services[serviceIndex(topology, service)]!;
  const kinds = diagnosis.kinds?.filter((one) => one.service === service) ?? [];
  const { fault: _, ...anyFault } = diagnosis;
  const general = remediesFor(
    kinds.length > 0 ? { ...anyFault, suspect: service } : diagnosisAt(service, diagnosis),
    context,
  );
  const special = kinds.flatMap(({ fault }) =>
    remediesFor({ ...anyFault, suspect: service, fault }, context)
  );
  const remedies = [...special, ...general];
  return remedies.map((actions): Plan => {
    const last = lastOf(actions);
    const text = describeAction(last);
    const place = general.findIndex((one) => describeAction(lastOf(one)) === text);
    const success = place < 0 ? SUCCESS.at(-1)! : SUCCESS[place] ?? SUCCESS.at(-1)!;
    const whatever = share * success;
    const byKind = kinds.reduce(
      (sum, { fault, probability }) => sum + probability * mends(last.kind, fault, kind),
      0,
    );
    const known = kinds.length > 0 ? KIND_TRUST * byKind + (1 - KIND_TRUST) * whatever : whatever;
    return { actions, service, chance: (1 - UNKNOWN_SHARE) * known + unknownShare * success };
  });
}

function lastOf(actions: Remedy): Action {
  return actions.at(-1)!;
}

/** A plan as text, which names it uniquely. */
export function textOf(actions: Remedy): string {
  return actions.map(describeAction).join();
}

/** The probability of each service to be at fault: the scores of a ranking that states probabilities, else shares of the blame. */
export function shares(diagnosis: Diagnosis): readonly (readonly [service: string, share: number])[] {
  const { ranking, confidence, suspect } = diagnosis;
  if (ranking.length === 0) return [[suspect, confidence]];
  if (statesProbabilities(diagnosis)) return ranking.map(({ service, score }) => [service, score]);
  return Object.entries(blameOf(diagnosis));
}

/** Whether the scores of a ranking are probabilities: the first is then the confidence. */
export function statesProbabilities({ ranking, confidence, suspect }: Diagnosis): boolean {
  const [first] = ranking;
  return first !== undefined && first.service === suspect && first.score === confidence &&
    ranking.every(({ score }) => score >= 0 && score <= 1);
}

/** The diagnosis as it would be if another service were at fault; its kind of fault is then not known. */
export function diagnosisAt(service: string, diagnosis: Diagnosis): Diagnosis {
  if (service === diagnosis.suspect) return diagnosis;
  const { fault: _, ...rest } = diagnosis;
  return { ...rest, suspect: service };
}

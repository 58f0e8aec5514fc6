import { describeAction, type Diagnosis, type Topology } from "../../model/mod.ts";
import { blameOf } from "../../diagnose/mod.ts";
import { blindOrder } from "./blind_order.ts";
import { remediesFor, type Remedy } from "./remedies.ts";

/** The chance that the first, second and any later remedy for a diagnosis ends the incident if the diagnosis is right. */
const SUCCESS: readonly number[] = [0.85, 0.1, 0.05];

/** The share of incidents of a kind that nobody has learnt to diagnose: in these any service may be at fault. */
const UNKNOWN_SHARE = 1 / 7;

/** A remedy, and how likely it is to end the incident by what the diagnosis says of all services. */
export interface Plan {
  readonly actions: Remedy;
  /** The suspect, or another service. */
  readonly service: string;
  /** 0 to 1. */
  readonly chance: number;
}

/**
 * All that can be done about an incident, the likeliest to help first: the remedies for the suspect, those for the other services by their
 * share of the blame, of which each has a part because the incident may be of a kind that is not known, and those that a novice goes
 * through who knows nothing. Each remedy stands there once.
 */
export function plansFor(diagnosis: Diagnosis, topology: Topology): readonly Plan[] {
  const found = shares(diagnosis).flatMap(([service, share]) =>
    remediesFor(diagnosisAt(service, diagnosis), topology)
      .map((actions, place): Plan => ({
        actions,
        service,
        chance: ((1 - UNKNOWN_SHARE) * share + UNKNOWN_SHARE / topology.services.length) *
          (SUCCESS[place] ?? SUCCESS.at(-1)!),
      }))
  );
  const inOrder = found.toSorted((a, b) => b.chance - a.chance);
  const novices = blindOrder(topology).map((action): Plan => ({
    actions: [action],
    service: topology.front,
    chance: 0,
  }));
  const plans = [...inOrder, ...novices];
  // What else a plan does, it does to shield users while the last of its actions works.
  const texts = plans.map(({ actions }) => describeAction(actions.at(-1)!));
  return plans.filter((_, i) => texts.indexOf(texts[i]!) === i);
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

import { z } from "zod";
import { readState } from "../../detect/state/state.ts";
import { type Action, type Feedback, type JsonValue, number, wholeNumber } from "../../model/mod.ts";
import { createCredit, incidentSignature } from "../../learn/mod.ts";
import { wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/** The arms of the bandit: the prototype's five kinds of action, applied to the suspect. */
const ARMS: readonly { readonly name: string; readonly on: (suspect: string) => Action }[] = [
  { name: "noop", on: () => ({ kind: "noop" }) },
  { name: "restart", on: (service) => ({ kind: "restart", service }) },
  { name: "scale", on: (service) => ({ kind: "scale", service, delta: 1 }) },
  { name: "clear_cache", on: () => ({ kind: "clear_cache" }) },
  { name: "limit_traffic", on: () => ({ kind: "limit_traffic", factor: 0.7 }) },
];

/** The paper's factor of the confidence bound. */
const EXPLORATION = 2;

/** What is known of an arm. */
export interface ArmState {
  /** Number of times it was chosen. */
  pulls: number;
  /** Sum of the mean rewards that followed. */
  total: number;
}

/**
 * UCB1 (Auer, Cesa-Bianchi, Fischer 2002, see `upperBound`), keyed by the signature of the incident: the suspect, and whether latency and errors exceed
 * the SLO. It learns across episodes, from decisions made during a breach only.
 */
export const ucb1: PolicyEntry = policy({
  name: "ucb1",
  needsDiagnoser: true,
  about:
    "a bandit over actions on the suspect, keyed by the signature of the incident, as the prototype had it",
  source:
    'Auer, Cesa-Bianchi, Fischer, "Finite-time analysis of the multiarmed bandit problem", Machine Learning 2002',
  learns: true,
  parameters: {
    exploration: number({
      about: "factor of the confidence bound: sqrt(exploration x ln(rounds) / pulls)",
      range: [0, 100],
      default: EXPLORATION,
    }),
    horizonSteps: wholeNumber({
      about: "steps over which the reward of a decision is averaged: a restart takes 6 to show an effect",
      unit: "steps",
      range: [1, 60],
      default: 6,
    }),
  },
  create: (context, { exploration, horizonSteps }) => {
    let table = new Map<string, ArmState[]>();
    const credit = createCredit<ArmState>({
      horizonSteps,
      settle: (arm, meanReward) => {
        arm.pulls++;
        arm.total += meanReward;
      },
    });

    return {
      name: "ucb1",
      begin: credit.flush,
      fit: () => {},
      decide: (situation) => {
        if (credit.open > 0) return wait("the last decision needs time to take effect");
        if (!situation.inBreach) return wait("healthy");
        const { suspect } = situation.diagnose();
        const key = incidentSignature(suspect, situation.observation, context);
        const arms = table.get(key) ?? ARMS.map(() => ({ pulls: 0, total: 0 }));
        table.set(key, arms);
        const best = upperBound(arms, exploration);
        credit.start(arms[best]!);
        return {
          action: ARMS[best]!.on(suspect),
          propensity: 1,
          reason: `UCB1 prefers ${ARMS[best]!.name} for ${key} after ${arms[best]!.pulls} tries`,
        };
      },
      learn: ({ reward }: Feedback) => credit.add(reward),
      saveState: () => {
        // An open decision is settled with the rewards so far, as it is when the next episode begins.
        credit.flush();
        return Object.fromEntries(
          [...table].map(([key, arms]) => [key, arms.map(({ pulls, total }) => [pulls, total])]),
        );
      },
      loadState: (state) => {
        table = parseTable(state);
      },
    };
  },
});

/**
 * The index of the arm with the largest upper confidence bound, mean + sqrt(exploration ln(rounds) / pulls), with rewards scaled from [-3, 1] to
 * [0, 1]; arms that were never tried come first.
 */
export function upperBound(arms: readonly ArmState[], exploration = EXPLORATION): number {
  const untried = arms.findIndex(({ pulls }) => pulls === 0);
  if (untried >= 0) return untried;
  const rounds = arms.reduce((sum, { pulls }) => sum + pulls, 0);
  const bound = ({ pulls, total }: ArmState) =>
    (total / pulls + 3) / 4 + Math.sqrt(exploration * Math.log(rounds) / pulls);
  const bounds = arms.map(bound);
  return bounds.indexOf(Math.max(...bounds));
}

/** Counts and sums by signature, a pair for each arm. */
const STATE = z.record(z.string(), z.array(z.tuple([z.int().min(0), z.number()])).length(ARMS.length));

function parseTable(state: JsonValue): Map<string, ArmState[]> {
  return new Map(
    Object.entries(readState("ucb1", STATE, state, "policy")).map(([key, arms]) => [
      key,
      arms.map(([pulls, total]) => ({ pulls, total })),
    ]),
  );
}

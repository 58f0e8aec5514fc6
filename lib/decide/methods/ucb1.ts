import { type Action, type Feedback, wholeNumber } from "../../model/mod.ts";
import { incidentSignature } from "../../learn/mod.ts";
import { BOUND_PARAMETERS } from "../bandits/confidence_bounds.ts";
import { createUcb1Table } from "../bandits/ucb1_table.ts";
import { wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/** The arms of the bandit: five kinds of action, applied to the suspect. */
const ARMS: readonly { readonly name: string; readonly on: (suspect: string) => Action }[] = [
  { name: "noop", on: () => ({ kind: "noop" }) },
  { name: "restart", on: (service) => ({ kind: "restart", service }) },
  { name: "scale", on: (service) => ({ kind: "scale", service, delta: 1 }) },
  { name: "clear_cache", on: () => ({ kind: "clear_cache" }) },
  { name: "limit_traffic", on: () => ({ kind: "limit_traffic", factor: 0.7 }) },
];

/**
 * UCB1 (Auer, Cesa-Bianchi, Fischer 2002, see `confidenceBound`), keyed by the signature of the incident: the suspect, and whether latency and errors exceed
 * the SLO. It learns across episodes, from decisions made during a breach only.
 */
export const ucb1: PolicyEntry = policy({
  name: "ucb1",
  needsDiagnoser: true,
  about: "a bandit over five actions on the suspect, keyed by the signature of the incident",
  source:
    'Auer, Cesa-Bianchi, Fischer, "Finite-time analysis of the multiarmed bandit problem", Machine Learning 2002',
  learns: true,
  parameters: {
    ...BOUND_PARAMETERS,
    horizonSteps: wholeNumber({
      about: "steps over which the reward of a decision is averaged: a restart takes 6 to show an effect",
      unit: "steps",
      range: [1, 60],
      default: 6,
    }),
  },
  create: (context, parameters) => {
    const table = createUcb1Table({ policy: "ucb1", arms: ARMS.length, ...parameters });
    return {
      name: "ucb1",
      begin: table.flush,
      fit: () => {},
      decide: (situation) => {
        if (table.open > 0) return wait("the last decision needs time to take effect");
        if (!situation.inBreach) return wait("healthy");
        const { suspect } = situation.diagnose();
        const key = incidentSignature(suspect, situation.observation, context);
        const { arm, pulls } = table.choose(key);
        const { name, on } = ARMS[arm]!;
        const reason = `UCB1 prefers ${name} for ${key} after ${pulls} tries`;
        return { action: on(suspect), propensity: 1, reason };
      },
      learn: ({ reward }: Feedback) => table.add(reward),
      saveState: table.saveState,
      loadState: table.loadState,
    };
  },
});

import { type Action, type Feedback, type ServiceKind, wholeNumber } from "../../model/mod.ts";
import { incidentSignature } from "../../learn/mod.ts";
import { BOUND_PARAMETERS } from "../bandits/confidence_bounds.ts";
import { createUcb1Table } from "../bandits/ucb1_table.ts";
import { wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/** One of the prototype's kinds of action on the suspect. */
interface Arm {
  readonly name: Action["kind"];
  /** The kinds of suspect that it suits. Default: all. */
  readonly kinds?: readonly ServiceKind[];
  on(suspect: string): Action;
}

const ARMS: readonly Arm[] = [
  { name: "noop", on: () => ({ kind: "noop" }) },
  { name: "restart", on: (service) => ({ kind: "restart", service }) },
  { name: "scale", on: (service) => ({ kind: "scale", service, delta: 1 }) },
  { name: "clear_cache", kinds: ["cache"], on: () => ({ kind: "clear_cache" }) },
  { name: "limit_traffic", on: () => ({ kind: "limit_traffic", factor: 0.7 }) },
];

/**
 * The policy of this project's prototype as it was described: at an alarm or in a breach it asks for the suspect, takes the actions that suit
 * the suspect's kind and that the guardrails would let through, and leaves the choice to UCB1, keyed by the suspect and by which limits of the
 * SLO are exceeded. It learns across episodes, from every decision, whether there was a breach or not.
 */
export const prototypeBandit: PolicyEntry = policy({
  name: "prototype-bandit",
  needsDiagnoser: true,
  about:
    "UCB1 at an alarm or in a breach, over actions that suit the suspect's kind and that no guardrail refuses, as the prototype had it",
  source:
    'Auer, Cesa-Bianchi, Fischer, "Finite-time analysis of the multiarmed bandit problem", Machine Learning 2002; which arms are offered: Kleinberg, Niculescu-Mizil, Sharma, "Regret bounds for sleeping experts and bandits", Machine Learning 2010',
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
    const table = createUcb1Table({ policy: "prototype-bandit", arms: ARMS.length, ...parameters });
    const kinds = new Map(context.topology.services.map(({ name, kind }) => [name, kind]));
    return {
      name: "prototype-bandit",
      begin: table.flush,
      fit: () => {},
      decide: ({ observation, detection, inBreach, allows = () => true, diagnose }) => {
        if (table.open > 0) return wait("the last decision needs time to take effect");
        if (!inBreach && detection?.anomalous !== true) return wait("healthy");
        const { suspect } = diagnose();
        const key = incidentSignature(suspect, observation, context);
        const actions = ARMS.map(({ on }) => on(suspect));
        const suits = ({ kinds: suited }: Arm) => suited?.includes(kinds.get(suspect)!) ?? true;
        const isOffered = (arm: number) => suits(ARMS[arm]!) && allows(actions[arm]!);
        const { arm, pulls } = table.choose(key, isOffered);
        return {
          action: actions[arm]!,
          propensity: 1,
          reason: `UCB1 prefers ${ARMS[arm]!.name} for ${key} after ${pulls} tries`,
        };
      },
      learn: ({ reward }: Feedback) => table.add(reward),
      saveState: table.saveState,
      loadState: table.loadState,
    };
  },
});

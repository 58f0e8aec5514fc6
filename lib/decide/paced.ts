import { type Action, describeAction, type Topology } from "../model/mod.ts";
import { createPace } from "./pace.ts";
import { type Policy, type Situation, UNLEARNED, wait } from "./policy.ts";
import { createRecovery } from "./recovery.ts";

/** An action and why. */
export interface Step {
  readonly action: Action;
  readonly reason: string;
}

/** Rules that answer an incident action by action. */
export interface PacedRules {
  readonly name: string;
  /** Whether there is anything to go by; if not, it waits as in health. Default: always. */
  sees?(situation: Situation): boolean;
  /** What to do now, without what has been tried in this incident; undefined where nothing is left. */
  choose(situation: Situation, tried: (action: Action) => boolean): Step | undefined;
  /** What is said, and done, when nothing is left; then all may be tried again. */
  readonly exhausted: Pick<Step, "reason"> & Partial<Step>;
}

/** A policy that learns nothing: waits for a second look, acts by its rules, gives an action time, and tidies up in health. */
export function createPacedPolicy(rules: PacedRules, topology: Topology): Policy {
  const { name, sees = () => true, choose, exhausted } = rules;
  const recovery = createRecovery(topology);
  const pace = createPace();

  function take({ action, reason }: Step) {
    pace.act(describeAction(action));
    recovery.note(action);
    return { action, propensity: 1, reason };
  }

  return {
    name,
    begin: () => {
      pace.begin();
      recovery.begin();
    },
    fit: () => {},
    decide: (situation) => {
      recovery.observe(situation.inBreach);
      const turn = pace.turn({ inBreach: situation.inBreach, calm: recovery.calm });
      if (turn === "healthy" || !sees(situation)) {
        const undone = recovery.undo(situation);
        if (undone) recovery.note(undone.action);
        return undone ?? wait("healthy");
      }
      if (turn !== "act") return wait(turn === "look" ? "once is noise" : "the last action needs time");
      const chosen = choose(situation, (action) => pace.tried(describeAction(action)));
      if (chosen !== undefined) return take(chosen);
      pace.startOver();
      const { action, reason } = exhausted;
      return action === undefined ? wait(reason) : take({ action, reason });
    },
    ...UNLEARNED,
  };
}

import { type Action, describeAction } from "../../model/mod.ts";
import { durationOf } from "./duration.ts";
import { createPace } from "./pace.ts";
import { type Policy, type PolicyContext, type Situation, UNLEARNED, wait } from "../policy.ts";
import { createRecovery } from "./recovery.ts";

/** An action and the reason for it. */
export interface Step {
  readonly action: Action;
  readonly reason: string;
}

/** Rules that respond to an incident action by action. */
export interface PacedRules {
  /** Name of the policy. */
  readonly name: string;
  /** Whether the rules can judge the situation; if not, the policy behaves as in a healthy step. Default: always. */
  sees?(situation: Situation): boolean;
  /** The next action, among those not yet tried in this incident; undefined where none is left. */
  choose(situation: Situation, tried: (action: Action) => boolean): Step | undefined;
  /** Reason and, optionally, action when none is left; after that all may be tried again. */
  readonly exhausted: Pick<Step, "reason"> & Partial<Step>;
}

/** Creates a policy that does not learn: it acts by its rules from the second step of a breach on, waits for each action to take effect, and undoes temporary measures once healthy. */
export function createPacedPolicy(rules: PacedRules, context: PolicyContext): Policy {
  const { name, sees = () => true, choose, exhausted } = rules;
  const recovery = createRecovery(context.topology);
  const pace = createPace();

  function take({ action, reason }: Step) {
    pace.act(describeAction(action), durationOf(action, context));
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
      const { inBreach, isNews = true, isKnown = true } = situation;
      recovery.observe(inBreach, isKnown);
      const turn = pace.turn({ inBreach, isNews, healthySteps: recovery.healthySteps });
      if (turn === "healthy" || !sees(situation)) {
        const undone = recovery.undo(situation);
        if (undone) recovery.note(undone.action);
        return undone ?? wait("healthy");
      }
      if (turn !== "act") {
        return wait(
          turn === "look" ? "a single step may be noise" : "the last action needs time to take effect",
        );
      }
      const chosen = choose(situation, (action) => pace.tried(describeAction(action)));
      if (chosen !== undefined) return take(chosen);
      pace.startOver();
      const { action, reason } = exhausted;
      return action === undefined ? wait(reason) : take({ action, reason });
    },
    ...UNLEARNED,
  };
}

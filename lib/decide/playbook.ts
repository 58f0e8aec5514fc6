import { type Action, type Decision, describeAction, type Diagnosis } from "../model/mod.ts";
import { createLoadShedding } from "./load_shedding.ts";
import { createPace } from "./pace.ts";
import { type Policy, type PolicyContext, type Situation, UNLEARNED, wait } from "./policy.ts";
import { createRecovery } from "./recovery.ts";
import { remediesFor } from "./remedies.ts";

/** Healthy steps before more traffic is let in. */
const CALM_BEFORE_MORE_TRAFFIC = 2;

/**
 * What a careful operator does: the remedy that fits the diagnosis, time for it to work, the next one if it did not; then the limit
 * is lifted and spare replicas go.
 */
export function createPlaybook({ topology }: PolicyContext): Policy {
  const recovery = createRecovery(topology);
  const shedding = createLoadShedding(topology);
  let queue: Action[] = [];
  const pace = createPace();

  function next(diagnosis: Diagnosis): Decision {
    const plan = remediesFor(diagnosis, topology).find((steps) => !pace.tried(textOf(steps)));
    if (plan === undefined) {
      pace.startOver();
      return wait("every remedy for this has been tried: wait and look again");
    }
    pace.act(textOf(plan));
    queue = [...plan];
    return proceed(diagnosis.rationale);
  }

  function note(action: Action): void {
    recovery.note(action);
    shedding.note(action);
  }

  /** Healthy again: traffic comes back in as fast as it can be borne, then spare replicas go. */
  function recover(situation: Situation): Decision {
    const patient = recovery.calm < CALM_BEFORE_MORE_TRAFFIC;
    const next = shedding.limited ? patient ? undefined : shedding.next(situation) : recovery.undo(situation);
    if (next) note(next.action);
    return next ?? wait(shedding.limited ? "healthy under a limit" : "healthy");
  }

  function proceed(reason: string): Decision {
    const action = queue.shift()!;
    note(action);
    return { action, propensity: 1, reason };
  }

  return {
    name: "playbook",
    begin: () => {
      queue = [];
      pace.begin();
      recovery.begin();
      shedding.begin();
    },
    fit: () => {},
    decide: (situation) => {
      const { inBreach } = situation;
      recovery.observe(inBreach);
      shedding.tick();
      if (queue.length > 0) return proceed("the next step of the remedy");
      const turn = pace.turn({ inBreach, calm: recovery.calm });
      if (turn === "healthy") {
        return recover(situation);
      }
      if (turn !== "act") {
        return wait(turn === "look" ? "a second look before acting" : "the remedy needs time");
      }
      const diagnosis = situation.diagnose();
      return next(diagnosis);
    },
    ...UNLEARNED,
  };
}

function textOf(plan: readonly Action[]): string {
  return plan.map(describeAction).join();
}

import { type Action, type Decision, describeAction, type Diagnosis } from "../model/mod.ts";
import { createLoadShedding } from "./load_shedding.ts";
import { createPace } from "./pace.ts";
import { type Policy, type PolicyContext, type Situation, UNLEARNED, wait } from "./policy.ts";
import { createRecovery } from "./recovery.ts";
import { remediesFor } from "./remedies.ts";

const REVERSIBLE: readonly Action[] = [{ kind: "limit_traffic", factor: 0.4 }];
/** Healthy steps before more traffic is let in. */
const CALM_BEFORE_MORE_TRAFFIC = 2;

/**
 * Confidence from which acting at once pays. A wrong remedy costs about seven steps of the SLO, another window one: below 6/7 the window
 * is cheaper if it settles the question.
 */
const SURE = 0.85;
/** Confidence below which only what can be undone is done at first. */
const DOUBTFUL = 0.5;
/** Windows that are waited for at most. */
const MORE_WINDOWS = 2;

/**
 * What a careful operator does: looks again while the diagnosis is in doubt, then the remedy that fits it, time for it to work, the next
 * one if it did not; in the end the limit is lifted and spare replicas go. A diagnosis that stays doubtful is answered with a limit
 * first, which can be undone.
 */
export function createPlaybook({ topology }: PolicyContext): Policy {
  const recovery = createRecovery(topology);
  const shedding = createLoadShedding(topology);
  let queue: Action[] = [];
  let moreWindows = 0;
  const pace = createPace();

  function next(diagnosis: Diagnosis): Decision {
    const fitting = remediesFor(diagnosis, topology);
    const plan = (diagnosis.confidence < DOUBTFUL ? [REVERSIBLE, ...fitting] : fitting).find((steps) =>
      !pace.tried(textOf(steps))
    );
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
      moreWindows = 0;
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
        moreWindows = 0;
        return recover(situation);
      }
      if (turn !== "act") {
        return wait(turn === "look" ? "a second look before acting" : "the remedy needs time");
      }
      const diagnosis = situation.diagnose();
      if (diagnosis.confidence < SURE && moreWindows < MORE_WINDOWS) {
        moreWindows++;
        return wait(`in doubt (${(100 * diagnosis.confidence).toFixed(0)} %): one more window`);
      }
      moreWindows = 0;
      return next(diagnosis);
    },
    ...UNLEARNED,
  };
}

function textOf(plan: readonly Action[]): string {
  return plan.map(describeAction).join();
}

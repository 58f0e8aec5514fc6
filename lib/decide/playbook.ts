import { policy, type PolicyEntry } from "./policy_entry.ts";
import { type Action, type Decision, describeAction, type Diagnosis } from "../model/mod.ts";
import { createEarlyWarning } from "./early_warning.ts";
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
/** Confidence from which the first step of a breach is enough, if the alarm is raised as well. The first diagnosis is the least to be trusted. */
const SURE_AT_ONCE = 0.998;
/** Confidence from which an alarm is acted on before the SLO is broken. */
const SURE_AHEAD = 0.95;
/** Confidence below which only what can be undone is done at first. */
const DOUBTFUL = 0.5;
/** Windows that are waited for at most. */
const MORE_WINDOWS = 2;

/**
 * What a careful operator does: looks again while the diagnosis is in doubt, then the remedy that fits it, time for it to work, the next
 * one if it did not; in the end the limit is lifted and spare replicas go. A diagnosis that stays doubtful is answered with a limit
 * first, which can be undone. On an alarm that lasts, with a diagnosis to be sure of, it acts before the SLO is broken.
 */
export function createPlaybook({ topology }: PolicyContext): Policy {
  const recovery = createRecovery(topology);
  const shedding = createLoadShedding(topology);
  let queue: Action[] = [];
  let moreWindows = 0;
  const pace = createPace();
  const warning = createEarlyWarning();

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

  /** The remedy for what is about to break the SLO, where there is no doubt about it. */
  function ahead(situation: Situation): Decision | undefined {
    if (shedding.limited || !warning.due(recovery.calm)) return undefined;
    const diagnosis = situation.diagnose();
    if (diagnosis.confidence < SURE_AHEAD) return undefined;
    warning.act();
    return next(diagnosis);
  }

  /** Whether the first look is enough. */
  function isPlain({ detection, diagnose }: Situation): boolean {
    return detection !== undefined && detection.anomalous && diagnose().confidence >= SURE_AT_ONCE;
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
      warning.begin();
    },
    fit: () => {},
    decide: (situation) => {
      const { inBreach } = situation;
      recovery.observe(inBreach);
      shedding.tick();
      warning.observe(situation.detection?.anomalous ?? false);
      if (queue.length > 0) return proceed("the next step of the remedy");
      const turn = pace.turn({ inBreach, calm: recovery.calm });
      if (turn === "healthy") {
        moreWindows = 0;
        return ahead(situation) ?? recover(situation);
      }
      if (turn === "wait") return wait("the remedy needs time");
      if (turn === "look" && !isPlain(situation)) return wait("a second look before acting");
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

/** The entry of the catalogue. */
export const playbook: PolicyEntry = policy({
  name: "playbook",
  about: "remedies for the diagnosis, the best first, at the first look where the cause is certain",
  create: createPlaybook,
});

import {
  type Action,
  CPU_UTILISATION,
  type Decision,
  describeAction,
  type Diagnosis,
  metricOf,
  serviceIndex,
} from "../model/mod.ts";
import { createPace } from "./pace.ts";
import { type Policy, type PolicyContext, UNLEARNED, wait } from "./policy.ts";
import { createRecovery } from "./recovery.ts";
import { remediesFor } from "./remedies.ts";

/** Steps that replicas are given to start before more are ordered. */
const SCALE_PATIENCE = 4;

/**
 * What a careful operator does: the remedy that fits the diagnosis, time for it to work, the next one if it did not; then the limit
 * is lifted and spare replicas go.
 */
export function createPlaybook({ topology }: PolicyContext): Policy {
  const recovery = createRecovery(topology);
  const front = serviceIndex(topology, topology.front);
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

  function proceed(reason: string): Decision {
    const action = queue.shift()!;
    recovery.note(action);
    return { action, propensity: 1, reason };
  }

  return {
    name: "playbook",
    begin: () => {
      queue = [];
      pace.begin();
      recovery.begin();
    },
    fit: () => {},
    decide: (situation) => {
      const { inBreach, observation } = situation;
      recovery.observe(inBreach);
      if (queue.length > 0) return proceed("the next step of the remedy");
      const turn = pace.turn({ inBreach, calm: recovery.calm });
      if (turn === "healthy") {
        const undone = recovery.undo(situation);
        if (undone) recovery.note(undone.action);
        return undone ?? wait("healthy");
      }
      if (turn !== "act") {
        return wait(turn === "look" ? "a second look before acting" : "the remedy needs time");
      }
      const diagnosis = situation.diagnose();
      if (
        diagnosis.fault === "traffic_surge" && recovery.added(topology.front) < 6 &&
        (metricOf(observation, front, CPU_UTILISATION) > 0.8 || recovery.limited)
      ) {
        queue = surgePlan(topology.front, recovery.limited);
        pace.act("scale for the surge", SCALE_PATIENCE);
        return proceed(diagnosis.rationale);
      }
      return next(diagnosis);
    },
    ...UNLEARNED,
  };
}

/** Shed what can't be served while replicas start. */
function surgePlan(front: string, limited: boolean): Action[] {
  const scale: Action = { kind: "scale", service: front, delta: 1 };
  return limited ? [scale, scale] : [{ kind: "limit_traffic", factor: 0.4 }, scale, scale, scale];
}

function textOf(plan: readonly Action[]): string {
  return plan.map(describeAction).join();
}

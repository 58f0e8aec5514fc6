import {
  type Action,
  CPU_UTILISATION,
  type Decision,
  type Diagnosis,
  metricOf,
  serviceIndex,
} from "../model/mod.ts";
import { type Policy, type PolicyContext, UNLEARNED, wait } from "./policy.ts";
import { createRecovery } from "./recovery.ts";
import { remediesFor } from "./remedies.ts";
import { describeAction } from "../model/mod.ts";

/** Steps in breach before the first action: a second look makes the diagnosis. */
const LOOKS = 2;
/** Steps that a remedy is given before the next one. */
const PATIENCE = 7;

/**
 * What a careful operator does: the remedy that fits the diagnosis, time for it to work, the next one if it did not; then the limit
 * is lifted and spare replicas go.
 */
export function createPlaybook({ topology }: PolicyContext): Policy {
  const recovery = createRecovery(topology);
  const front = serviceIndex(topology, topology.front);
  let queue: Action[] = [];
  let tried = new Set<string>();
  let breachSteps = 0;
  let patience = 0;

  function forget(): void {
    queue = [];
    tried = new Set();
    breachSteps = 0;
    patience = 0;
  }

  function next(diagnosis: Diagnosis): Decision {
    const plan = remediesFor(diagnosis, topology).find((steps) =>
      !tried.has(steps.map(describeAction).join())
    );
    if (plan === undefined) {
      tried.clear();
      return wait("every remedy for this has been tried: wait and look again");
    }
    tried.add(plan.map(describeAction).join());
    queue = [...plan];
    patience = PATIENCE;
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
      forget();
      recovery.begin();
    },
    fit: () => {},
    decide: (situation) => {
      const { inBreach, observation } = situation;
      recovery.observe(inBreach);
      if (queue.length > 0) return proceed("the next step of the remedy");
      if (!inBreach) {
        if (recovery.calm >= 12) forget();
        if (recovery.calm >= 1) breachSteps = 0;
        const undone = recovery.undo(situation);
        if (undone) {
          recovery.note(undone.action);
          return undone;
        }
        return wait("healthy");
      }
      breachSteps++;
      if (patience > 0) {
        patience--;
        return wait("the remedy needs time");
      }
      if (breachSteps < LOOKS) return wait("a second look before acting");
      const diagnosis = situation.diagnose();
      if (
        diagnosis.fault === "traffic_surge" && recovery.added(topology.front) < 6 &&
        (metricOf(observation, front, CPU_UTILISATION) > 0.8 || recovery.limited)
      ) {
        queue = surgePlan(topology.front, recovery.limited);
        patience = 4;
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

import { type Action, describeAction, type ServiceKind } from "../model/mod.ts";
import { type Policy, type PolicyContext, UNLEARNED, wait } from "./policy.ts";
import { createRecovery } from "./recovery.ts";

const LOOKS = 2;
const PATIENCE = 7;

/** What is done to a service of each kind that looks odd, one after the other. */
const RESPONSES: Readonly<Record<ServiceKind, (service: string) => readonly Action[]>> = {
  service: (service) => [{ kind: "restart", service }, { kind: "scale", service, delta: 1 }],
  cache: (service) => [{ kind: "restart", service }],
  database: (service) => [{ kind: "failover", service }, { kind: "restart", service }],
};

/** Acts on the service with the highest anomaly score, without asking for the cause. */
export function createHighestScore({ topology }: PolicyContext): Policy {
  const recovery = createRecovery(topology);
  let tried = new Set<string>();
  let breachSteps = 0;
  let patience = 0;
  const forget = () => {
    tried = new Set();
    breachSteps = 0;
    patience = 0;
  };
  return {
    name: "highest-score",
    begin: () => {
      forget();
      recovery.begin();
    },
    fit: () => {},
    decide: (situation) => {
      recovery.observe(situation.inBreach);
      if (!situation.inBreach || !situation.detection) {
        if (recovery.calm >= 12) forget();
        if (recovery.calm >= 1) breachSteps = 0;
        const undone = recovery.undo(situation);
        if (undone) recovery.note(undone.action);
        return undone ?? wait("healthy");
      }
      breachSteps++;
      if (patience > 0) {
        patience--;
        return wait("the last action needs time");
      }
      if (breachSteps < LOOKS) return wait("once is noise");
      const { scores } = situation.detection;
      const order = topology.services.map((service, i) => ({ service, score: scores[i]! }))
        .sort((a, b) => b.score - a.score);
      for (const { service, score } of order) {
        const action = RESPONSES[service.kind](service.name).find((one) => !tried.has(describeAction(one)));
        if (action === undefined) continue;
        tried.add(describeAction(action));
        patience = PATIENCE;
        recovery.note(action);
        return { action, propensity: 1, reason: `${service.name} looks oddest (score ${score.toFixed(1)})` };
      }
      tried.clear();
      const shed: Action = { kind: "limit_traffic", factor: 0.4 };
      patience = PATIENCE;
      recovery.note(shed);
      return { action: shed, propensity: 1, reason: "everything has been tried: shed load, then start over" };
    },
    ...UNLEARNED,
  };
}

import { type Action, describeAction, type ServiceKind } from "../model/mod.ts";
import { createPace } from "./pace.ts";
import { type Policy, type PolicyContext, UNLEARNED, wait } from "./policy.ts";
import { createRecovery } from "./recovery.ts";

/** What is done to a service of each kind that looks odd, one after the other. */
const RESPONSES: Readonly<Record<ServiceKind, (service: string) => readonly Action[]>> = {
  service: (service) => [{ kind: "restart", service }, { kind: "scale", service, delta: 1 }],
  cache: (service) => [{ kind: "restart", service }],
  database: (service) => [{ kind: "failover", service }, { kind: "restart", service }],
};

/** Acts on the service with the highest anomaly score, without asking for the cause. */
export function createHighestScore({ topology }: PolicyContext): Policy {
  const recovery = createRecovery(topology);
  const pace = createPace();
  return {
    name: "highest-score",
    begin: () => {
      pace.begin();
      recovery.begin();
    },
    fit: () => {},
    decide: (situation) => {
      recovery.observe(situation.inBreach);
      const turn = pace.turn({ inBreach: situation.inBreach, calm: recovery.calm });
      if (turn === "healthy" || !situation.detection) {
        const undone = recovery.undo(situation);
        if (undone) recovery.note(undone.action);
        return undone ?? wait("healthy");
      }
      if (turn !== "act") return wait(turn === "look" ? "once is noise" : "the last action needs time");
      const { scores } = situation.detection;
      const order = topology.services.map((service, i) => ({ service, score: scores[i]! }))
        .sort((a, b) => b.score - a.score);
      for (const { service, score } of order) {
        const action = RESPONSES[service.kind](service.name).find((one) => !pace.tried(describeAction(one)));
        if (action === undefined) continue;
        pace.act(describeAction(action));
        recovery.note(action);
        return { action, propensity: 1, reason: `${service.name} looks oddest (score ${score.toFixed(1)})` };
      }
      pace.startOver();
      const shed: Action = { kind: "limit_traffic", factor: 0.4 };
      pace.act(describeAction(shed));
      recovery.note(shed);
      return { action: shed, propensity: 1, reason: "everything has been tried: shed load, then start over" };
    },
    ...UNLEARNED,
  };
}

import type { Action, ServiceKind } from "../../model/mod.ts";
import { createPacedPolicy } from "../pacing/paced.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";
import { USUAL_LIMIT } from "../remedies/usual_limit.ts";

/** The actions tried on an anomalous service, by its kind, one after the other. */
const RESPONSES: Readonly<Record<ServiceKind, (service: string) => readonly Action[]>> = {
  service: (service) => [{ kind: "restart", service }, { kind: "scale", service, delta: 1 }],
  cache: (service) => [{ kind: "restart", service }],
  database: (service) => [{ kind: "failover", service }, { kind: "restart", service }],
};

/** Acts on the service with the highest anomaly score, without a diagnosis. */
export const highestScore: PolicyEntry = policy({
  name: "highest-score",
  about: "a fixed response on the service with the highest anomaly score",
  create: (context) =>
    createPacedPolicy({
      name: "highest-score",
      sees: ({ detection }) => detection !== undefined,
      choose: ({ detection }, tried) => {
        const { scores } = detection!;
        const order = context.topology.services.map((service, i) => ({ service, score: scores[i]! || 0 }))
          .sort((a, b) => b.score - a.score);
        for (const { service, score } of order) {
          const action = RESPONSES[service.kind](service.name).find((one) => !tried(one));
          if (action) {
            return { action, reason: `${service.name} is the most anomalous (score ${score.toFixed(1)})` };
          }
        }
        return undefined;
      },
      exhausted: {
        action: USUAL_LIMIT,
        reason: "every action has been tried: shed load, then start over",
      },
    }, context),
});

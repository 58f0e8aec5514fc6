import {
  type Action,
  CPU_UTILISATION,
  type Decision,
  metricOf,
  PLATFORM,
  type Topology,
} from "../model/mod.ts";
import { wait } from "./policy.ts";
import type { Situation } from "./policy.ts";

const CALM_BEFORE_RESTORE = 4;
const CALM_BEFORE_SCALE_IN = 8;
const IDLE = 0.55;

/** Keeps the books of what must be undone once the service is healthy: limits lifted, added replicas taken away. */
export interface Recovery {
  /** Healthy steps in a row. */
  readonly calm: number;
  begin(): void;
  /** Call in each step, before deciding. */
  observe(inBreach: boolean): void;
  /** Call with what is about to be done. */
  note(action: Action): void;
  /** The next thing to undo, if it is time. */
  undo(situation: Situation): Decision | undefined;
}

/** Books for one policy. */
export function createRecovery(topology: Topology): Recovery {
  let calm = 0;
  let limitLeft = 0;
  const extra = new Map<string, number>();
  return {
    get calm() {
      return calm;
    },
    begin: () => {
      calm = 0;
      limitLeft = 0;
      extra.clear();
    },
    observe: (inBreach) => {
      calm = inBreach ? 0 : calm + 1;
      if (limitLeft > 0) limitLeft--;
    },
    note: (action) => {
      if (action.kind === "limit_traffic") limitLeft = PLATFORM.trafficLimit.durationSteps;
      if (action.kind === "restore") limitLeft = 0;
      if (action.kind === "scale") {
        extra.set(action.service, (extra.get(action.service) ?? 0) + action.delta);
      }
    },
    undo: ({ observation }) => {
      if (limitLeft > 0 && calm >= CALM_BEFORE_RESTORE) {
        return { action: { kind: "restore" }, propensity: 1, reason: "healthy again: lift the limit" };
      }
      if (calm < CALM_BEFORE_SCALE_IN) return undefined;
      for (const [service, count] of extra) {
        const row = topology.services.findIndex(({ name }) => name === service);
        if (count <= 0) continue;
        if (metricOf(observation, row, CPU_UTILISATION) > IDLE) {
          return wait(`${service} still needs its replicas`);
        }
        return {
          action: { kind: "scale", service, delta: -1 },
          propensity: 1,
          reason: `${service} has replicas to spare`,
        };
      }
      return undefined;
    },
  };
}

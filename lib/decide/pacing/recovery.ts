import {
  type Action,
  CPU_UTILISATION,
  type Decision,
  metricOf,
  PLATFORM,
  type Topology,
} from "../../model/mod.ts";
import { type Situation, wait } from "../policy.ts";

/** Healthy steps before a traffic limit is lifted. */
const HEALTHY_STEPS_BEFORE_RESTORE = 4;
/** Healthy steps before added replicas are removed. */
const HEALTHY_STEPS_BEFORE_SCALE_IN = 8;
/** Highest CPU utilisation, 0 to 1, at which a service can spare a replica. */
const MAX_UTILISATION_FOR_SCALE_IN = 0.55;

/** Keeps track of temporary measures and undoes them once the system is healthy: lifts limits, removes added replicas. */
export interface Recovery {
  /** Consecutive steps that are known to be without a breach. */
  readonly healthySteps: number;
  /** Starts a new episode. */
  begin(): void;
  /** Registers whether the SLO is violated, and whether that is known (default) or supposed; call in each step, before deciding. */
  observe(inBreach: boolean, isKnown?: boolean): void;
  /** Registers an action that is about to be taken. */
  note(action: Action): void;
  /** Takes back the last action of its kind that was noted, since it was not carried out. */
  takeBack(action: Action): void;
  /** The next measure to undo, if it is time. `spares`: whether a service, by its row, bears the load with a replica less. */
  undo(situation: Situation, spares?: (service: number) => boolean): Decision | undefined;
}

/** Creates the recovery of one policy. */
export function createRecovery(topology: Topology): Recovery {
  let healthySteps = 0;
  let limitLeft = 0;
  /** What would be left of the limit without the last change of it. */
  let limitLeftBefore = 0;
  const extra = new Map<string, number>();
  return {
    get healthySteps() {
      return healthySteps;
    },
    begin: () => {
      healthySteps = 0;
      limitLeft = 0;
      limitLeftBefore = 0;
      extra.clear();
    },
    observe: (inBreach, isKnown = true) => {
      if (inBreach) healthySteps = 0;
      else if (isKnown) healthySteps++;
      if (limitLeft > 0) limitLeft--;
      if (limitLeftBefore > 0) limitLeftBefore--;
    },
    note: (action) => {
      if (action.kind === "limit_traffic" || action.kind === "restore") limitLeftBefore = limitLeft;
      if (action.kind === "limit_traffic") limitLeft = PLATFORM.trafficLimit.durationSteps;
      if (action.kind === "restore") limitLeft = 0;
      if (action.kind === "scale") {
        extra.set(action.service, (extra.get(action.service) ?? 0) + action.delta);
      }
    },
    takeBack: (action) => {
      if (action.kind === "limit_traffic" || action.kind === "restore") limitLeft = limitLeftBefore;
      if (action.kind === "scale") extra.set(action.service, (extra.get(action.service) ?? 0) - action.delta);
    },
    undo: ({ observation }, spares = () => true) => {
      if (limitLeft > 0 && healthySteps >= HEALTHY_STEPS_BEFORE_RESTORE) {
        return { action: { kind: "restore" }, propensity: 1, reason: "healthy again: lift the limit" };
      }
      if (healthySteps < HEALTHY_STEPS_BEFORE_SCALE_IN) return undefined;
      for (const [service, count] of extra) {
        const row = topology.services.findIndex(({ name }) => name === service);
        if (count <= 0) continue;
        const utilisation = metricOf(observation, row, CPU_UTILISATION);
        if (Number.isNaN(utilisation)) continue;
        if (utilisation > MAX_UTILISATION_FOR_SCALE_IN || !spares(row)) {
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

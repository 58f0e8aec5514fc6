import { type Action, TIMINGS } from "../../model/mod.ts";
import { type ActionTarget, applyAction } from "../actions.ts";
import { BASE_MEMORY } from "../physics/state.ts";
import { type PlacedBenign, REPLICA_OUT_STEPS, ROLLING_INTERVAL_STEPS } from "./sampling.ts";

/** Steps until traffic has grown, or fallen, to its new level. */
const GROWTH_STEPS = 60;
const DROP_STEPS = 3;
/** Amplitude of the daily course as a share of the mean. */
const DAILY_AMPLITUDE = 0.4;

/** The factor of an event on the users' traffic in a step, given the sine of the daily course and its usual amplitude. */
export function trafficFactor(
  event: PlacedBenign,
  step: number,
  daily: { readonly sine: number; readonly amplitude: number },
): number {
  const age = step - event.startStep;
  if (age < 0 || age >= event.durationSteps) return 1;
  switch (event.kind) {
    case "load-test":
    case "burst":
      return event.factor;
    case "growth":
      return 1 + (event.factor - 1) * Math.min(1, (age + 1) / GROWTH_STEPS);
    case "traffic-drop":
      return 1 + (event.factor - 1) * Math.min(1, (age + 1) / DROP_STEPS);
    case "daily":
      return (1 + DAILY_AMPLITUDE * daily.sine) / (1 + daily.amplitude * daily.sine);
    default:
      return 1;
  }
}

/** The replica, from 0 on, that a rolling deploy or restart takes its turn with in a step; -1 for none. */
export function replicaInTurn({ kind, startStep, durationSteps }: PlacedBenign, step: number): number {
  if (kind !== "deploy" && kind !== "restart") return -1;
  const age = step - startStep;
  if (age < 0 || age >= durationSteps || age % ROLLING_INTERVAL_STEPS !== 0) return -1;
  return age / ROLLING_INTERVAL_STEPS;
}

/** What an event does to the replicas at the start of a step. */
export function takeEffect(event: PlacedBenign, step: number, system: ActionTarget): void {
  const { state } = system;
  const { node } = event;
  if (event.kind === "switchover" && step === event.startStep) {
    // It was prepared: the standby keeps up, and takes over at once.
    const standbyBehind = new Uint8Array(state.replicas.length);
    const prepared = { ...system, timings: TIMINGS.classic, standbyBehind };
    return applyAction({ kind: "failover", service: event.service! }, prepared);
  }
  if (replicaInTurn(event, step) < 0) return;
  const replicas = state.replicas[node]!;
  // The new replica starts with an empty heap.
  state.memory[node] = (state.memory[node]! * (replicas - 1) + BASE_MEMORY) / replicas;
  if (!event.takesOut || replicas < 2) return;
  state.down[node] = Math.max(state.down[node]!, 1);
  // Timers advance at the start of a step, so one more for the replica to miss that many whole steps.
  state.downSteps[node] = Math.max(state.downSteps[node]!, REPLICA_OUT_STEPS + 1);
}

/** Whether an action takes the version back that a good deploy has brought: its service is rolled back, and no bad deploy came after. */
export function rollsBack(action: Action, event: PlacedBenign, { step, system }: {
  /** The step before the action. */
  readonly step: number;
  readonly system: ActionTarget;
}): boolean {
  if (action.kind !== "rollback" || event.kind !== "deploy" || action.service !== event.service) return false;
  const isBad = (fault: ActionTarget["faults"][number], i: number) =>
    fault.type === "bad_deploy" && fault.target.node === event.node && system.state.mended[i] !== 1 &&
    step >= fault.startStep && step < fault.startStep + fault.durationSteps;
  return step >= event.startStep && !system.faults.some(isBad);
}

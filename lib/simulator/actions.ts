import type { Action, Replacement, Timings } from "../model/mod.ts";
import { checkAction, PLATFORM, serviceIndex } from "../model/mod.ts";
import type { FaultKinds, Remedy } from "./faults/catalogue.ts";
import { isMendedBy, type RemedyWorld } from "./faults/remedies.ts";
import type { PlacedFault } from "./faults/sampling.ts";
import type { Network } from "./topology/network.ts";
import {
  BASE_MEMORY,
  LIMIT,
  LIMIT_STEPS,
  ORDER_STEPS,
  SCALE_SLOTS,
  type State,
  STEP,
} from "./physics/state.ts";

/** The system that an action is applied to. */
export interface ActionTarget {
  readonly network: Network;
  readonly state: State;
  readonly faults: readonly PlacedFault[];
  readonly timings: Timings;
  /** Per node: 1 where the standby of a database is behind. */
  readonly standbyBehind: Uint8Array;
  /** What mends what. Default: `usual`. */
  readonly remedies?: RemedyWorld;
  /** Kinds of fault by name. Default: the catalogue's. */
  readonly kinds?: FaultKinds;
}

/**
 * Applies an action with its delays and side effects. An action that its target does not support (a failover of anything but a
 * database, a rollback of anything but a service, a drain of one without a load balancer) changes nothing.
 *
 * @throws {UsageError} as `checkAction`
 */
export function applyAction(action: Action, system: ActionTarget): void {
  const { network, state } = system;
  const { topology } = network;
  checkAction(action, topology);
  switch (action.kind) {
    case "noop":
      return;
    case "restart":
    case "rollback":
    case "failover":
      return cycle(serviceIndex(topology, action.service), action.kind, system);
    case "scale": {
      const node = serviceIndex(topology, action.service);
      const slot = node * SCALE_SLOTS + system.timings.scaleDelaySteps[network.kind[node]!] - 1;
      state.ordered[slot] = state.ordered[slot]! + action.delta;
      state.globals[ORDER_STEPS] = SCALE_SLOTS;
      return;
    }
    case "drain":
      return drain(serviceIndex(topology, action.service), system);
    case "clear_cache":
      return network.kind.forEach((kind, node) => {
        if (kind !== "cache") return;
        state.hitRatio[node] = 0;
        mend(node, { remedy: "clear_cache", afterSteps: 0 }, system);
      });
    case "limit_traffic":
      state.globals[LIMIT] = Math.max(PLATFORM.trafficLimit.minShare, action.factor);
      state.globals[LIMIT_STEPS] = PLATFORM.trafficLimit.durationSteps + 1;
      return;
    case "open_breaker":
      return openBreaker(callOf(action.caller, action.callee, network), system);
    case "restore":
      state.globals[LIMIT] = 1;
      state.globals[LIMIT_STEPS] = 0;
      state.breakerSteps.fill(0);
      return;
  }
}

/** The remedies that take replicas down. */
type Replacing = "restart" | "rollback" | "failover";

/**
 * Takes the slowest replica out of the load balancer of a node, unless one is out already or it is the only one left. The fresh one that
 * takes its place counts as late as one that is ordered.
 */
function drain(node: number, system: ActionTarget): void {
  const { network, state, timings } = system;
  const left = Math.round(state.replicas[node]! - state.down[node]!);
  if (network.balancer[node] === 0 || state.drained[node]! > 0 || left < 2) return;
  const delay = timings.scaleDelaySteps[network.kind[node]!];
  state.drained[node] = delay;
  mend(node, { remedy: "drain", afterSteps: delay - 1 }, system);
}

/** Takes replicas of a node down for some steps and mends the faults that this remedy mends. */
function cycle(node: number, remedy: Replacing, system: ActionTarget): void {
  const { network, state, timings } = system;
  const kind = network.kind[node]!;
  if (remedy === "failover" && kind !== "database") return;
  if (remedy === "rollback" && kind !== "service") return;
  const { downShare, downSteps, mendedAfterSteps } = replacementOf(node, remedy, system);
  state.down[node] = Math.max(state.down[node]!, state.replicas[node]! * downShare);
  // Timers advance at the start of a step, so one more for the node to miss that many whole steps.
  state.downSteps[node] = Math.max(state.downSteps[node]!, downSteps + 1);
  if (kind === "cache") state.hitRatio[node] = 0;
  if (kind === "database") {
    state.warmingSteps[node] = timings.warmupSteps;
    state.backlog[node] = 0;
    state.queue[node] = 0;
  }
  state.memory[node] = BASE_MEMORY;
  mend(node, { remedy, afterSteps: mendedAfterSteps }, system);
}

/** A failover is a replacement as a whole, whose time depends on the standby. */
function replacementOf(
  node: number,
  remedy: Replacing,
  { network, timings, standbyBehind }: ActionTarget,
): Replacement {
  if (remedy === "rollback") return timings.rollback;
  if (remedy === "restart") return timings.restart[network.kind[node]!];
  const { downSteps, behindDownSteps } = timings.failover;
  return {
    downShare: 1,
    downSteps: standbyBehind[node] === 1 ? behindDownSteps : downSteps,
    mendedAfterSteps: 0,
  };
}

/** Marks the faults at a node that have begun and that the remedy mends. A fault on a call belongs to the callee, an exhausted pool to the caller. */
function mend(
  node: number,
  { remedy, afterSteps }: { remedy: Remedy; afterSteps: number },
  { network, state, faults, remedies: world = "usual", kinds }: ActionTarget,
): void {
  const due = afterSteps + 1;
  faults.forEach((fault, i) => {
    if (fault.target.node !== node || fault.startStep > state.globals[STEP]!) return;
    if (!isMendedBy(fault.type, { remedy, kind: network.kind[node]!, world, ...(kinds && { kinds }) })) {
      return;
    }
    if (state.mended[i] === 0 || state.mended[i]! > due) state.mended[i] = due;
  });
}

/** Seconds of writes that an action loses. */
export function lostWriteSeconds(
  action: Action,
  { network, timings: { failover }, standbyBehind }: Pick<
    ActionTarget,
    "network" | "timings" | "standbyBehind"
  >,
): number {
  if (action.kind !== "failover") return 0;
  const node = serviceIndex(network.topology, action.service);
  if (network.kind[node] !== "database") return 0;
  return standbyBehind[node] === 1 ? failover.behindLostWriteSeconds : failover.lostWriteSeconds;
}

/** Opens the breaker of a call, in all of its copies. */
function openBreaker(call: number, { network, state }: ActionTarget): void {
  for (let e = call; network.firstCopy[e] === call; e++) {
    state.breakerSteps[e] = PLATFORM.breaker.durationSteps + 1;
  }
}

function callOf(caller: string, callee: string, { topology, firstCall, callee: calleeOf }: Network): number {
  return calleeOf.indexOf(serviceIndex(topology, callee), firstCall[serviceIndex(topology, caller)]);
}

import { PLATFORM } from "../../model/mod.ts";
import type { Network } from "../topology/network.ts";
import {
  BASE_MEMORY,
  LIMIT,
  LIMIT_STEPS,
  MAX_FAULTS,
  ORDER_STEPS,
  SCALE_SLOTS,
  type State,
} from "./state.ts";

/** Advances all timers by one step: replicas come back, ordered ones arrive, remedies take effect, limits and breakers expire. */
export function advanceTimers(state: State, network: Network): void {
  for (let i = 0; i < network.nodes; i++) {
    if (state.warmingSteps[i]! > 0 && state.downSteps[i] === 0) state.warmingSteps[i]!--;
    if (state.drained[i]! > 0) state.drained[i]!--;
    if (state.downSteps[i]! > 0 && --state.downSteps[i]! === 0) state.down[i] = 0;
  }
  if (state.globals[ORDER_STEPS]! > 0) {
    state.globals[ORDER_STEPS]!--;
    for (let i = 0; i < network.nodes; i++) deliver(i, state);
  }
  for (let e = 0; e < network.calls; e++) if (state.breakerSteps[e]! > 0) state.breakerSteps[e]!--;
  for (let i = 0; i < MAX_FAULTS; i++) if (state.mended[i]! > 1) state.mended[i]!--;
  if (state.globals[LIMIT_STEPS]! > 0 && --state.globals[LIMIT_STEPS]! === 0) state.globals[LIMIT] = 1;
}

function deliver(node: number, state: State): void {
  const first = node * SCALE_SLOTS;
  const { ordered } = state;
  const arriving = ordered[first]!;
  if (arriving !== 0) {
    const before = state.replicas[node]!;
    const after = Math.min(PLATFORM.maxReplicas, Math.max(PLATFORM.minReplicas, before + arriving));
    state.replicas[node] = after;
    // A new replica starts with an empty heap.
    if (after > before) {
      state.memory[node] = (state.memory[node]! * before + BASE_MEMORY * (after - before)) / after;
    }
  }
  for (let slot = first; slot < first + SCALE_SLOTS - 1; slot++) ordered[slot] = ordered[slot + 1]!;
  ordered[first + SCALE_SLOTS - 1] = 0;
}

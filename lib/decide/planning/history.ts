import { type Action, METRIC_COUNT, NOOP, REQUEST_RATE } from "../../model/mod.ts";
import type { Calibration } from "./calibration.ts";
import type { SupposedCase, SystemTwin } from "./twin.ts";

/** Steps that are remembered. */
const MEMORY_STEPS = 160;
/** Healthy observations over which the load is averaged. */
const AVERAGED_STEPS = 10;

/** By how much a ratio of requests observed to those supposed changes the load, and the largest change in a step. */
const [DRIFT_GAIN, MAX_DRIFT] = [0.08, 0.005];

/** By how much the front's requests are off by chance at most; where they are so twice in a row, and nothing explains it, the share of it that the load jumps. */
const [MAX_NOISE, JUMP_GAIN] = [0.15, 0.7];

/** What was observed and done, and the states that a system without faults would have had: what suppositions are played from. */
export interface History {
  /** The latest step. */
  readonly step: number;
  /** The earliest step from which a supposition can begin. */
  readonly firstStep: number;
  /** The users' load now, times the entry rate. */
  readonly load: number;
  begin(): void;
  /** Takes in an observation. `isCalm`: nothing is wrong and nothing in force, so that the front's rate of requests is the users'. */
  observe(
    now: {
      readonly step: number;
      readonly values: Float64Array;
      readonly isCalm: boolean;
      readonly isBreached?: boolean;
    },
  ): void;
  /** Takes in by how much the front got more requests than was supposed, as a ratio: the load drifts while an incident goes on. */
  drift(ratio: number, isTrusted: boolean): void;
  /** Takes in what was done after the latest observation. */
  note(action: Action): void;
  /** The action before a step. */
  actionBefore(step: number): Action;
  loadIn(step: number): number;
  observed(step: number): Float64Array;
  /** Whether the SLO was breached in a step. */
  isBreached(step: number): boolean;
  /** The state without faults at the end of a step, and how badly it explains what was observed then. */
  healthyState(step: number): Float64Array;
  healthyMisfit(step: number): number;
}

/** Creates the history of one agent. */
export function createHistory(
  { twin, calibration, front, entryRate, services }: {
    readonly twin: SystemTwin;
    readonly calibration: Calibration;
    readonly front: number;
    readonly entryRate: number;
    readonly services: number;
  },
): History {
  const healthy: SupposedCase = twin.suppose({ faults: [], isStandbyBehind: false });
  const states = Array.from({ length: MEMORY_STEPS }, () => new Float64Array(twin.stateLength));
  const values = Array.from({ length: MEMORY_STEPS }, () => new Float64Array(services * METRIC_COUNT));
  const actions: Action[] = new Array(MEMORY_STEPS).fill(NOOP);
  const loads = new Float64Array(MEMORY_STEPS);
  const misfits = new Float64Array(MEMORY_STEPS);
  const breached = new Uint8Array(MEMORY_STEPS);
  const rates: number[] = [];
  const at = (step: number) => step % MEMORY_STEPS;
  let step = -1;
  let first = 0;
  let load = 1;
  let next: Action = NOOP;
  /** Which way the front's requests were off, -1, 0 or 1, and whether they were so twice. */
  let wasOff = 0;
  let isOff = false;

  return {
    get step() {
      return step;
    },
    get firstStep() {
      return Math.max(first, step - MEMORY_STEPS + 1);
    },
    get load() {
      return load;
    },
    begin: () => {
      step = -1;
      first = 0;
      load = 1;
      next = NOOP;
      rates.length = 0;
    },
    observe: (now) => {
      const rate = now.values[front * METRIC_COUNT + REQUEST_RATE]!;
      if (now.isCalm && Number.isFinite(rate) && rate > 0) {
        rates.push(rate);
        if (rates.length > AVERAGED_STEPS) rates.shift();
        load = rates.reduce((sum, one) => sum + one, 0) / rates.length / entryRate;
      }
      if (now.step !== step + 1 || step < 0) {
        first = now.step;
        twin.begin(healthy, now.step - 1);
      } else twin.resume(healthy, states[at(step)]!);
      step = now.step;
      actions[at(step)] = next;
      loads[at(step)] = load;
      values[at(step)]!.set(now.values);
      breached[at(step)] = now.isBreached === true ? 1 : 0;
      twin.step(next, load);
      twin.save(states[at(step)]!);
      misfits[at(step)] = calibration.misfit(now.values, twin.values);
      next = NOOP;
    },
    drift: (ratio, isTrusted) => {
      if (!(ratio > 0 && Number.isFinite(ratio))) return;
      const off = Math.abs(ratio - 1) > MAX_NOISE ? Math.sign(ratio - 1) : 0;
      isOff = off !== 0 && off === wasOff;
      wasOff = off;
      if (isTrusted) load *= Math.min(1 + MAX_DRIFT, Math.max(1 - MAX_DRIFT, 1 + DRIFT_GAIN * (ratio - 1)));
      else if (isOff) load *= 1 + JUMP_GAIN * (ratio - 1);
    },
    note: (action) => {
      next = action;
    },
    actionBefore: (one) => actions[at(one)]!,
    loadIn: (one) => loads[at(one)]!,
    observed: (one) => values[at(one)]!,
    isBreached: (one) => breached[at(one)] === 1,
    healthyState: (one) => states[at(one)]!,
    healthyMisfit: (one) => misfits[at(one)]!,
  };
}

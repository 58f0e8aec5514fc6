import { type Action, type ActionKind, NOOP } from "../../model/mod.ts";
import type { Remedy } from "../remedies/remedies.ts";
import type { Calibration } from "./calibration.ts";
import type { Particle } from "./particles.ts";
import type { SystemTwin } from "./twin.ts";

/** Steps that a plan is played ahead. */
const HORIZON_STEPS = 42;
/** Steps for which what is lost in the last steps is supposed to go on. */
const [TAIL_STEPS, LAST_STEPS] = [20, 4];
/** What a step loses, in the units of a step's reward: as in `REWARD` of the simulator. */
const LOSS = { breach: 3, shed: 1, extraReplica: 0.05, lostWriteSecond: 0.05 };
const ACTION_LOSS: Readonly<Record<ActionKind, number>> = {
  noop: 0,
  restart: 0.5,
  rollback: 0.5,
  failover: 0.5,
  scale: 0.2,
  clear_cache: 0.5,
  limit_traffic: 0.1,
  open_breaker: 0.1,
  restore: 0,
  drain: 0.2,
};
/** By how much a plan may lose more than the best one until it is not played on. */
const MAX_EXCESS = 30;
/** Particles by which all plans are judged, and by which the best ones are. */
const ROUNDS = [3, 8, 20];
/** Share of the plans that the next round judges. */
const KEPT_SHARE = 0.4;
const MIN_KEPT = 4;

/** A plan with what it is expected to lose. */
export interface JudgedPlan {
  readonly plan: Remedy;
  /** Loss by particle, as far as it was played. */
  readonly losses: readonly number[];
  readonly loss: number;
}

/** The plans that were judged by the most particles, the best first. */
export interface SearchResult {
  readonly plans: readonly JudgedPlan[];
  /** Weights of the particles by which they were judged; their sum is 1. */
  readonly weights: readonly number[];
  /** What the next steps lose with a plan, in the mean of the particles, per step. */
  lossWithin(plan: Remedy, steps: number): number;
}

/** Plays plans ahead on particles, and stops when so many steps of the twin are used up. */
export function search(
  plans: readonly Remedy[],
  { particles, twin, calibration, load, maxTwinSteps }: {
    readonly particles: readonly Particle[];
    readonly twin: SystemTwin;
    readonly calibration: Calibration;
    readonly load: number;
    readonly maxTwinSteps: number;
  },
): SearchResult {
  const spent = twin.stepsTaken;
  const isLeft = () => twin.stepsTaken - spent < maxTwinSteps;
  const chosen = representatives(particles, ROUNDS.at(-1)!);

  /** Takes a step, and returns what it loses. */
  function lossOf(action: Action): number {
    const outcome = twin.step(action, load);
    return LOSS.breach * calibration.breachChance(twin.values) + LOSS.shed * outcome.shedShare +
      LOSS.extraReplica * outcome.extraReplicas + LOSS.lostWriteSecond * outcome.lostWriteSeconds +
      ACTION_LOSS[action.kind];
  }

  /** What a plan loses; roughly, where that is much more than the least so far. */
  function play(plan: Remedy, { supposed, state }: Particle, least: number): number {
    twin.resume(supposed, state);
    let loss = 0;
    let last = 0;
    for (let step = 0; step < HORIZON_STEPS; step++) {
      const now = lossOf(plan[step] ?? NOOP);
      loss += now;
      if (step >= HORIZON_STEPS - LAST_STEPS) last += now;
      if (loss > least + MAX_EXCESS) return loss + now * (HORIZON_STEPS - 1 - step + TAIL_STEPS);
      if (step >= plan.length && now < 0.02 && twin.isRestored()) return loss;
    }
    return loss + TAIL_STEPS * last / LAST_STEPS;
  }

  /** The least loss so far, by particle. */
  const least = chosen.map(() => Infinity);
  let weights: readonly number[] = [];
  let judged: { plan: Remedy; losses: number[]; loss: number }[] = plans.map((plan) => ({
    plan,
    losses: [],
    loss: 0,
  }));
  let done = judged;
  for (const count of ROUNDS) {
    const some = chosen.slice(0, count);
    const shares = weightsOf(some, particles);
    for (const one of judged) {
      for (let i = one.losses.length; i < some.length && isLeft(); i++) {
        const loss = play(one.plan, some[i]!, least[i]!);
        one.losses.push(loss);
        least[i] = Math.min(least[i]!, loss);
      }
      one.loss = one.losses.length === some.length
        ? one.losses.reduce((sum, loss, i) => sum + loss * shares[i]!, 0)
        : Infinity;
    }
    const whole = judged.filter(({ loss }) => loss < Infinity);
    if (whole.length < judged.length && weights.length > 0) break;
    done = whole.toSorted((a, b) => a.loss - b.loss);
    weights = shares;
    if (some.length === chosen.length || !isLeft()) break;
    const kept = done.slice(0, Math.max(MIN_KEPT, Math.ceil(KEPT_SHARE * done.length)));
    const waiting = done.find(({ plan }) => isWaiting(plan));
    // First, so that there is always something to compare the others with.
    judged = waiting === undefined ? kept : [waiting, ...kept.filter((one) => one !== waiting)];
  }
  const lossWithin = (plan: Remedy, steps: number) =>
    weights.reduce((sum, weight, i) => {
      const { supposed, state } = chosen[i]!;
      twin.resume(supposed, state);
      let loss = 0;
      for (let step = 0; step < steps; step++) loss += lossOf(plan[step] ?? NOOP);
      return sum + weight * loss / steps;
    }, 0);
  return { plans: done, weights, lossWithin };
}

/** What a plan does without a pause: what comes after one is thought over again then. */
export function begunBy(plan: Remedy): Remedy {
  const pause = plan.findIndex(({ kind }) => kind === "noop");
  return pause < 0 ? plan : plan.slice(0, pause);
}

/** Whether a plan does nothing. */
export function isWaiting(plan: Remedy): boolean {
  return plan.every(({ kind }) => kind === "noop");
}

/** Particles that stand for all: the heaviest of each kind first, then those next in weight. */
function representatives(particles: readonly Particle[], count: number): readonly Particle[] {
  const byKind = [
    ...Map.groupBy(particles.filter(({ weight }) => weight >= 1e-3), ({ kind }) => kind).values(),
  ]
    .toSorted((a, b) => sumOf(b) - sumOf(a));
  const chosen: Particle[] = [];
  for (let place = 0; chosen.length < count; place++) {
    const next = byKind.flatMap((its) => {
      const one = its[place];
      return one === undefined || place > 0 && one.weight < MIN_FURTHER_WEIGHT ? [] : [one];
    });
    if (next.length === 0) break;
    chosen.push(...next.slice(0, count - chosen.length));
  }
  return chosen;
}

/** The weights of chosen particles: each kind has its whole weight among all, shared by those of it that were chosen; their sum is 1. */
function weightsOf(chosen: readonly Particle[], all: readonly Particle[]): readonly number[] {
  const kinds = Map.groupBy(all, ({ kind }) => kind);
  const some = Map.groupBy(chosen, ({ kind }) => kind);
  const shares = chosen.map(({ kind, weight }) => weight * sumOf(kinds.get(kind)!) / sumOf(some.get(kind)!));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function sumOf(particles: readonly Particle[]): number {
  return particles.reduce((sum, { weight }) => sum + weight, 0);
}

/** Weight from which a particle that is not the heaviest of its kind is worth the steps. */
const MIN_FURTHER_WEIGHT = 0.03;

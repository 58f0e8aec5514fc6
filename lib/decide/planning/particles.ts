import { type FaultType, REQUEST_RATE } from "../../model/mod.ts";
import type { Calibration } from "./calibration.ts";
import type { History } from "./history.ts";
import type { SupposedCase, SupposedFault, Supposition, SystemTwin } from "./twin.ts";

/** A supposition with its state by what was done since, and how well it explains what was observed since. */
export interface Particle {
  readonly supposition: Supposition;
  readonly supposed: SupposedCase;
  /** Kinds and places of its faults, as a text. */
  readonly kind: string;
  /** The state at the end of the latest step. */
  readonly state: Float64Array;
  /** Its share of its kind before any observation, 0 to 1. */
  readonly share: number;
  logLikelihood: number;
  /** How badly it explains the latest observations: an exponential mean. */
  misfit: number;
  /** How surely it said that the SLO is kept in the latest steps, where it was breached: an exponential mean, 0 to 1. */
  surprise: number;
  /** The step since which it has not explained what was observed, or the next one. */
  strangeSince: number;
  /** Requests a second at the front that it expected last. */
  frontRate: number;
  /** 0 to 1, of all. */
  weight: number;
}

/** Weight of a value's misfit in the likelihood: those of one step, and of neighbouring ones, are not independent. */
const TEMPER = 5;
/** Share of the latest observation in the mean misfit. */
const LATEST_SHARE = 0.5;

/** Mean misfit up to which a particle explains what was observed. */
const MAX_MISFIT = 1.1;
/** The same for a particle that says that the SLO is kept while it is breached. */
const MAX_SURPRISE = 0.85;

/** Whether a particle explains what was observed lately. */
export function explains({ misfit, surprise }: Particle): boolean {
  return misfit <= MAX_MISFIT && surprise <= MAX_SURPRISE;
}

/** Particles of one incident. */
export interface Particles {
  readonly all: readonly Particle[];
  /** Begins an incident, in which particles are judged from a step on. */
  begin(judgedFrom: number): void;
  /** Adds a supposition, played from before its first fault until now. */
  add(supposition: Supposition, kind: string, share: number): void;
  /** Goes on to the latest step of the history. */
  advance(): void;
  /** Splits each particle by whether standbys are behind, at a failover that is about to be made. */
  splitByStandby(behindShare: number): void;
  /** Works out the weights, given those of the kinds before any observation, and drops the lightest where there are too many. */
  weigh(priorOf: (kind: string) => number): void;
}

/** Creates the particles of one agent. */
export function createParticles(
  { twin, history, calibration, maxParticles, frontRow }: {
    readonly twin: SystemTwin;
    readonly history: History;
    readonly calibration: Calibration;
    readonly maxParticles: number;
    /** Where the values of the front begin. */
    readonly frontRow: number;
  },
): Particles {
  let all: Particle[] = [];
  let judgedFrom = 0;

  /** Judges the step that the twin has just taken. */
  function judge(particle: Particle, step: number): void {
    const misfit = calibration.misfit(history.observed(step), twin.values);
    if (step >= judgedFrom) particle.logLikelihood -= TEMPER * misfit;
    particle.frontRate = twin.values[frontRow + REQUEST_RATE]!;
    particle.misfit += LATEST_SHARE * (misfit - particle.misfit);
    const surprise = history.isBreached(step) ? 1 - calibration.breachChance(twin.values) : 0;
    particle.surprise += LATEST_SHARE * (surprise - particle.surprise);
    if (misfit <= MAX_MISFIT && surprise <= MAX_SURPRISE) particle.strangeSince = step + 1;
  }

  return {
    get all() {
      return all;
    },
    begin: (step) => {
      all = [];
      judgedFrom = step;
    },
    add: (supposition, kind, share) => {
      const supposed = twin.suppose(supposition);
      const begins = supposition.faults.reduce(
        (least, { startStep }) => Math.min(least, startStep),
        history.step,
      );
      const from = Math.max(history.firstStep, begins - 1);
      const particle: Particle = {
        supposition,
        supposed,
        kind,
        state: new Float64Array(twin.stateLength),
        share,
        logLikelihood: 0,
        misfit: 0.5,
        surprise: 0,
        strangeSince: begins,
        frontRate: 0,
        weight: 0,
      };
      for (let step = Math.max(history.firstStep, judgedFrom); step <= from; step++) {
        particle.logLikelihood -= TEMPER * history.healthyMisfit(step);
      }
      twin.resume(supposed, history.healthyState(from));
      for (let step = from + 1; step <= history.step; step++) {
        twin.step(history.actionBefore(step), history.loadIn(step));
        judge(particle, step);
      }
      twin.save(particle.state);
      all.push(particle);
    },
    advance: () => {
      const { step } = history;
      for (const particle of all) {
        twin.resume(particle.supposed, particle.state);
        twin.step(history.actionBefore(step), history.loadIn(step));
        judge(particle, step);
        twin.save(particle.state);
      }
    },
    splitByStandby: (behindShare) => {
      if (!(behindShare > 0 && behindShare < 1)) return;
      all = all.flatMap((one) => {
        const supposition = { ...one.supposition, isStandbyBehind: true };
        const other: Particle = {
          ...one,
          supposition,
          supposed: twin.suppose(supposition),
          state: one.state.slice(),
          share: one.share * behindShare,
        };
        return [{ ...one, share: one.share * (1 - behindShare) }, other];
      });
    },
    weigh: (priorOf) => {
      if (all.length === 0) return;
      const logs = all.map(({ kind, share, logLikelihood }) =>
        Math.log(priorOf(kind) * share) + logLikelihood
      );
      const most = logs.reduce((a, b) => Math.max(a, b));
      const shares = logs.map((log) => Math.exp(log - most));
      const total = shares.reduce((a, b) => a + b, 0);
      all.forEach((one, i) => one.weight = shares[i]! / total);
      all.sort((a, b) => b.weight - a.weight);
      if (all.length > maxParticles) all.length = maxParticles;
    },
  };
}

/** A fault of a particle. */
export function supposedFault(
  place: { readonly type: FaultType; readonly service: string; readonly caller?: string },
  { severity, startStep }: { readonly severity: number; readonly startStep: number },
): SupposedFault {
  return { ...place, severity, startStep, durationSteps: SUPPOSED_DURATION_STEPS };
}

/** Steps for which a fault is supposed to last unless it is mended. */
const SUPPOSED_DURATION_STEPS = 150;

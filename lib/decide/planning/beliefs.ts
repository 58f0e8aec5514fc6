import type { Diagnosis, FaultType } from "../../model/mod.ts";
import type { History } from "./history.ts";
import { FAULTS_OF_LOAD } from "../pacing/passing_load.ts";
import { type Particle, type Particles, supposedFault } from "./particles.ts";
import type { FaultPlace, SystemTwin } from "./twin.ts";

/** How far the kinds are trusted that the first and any later diagnosis of an incident states; of the rest, the share for any place at all. */
const KIND_TRUST = [0.72, 0.9];
const ANYWHERE_SHARE = 0.3;
const CONFUSED_SHARE = 0.5;
const MIN_PRIOR = 1e-4;
const [NO_FAULT, AND] = ["none", " + "];
/** Particles of a kind of fault: so many times its probability, within limits. */
const [PARTICLES_PER_SHARE, MIN_PARTICLES, MIN_SLOW_PARTICLES, MAX_PARTICLES] = [24, 4, 8, 20];
/** By how much the probability of a kind that was given up must rise for it to be supposed again. */
const MIN_RISE = 3;
/** Range of the severities that are supposed. */
const [MIN_SEVERITY, MAX_SEVERITY] = [0.2, 1];
/** The least severity of faults that are supposed to be as mild as what happens to every system: load that passes. */
const MIN_SEVERITY_OF_LOAD = 0;
/** Faults that are felt only some time after they have begun, and the steps before the first alarm in which they may have. */
const SLOW_KINDS: ReadonlySet<FaultType> = new Set(["pool_exhaustion", "memory_leak"]);
const MAX_SLOW_STEPS = 32;
/** Steps before the first alarm in which any other fault may have begun: as often as they stand here. */
const ONSETS = [0, 0, 1, 0, 0, 2, 0, 1];
/** Steps before an incident from which its particles are judged. */
const JUDGED_STEPS_BEFORE = 4;
/** Prior share of no fault at all, and of a second fault beside the first. */
const [NO_FAULT_SHARE, SECOND_FAULT_SHARE] = [0.5, 0.05];
/** Steps between two searches for a second fault; kinds of a first and of a second that are tried. */
const SECOND_FAULT_INTERVAL = 4;
const [MAX_FIRST_KINDS, MAX_SECOND_KINDS] = [2, 6];
const SECOND_SEVERITIES = [0.45, 0.7, 0.95];
/** Steps between two refinements of the severity; by how much it is changed at first, and at last. */
const REFINE_INTERVAL = 3;
const [FIRST_WIDTH, MIN_WIDTH] = [0.06, 0.01];
/** Mean misfit up to which a particle explains what was observed. */
export const MAX_MISFIT = 1.1;

/** What is held of an incident: particles that follow it. */
export interface Beliefs {
  /** By falling weight; empty where nothing is held. */
  readonly particles: readonly Particle[];
  /** Whether what is held explains what was observed lately. */
  readonly isTrusted: boolean;
  /** The weight of there being no fault, 0 to 1. */
  readonly noFaultWeight: number;
  /** Begins an incident that was first noticed in a step. */
  open(firstStep: number): void;
  close(): void;
  /** Goes on to the latest observation. */
  advance(): void;
  /** Supposes what a diagnosis names and is not held yet. `isDisturbed`: by what was done in this incident, so that it says no more of what was before. */
  suppose(diagnosis: Diagnosis, now: { readonly isDisturbed: boolean }): void;
  /** Supposes severities near that of the likeliest particle, now and then. */
  refine(): void;
  /** Supposes second faults beside those that are held, where these do not suffice. */
  supposeSecond(diagnosis: Diagnosis): void;
}

/** Creates the beliefs of one agent. */
export function createBeliefs(
  { twin, history, particles, mayGoOn }: {
    readonly twin: SystemTwin;
    readonly history: History;
    readonly particles: Particles;
    /** Whether more may be supposed in this step. */
    mayGoOn(): boolean;
  },
): Beliefs {
  let firstStep = 0;
  let searched = -Infinity;
  let refined = 0;
  let width = 0;
  /** The weights before any observation of the kinds that were supposed in this incident, and the diagnoses so far. */
  const priors = new Map<string, number>();
  let diagnoses = 0;
  const kindOf = ({ type, service, caller = "" }: FaultPlace) => `${type} ${service} ${caller}`;

  /** The weight of a kind before any observation of this incident. */
  const priorOf = (kind: string) =>
    kind === NO_FAULT
      ? NO_FAULT_SHARE
      : kind.includes(AND)
      ? SECOND_FAULT_SHARE
      : priors.get(kind) ?? MIN_PRIOR;

  /** What a diagnosis says of every place, the likeliest first: where it errs, it does so in the kind of fault first, then in the service. */
  function named({ kinds = [] }: Diagnosis, trust: number): readonly (readonly [FaultPlace, number])[] {
    const { places } = twin;
    const total = Math.max(1, sumOf(kinds));
    return places.map((place) => {
      const here = kinds.filter(({ service }) => service === place.service);
      const stated = here.find(({ fault }) => fault === place.type)?.probability ?? 0;
      const ofService = here.reduce((sum, { probability }) => sum + probability, 0);
      const alike = places.filter(({ type, service }) =>
        type === place.type && service === place.service
      ).length;
      const elsewhere = (1 - trust) * ANYWHERE_SHARE;
      return [
        place,
        trust * stated / total / alike +
        CONFUSED_SHARE * (1 - trust - elsewhere) * ofService / total / alike +
        (elsewhere + trust * Math.max(0, 1 - sumOf(kinds))) / places.length,
      ] as const;
    }).toSorted((a, b) => b[1] - a[1]);
  }

  function addKind(place: FaultPlace, probability: number): void {
    const isSlow = SLOW_KINDS.has(place.type);
    const least = leastSeverity(place.type);
    const fewest = isSlow ? MIN_SLOW_PARTICLES : MIN_PARTICLES;
    const count = Math.min(MAX_PARTICLES, Math.max(fewest, Math.round(PARTICLES_PER_SHARE * probability)));
    for (let i = 0; i < count; i++) {
      const severity = least +
        (MAX_SEVERITY - least) * (isSlow ? i * GOLDEN % 1 : (i + 0.5) / count);
      const before = isSlow ? Math.round(MAX_SLOW_STEPS * i / count) : ONSETS[i % ONSETS.length]!;
      particles.add(
        {
          faults: [supposedFault(place, { severity, startStep: firstStep - before })],
          isStandbyBehind: false,
        },
        kindOf(place),
        1 / count,
      );
    }
  }

  return {
    get particles() {
      return particles.all;
    },
    get noFaultWeight() {
      return particles.all.reduce(
        (sum, { supposition, weight }) => supposition.faults.length === 0 ? sum + weight : sum,
        0,
      );
    },
    get isTrusted() {
      const [best] = particles.all;
      return best !== undefined && best.misfit <= MAX_MISFIT;
    },
    open: (step) => {
      firstStep = step;
      searched = -Infinity;
      refined = step;
      width = FIRST_WIDTH;
      priors.clear();
      diagnoses = 0;
      particles.begin(step - JUDGED_STEPS_BEFORE);
      particles.add({ faults: [], isStandbyBehind: false }, NO_FAULT, 1);
    },
    close: () => particles.begin(Infinity),
    advance: () => {
      particles.advance();
      particles.weigh(priorOf);
    },
    suppose: (diagnosis, { isDisturbed }) => {
      const trust = KIND_TRUST[Math.min(diagnoses++, KIND_TRUST.length - 1)]!;
      for (const [place, probability] of named(diagnosis, trust)) {
        const kind = kindOf(place);
        const before = priors.get(kind) ?? 0;
        if (before > 0 && !isDisturbed) priors.set(kind, probability);
        const isHeld = before > 0 && particles.all.some((one) => one.kind === kind);
        if (isHeld || !mayGoOn() || probability < before * MIN_RISE) continue;
        priors.set(kind, probability);
        addKind(place, probability);
      }
      particles.weigh(priorOf);
    },
    refine: () => {
      const [best] = particles.all;
      if (best === undefined || history.step - refined < REFINE_INTERVAL || width < MIN_WIDTH) return;
      refined = history.step;
      const { faults } = best.supposition;
      faults.forEach((fault, at) => {
        for (const change of [-width, width]) {
          const severity = Math.min(MAX_SEVERITY, Math.max(leastSeverity(fault.type), fault.severity + change));
          if (severity === fault.severity) continue;
          particles.add(
            { ...best.supposition, faults: faults.with(at, { ...fault, severity }) },
            best.kind,
            best.share,
          );
        }
      });
      width /= 2;
      particles.weigh(priorOf);
    },
    supposeSecond: (diagnosis) => {
      if (history.step - searched < SECOND_FAULT_INTERVAL) return;
      searched = history.step;
      const singles = particles.all.filter(({ supposition }) => supposition.faults.length === 1);
      const firsts: Particle[] = [];
      for (const one of singles) {
        if (firsts.length < MAX_FIRST_KINDS && firsts.every(({ kind }) => kind !== one.kind)) {
          firsts.push(one);
        }
      }
      const others = named(diagnosis, KIND_TRUST.at(-1)!);
      for (const { supposition, kind } of firsts) {
        const [first] = supposition.faults;
        const seconds = others.filter(([place]) => kindOf(place) !== kind).slice(0, MAX_SECOND_KINDS);
        for (const [place] of seconds) {
          for (const startStep of new Set([first!.startStep, first!.startStep + 3, history.step - 2])) {
            for (const severity of SECOND_SEVERITIES) {
              if (!mayGoOn()) continue;
              particles.add(
                {
                  faults: [first!, supposedFault(place, { severity, startStep })],
                  isStandbyBehind: supposition.isStandbyBehind,
                },
                `${kind}${AND}${kindOf(place)}`,
                1 / (SECOND_SEVERITIES.length * 3 * seconds.length),
              );
            }
          }
        }
      }
      particles.weigh(priorOf);
    },
  };
}

function leastSeverity(type: FaultType): number {
  return FAULTS_OF_LOAD.has(type) ? MIN_SEVERITY_OF_LOAD : MIN_SEVERITY;
}

function sumOf(kinds: NonNullable<Diagnosis["kinds"]>): number {
  return kinds.reduce((sum, { probability }) => sum + probability, 0);
}

/** Fractions of its multiples fill an interval evenly. */
const GOLDEN = 0.6180339887498949;

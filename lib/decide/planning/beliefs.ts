import type { Diagnosis, FaultType } from "../../model/mod.ts";
import type { History } from "./history.ts";
import { FAULTS_OF_LOAD } from "../pacing/passing_load.ts";
import { explains, type Particle, type Particles, supposedFault } from "./particles.ts";
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
const SECOND_FAULT_INTERVAL = 2;
const [MAX_FIRST_KINDS, MAX_SECOND_KINDS] = [2, 6];
const SECOND_SEVERITIES = [0.45, 0.7, 0.95];
/** By how much the severities of the likeliest two faults are changed at once. */
const FIRST_CHANGES = [0.12, 0.06];
/** Steps between two refinements of the severity; by how much it is changed at first, and at last. */
const REFINE_INTERVAL = 3;
const [FIRST_WIDTH, MIN_WIDTH] = [0.06, 0.01];
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
    /** Whether more may be supposed in this step; `isLost`: nothing that is held explains what is observed. */
    mayGoOn(now?: { readonly isLost?: boolean }): boolean;
  },
): Beliefs {
  let firstStep = 0;
  let searched = -Infinity;
  let refined = 0;
  let width = 0;
  /** The weights before any observation of the kinds that were supposed in this incident, and the diagnoses so far. */
  const priors = new Map<string, number>();
  let diagnoses = 0;
  /** The kinds of two faults that were tried in this incident. */
  const tried = new Set<string>();
  /** The likeliest single faults, when one was likely last. */
  let firsts: readonly Particle[] = [];
  const kindOf = ({ type, service, caller = "" }: FaultPlace) => `${type} ${service} ${caller}`;

  const kindOfTwo = (one: string, other: string) => [one, other].toSorted().join(AND);

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

  /** Supposes severities that are by so much more or less than those of a particle. */
  function vary({ supposition, kind, share }: Particle, by: number): void {
    const { faults } = supposition;
    faults.forEach((fault, at) => {
      for (const change of [-by, by]) {
        const severity = Math.min(MAX_SEVERITY, Math.max(leastSeverity(fault.type), fault.severity + change));
        if (severity === fault.severity || !mayGoOn({ isLost: true })) continue;
        particles.add({ ...supposition, faults: faults.with(at, { ...fault, severity }) }, kind, share);
      }
    });
    particles.weigh(priorOf);
  }

  /** Supposes a second fault beside a particle's, begun with it or when it no longer explained what was observed. */
  function addSecond({ supposition, kind, strangeSince }: Particle, place: FaultPlace): void {
    const [first] = supposition.faults;
    const starts = new Set([first!.startStep, strangeSince - 1, strangeSince]);
    for (const startStep of starts) {
      for (const severity of SECOND_SEVERITIES) {
        if (startStep > history.step || !mayGoOn({ isLost: true })) continue;
        particles.add(
          {
            faults: [first!, supposedFault(place, { severity, startStep })],
            isStandbyBehind: supposition.isStandbyBehind,
          },
          kindOfTwo(kind, kindOf(place)),
          1 / (SECOND_SEVERITIES.length * starts.size * MAX_SECOND_KINDS),
        );
      }
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
      return best !== undefined && explains(best);
    },
    open: (step) => {
      firstStep = step;
      searched = -Infinity;
      refined = step;
      width = FIRST_WIDTH;
      priors.clear();
      tried.clear();
      firsts = [];
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
      vary(best, width);
      width /= 2;
    },
    supposeSecond: (diagnosis) => {
      if (history.step - searched < SECOND_FAULT_INTERVAL) return;
      searched = history.step;
      const order = named(diagnosis, KIND_TRUST.at(-1)!).map(([place]) => place);
      const held = heaviestOfKinds(particles.all, MAX_FIRST_KINDS);
      if (held.length > 0) firsts = held;
      for (const first of firsts) {
        const others = order.filter((place) => kindOf(place) !== first.kind);
        const isNew = (place: FaultPlace) => !tried.has(kindOfTwo(first.kind, kindOf(place)));
        if (!others.some(isNew)) {
          others.forEach((place) => tried.delete(kindOfTwo(first.kind, kindOf(place))));
        }
        for (const place of others.filter(isNew).slice(0, MAX_SECOND_KINDS)) {
          if (!mayGoOn({ isLost: true })) break;
          tried.add(kindOfTwo(first.kind, kindOf(place)));
          addSecond(first, place);
        }
      }
      particles.weigh(priorOf);
      const [best] = particles.all;
      if (best !== undefined && best.supposition.faults.length > 1) {
        for (const by of FIRST_CHANGES) vary(particles.all[0]!, by);
        width = FIRST_WIDTH;
      }
    },
  };
}

/** The heaviest particles with one fault of so many kinds. */
function heaviestOfKinds(particles: readonly Particle[], count: number): readonly Particle[] {
  const chosen: Particle[] = [];
  for (const one of particles) {
    if (one.supposition.faults.length !== 1 || chosen.some(({ kind }) => kind === one.kind)) continue;
    if (chosen.push(one) === count) break;
  }
  return chosen;
}

function leastSeverity(type: FaultType): number {
  return FAULTS_OF_LOAD.has(type) ? MIN_SEVERITY_OF_LOAD : MIN_SEVERITY;
}

function sumOf(kinds: NonNullable<Diagnosis["kinds"]>): number {
  return kinds.reduce((sum, { probability }) => sum + probability, 0);
}

/** Fractions of its multiples fill an interval evenly. */
const GOLDEN = 0.6180339887498949;

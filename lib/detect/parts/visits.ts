/**
 * The number of the cycle under way, the sum and the number of the values of the last slot in the cycle right before, times seen and where in their
 * slots they lie in the mean, 0 to 1; the slots follow.
 */
const CYCLE = 0,
  END_SUM = 1,
  END_COUNT = 2,
  SEEN = 3,
  WITHIN = 4;
const HEAD = 5;
/** Smallest weight of a new time in the mean place. */
const WITHIN_SHARE = 0.001;
/** Numbers kept of a slot: the sum and the number of the values of the visit under way, visits that are over, the latest three. */
const SUM = 0,
  COUNT = 1,
  OVER = 2,
  LATEST = 3;
const SIZE = LATEST + 3;

/** A time after which something comes again, in slots of equal length. */
export interface Cycle {
  readonly cycleSeconds: number;
  readonly slots: number;
}

/** A day of quarters of an hour. */
export const DAY: Cycle = { cycleSeconds: 86_400, slots: 96 };
/** A week of hours. */
export const WEEK: Cycle = { cycleSeconds: 7 * 86_400, slots: 168 };

/** How visits are kept. */
export interface VisitsOptions {
  /** Whether a visit is its mean less that of all slots in the same cycle, so that a level that has changed is no habit. */
  readonly centred: boolean;
  /** Where the numbers are kept, `visitsSize` of them, all 0 at first. */
  readonly state?: Float64Array;
}

/** What the slots of a cycle, as the quarters of an hour of a day, held when they were last passed through. */
export interface Visits {
  /** The whole state. */
  readonly state: Float64Array;
  /** Enters a time; in another cycle all visits under way are over, but for what comes late from the one right before. @returns the slot */
  enter(timeSeconds: number): number;
  /** Adds a value to the visit under way. */
  add(slot: number, value: number): void;
  /** Number of visits that are over. */
  over(slot: number): number;
  /** The mean of the slot right before, in the same pass; NaN where it held no value. */
  before(slot: number): number;
  /**
   * The median of the last three visits that are over; after two the median of them and `near`, after fewer NaN, because a single odd
   * visit is no habit.
   */
  usual(slot: number, near: number): number;
  /**
   * `usual` at a time, in between two slots in proportion, each of them where its values lie in the mean: values of each full hour at its
   * beginning, those of each minute in its middle. NaN where it is not known for the nearer one of the two.
   */
  usualAt(timeSeconds: number, near: number): number;
}

/** Numbers that the visits of a cycle keep. */
export function visitsSize({ slots }: Cycle): number {
  return HEAD + slots * SIZE;
}

/** Visits of the slots of a cycle; cycles are counted from 1970 in UTC. */
export function createVisits(
  { cycleSeconds, slots }: Cycle,
  { centred, state = new Float64Array(HEAD + slots * SIZE) }: VisitsOptions,
): Visits {
  const kept = state.subarray(HEAD);

  /** The mean of the visit under way; NaN while it holds no value. */
  const running = (slot: number) => kept[slot * SIZE + SUM]! / kept[slot * SIZE + COUNT]!;

  function endCycle(): void {
    let sum = 0;
    let visited = 0;
    for (let at = 0; at < kept.length; at += SIZE) {
      if (kept[at + COUNT] === 0) continue;
      sum += kept[at + SUM]! / kept[at + COUNT]!;
      visited++;
    }
    const level = centred && visited > 0 ? sum / visited : 0;
    for (let at = 0; at < kept.length; at += SIZE) {
      if (kept[at + COUNT] === 0) continue;
      kept[at + LATEST + 2] = kept[at + LATEST + 1]!;
      kept[at + LATEST + 1] = kept[at + LATEST]!;
      kept[at + LATEST] = kept[at + SUM]! / kept[at + COUNT]! - level;
      kept[at + OVER]!++;
      kept[at + SUM] = kept[at + COUNT] = 0;
    }
  }

  /** Slots since 1970 in UTC, in parts of a slot. */
  const placeOf = (timeSeconds: number) => timeSeconds * slots / cycleSeconds;

  function usual(slot: number, near: number): number {
    const at = slot * SIZE;
    if (kept[at + OVER]! < 2) return NaN;
    return medianOfThree(
      kept[at + LATEST]!,
      kept[at + LATEST + 1]!,
      kept[at + OVER] === 2 ? near : kept[at + LATEST + 2]!,
    );
  }

  return {
    state,
    enter: (timeSeconds) => {
      const exact = placeOf(timeSeconds);
      const place = Math.floor(exact);
      const share = Math.max(WITHIN_SHARE, 1 / ++state[SEEN]!);
      state[WITHIN]! += share * (exact - place - state[WITHIN]!);
      const cycle = Math.floor(place / slots);
      // What comes late must not end the visits that have just begun, one value each.
      if (cycle !== state[CYCLE] && cycle !== state[CYCLE]! - 1) {
        const last = (slots - 1) * SIZE;
        state[END_SUM] = kept[last + SUM]!;
        state[END_COUNT] = cycle === state[CYCLE]! + 1 ? kept[last + COUNT]! : 0;
        state[CYCLE] = cycle;
        endCycle();
      }
      return place - cycle * slots;
    },
    add: (slot, value) => {
      kept[slot * SIZE + SUM]! += value;
      kept[slot * SIZE + COUNT]!++;
    },
    over: (slot) => kept[slot * SIZE + OVER]!,
    before: (slot) => {
      if (slot > 0) return running(slot - 1);
      return state[END_COUNT]! > 0 ? state[END_SUM]! / state[END_COUNT]! : NaN;
    },
    usual,
    usualAt: (timeSeconds, near) => {
      const place = placeOf(timeSeconds) - state[WITHIN]!;
      const before = Math.floor(place);
      const share = place - before;
      const first = ((before % slots) + slots) % slots;
      const [here, next] = [usual(first, near), usual((first + 1) % slots, near)];
      if (Number.isNaN(here)) return share > 0.5 ? next : NaN;
      if (Number.isNaN(next)) return share > 0.5 ? NaN : here;
      return (1 - share) * here + share * next;
    },
  };
}

/** The middle one of three numbers. */
export function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

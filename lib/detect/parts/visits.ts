/** The number of the cycle under way, the sum and the number of the values of the last slot in the cycle right before. */
const CYCLE = 0,
  END_SUM = 1,
  END_COUNT = 2;
/**
 * Of the values since the latest slot was entered: its number, how many they are, the first of them, the sum of their distances from it, that of the
 * changes that neighbours expect, of their products with the distances, and of their squares; the slots follow.
 */
const PASS_SLOT = 3,
  PASS_COUNT = 4,
  PASS_FIRST = 5,
  PASS_SUM = 6,
  PASS_EXPECTED = 7,
  PASS_PRODUCTS = 8,
  PASS_SQUARES = 9;
const HEAD = 10;
/**
 * Numbers kept of a slot: of the visit under way the sum and the number of its values and the sum of their places within the slot, the number
 * of visits that are over, the mean place of the values in the latest of these, what the latest three held, and of the changes within the slot that its
 * neighbours expect their covariance with the values and their variance.
 */
const SUM = 0,
  COUNT = 1,
  PLACES = 2,
  OVER = 3,
  PLACE = 4,
  LATEST = 5,
  COVARIANCE = LATEST + 3,
  EXPECTED_VARIANCE = LATEST + 4;
const SIZE = LATEST + 5;
/** What remains of the last two a visit later. */
const REMAINS = 0.7;
/** Smallest change of a value, and smallest variance in mean squares, that floating point resolves. */
const RESOLUTION = 1e-9;

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
  /** Adds the value of the time that was entered last to the visit under way. */
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
   * `usual` at a time: between the mean times of the values of its slot and of a neighbour in proportion, where the neighbour's is known, as
   * far as values have changed so within the slot before: what begins at eight sharp is a step.
   *
   * @returns NaN where that of its own slot is not
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
  /** The place within its slot of the time that was entered last, 0 to 1; set anew for each value. */
  let place = 0;

  /** What neighbours expect to change within the slot at the time that was asked for last. */
  let expected = 0;

  /** Learns whether the values since the latest slot was entered changed as its neighbours expected. */
  function endPass(): void {
    const count = state[PASS_COUNT]!;
    const mean = state[PASS_EXPECTED]! / count;
    const variance = state[PASS_SQUARES]! - state[PASS_EXPECTED]! * mean;
    // Less is rounding: the neighbours expected the same of all values, or nothing.
    const least = Math.max(RESOLUTION * state[PASS_SQUARES]!, count * (RESOLUTION * state[PASS_FIRST]!) ** 2);
    if (count > 1 && variance > least) {
      const at = state[PASS_SLOT]! * SIZE;
      const covariance = state[PASS_PRODUCTS]! - state[PASS_SUM]! * mean;
      kept[at + COVARIANCE] = REMAINS * kept[at + COVARIANCE]! + covariance;
      kept[at + EXPECTED_VARIANCE] = REMAINS * kept[at + EXPECTED_VARIANCE]! + variance;
    }
    state.fill(0, PASS_SLOT, HEAD);
  }

  /** How much of the change that its neighbours expect a slot has shown, 0 to 1. */
  function shown(slot: number): number {
    const [covariance, variance] = [kept[slot * SIZE + COVARIANCE]!, kept[slot * SIZE + EXPECTED_VARIANCE]!];
    return variance > 0 ? Math.max(0, Math.min(1, covariance / variance)) : 1;
  }

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
      kept[at + PLACE] = kept[at + PLACES]! / kept[at + COUNT]!;
      kept[at + OVER]!++;
      kept[at + SUM] = kept[at + COUNT] = kept[at + PLACES] = 0;
    }
  }

  /** Slots since 1970 in UTC, in parts of a slot. */
  const slotsUntil = (timeSeconds: number) => timeSeconds * slots / cycleSeconds;
  const inCycle = (slot: number) => ((slot % slots) + slots) % slots;

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
      const all = slotsUntil(timeSeconds);
      const whole = Math.floor(all);
      place = all - whole;
      const cycle = Math.floor(whole / slots);
      // What comes late must not end the visits that have just begun, one value each.
      if (cycle !== state[CYCLE] && cycle !== state[CYCLE]! - 1) {
        const last = (slots - 1) * SIZE;
        state[END_SUM] = kept[last + SUM]!;
        state[END_COUNT] = cycle === state[CYCLE]! + 1 ? kept[last + COUNT]! : 0;
        state[CYCLE] = cycle;
        endCycle();
      }
      return whole - cycle * slots;
    },
    add: (slot, value) => {
      kept[slot * SIZE + SUM]! += value;
      kept[slot * SIZE + COUNT]!++;
      kept[slot * SIZE + PLACES]! += place;
      if (slot !== state[PASS_SLOT]) endPass();
      if (state[PASS_COUNT]!++ === 0) state[PASS_FIRST] = value;
      const distance = value - state[PASS_FIRST]!;
      state[PASS_SLOT] = slot;
      state[PASS_SUM]! += distance;
      state[PASS_EXPECTED]! += expected;
      state[PASS_PRODUCTS]! += distance * expected;
      state[PASS_SQUARES]! += expected * expected;
    },
    over: (slot) => kept[slot * SIZE + OVER]!,
    before: (slot) => {
      if (slot > 0) return running(slot - 1);
      return state[END_COUNT]! > 0 ? state[END_SUM]! / state[END_COUNT]! : NaN;
    },
    usual,
    usualAt: (timeSeconds, near) => {
      const all = slotsUntil(timeSeconds);
      const whole = Math.floor(all);
      const own = inCycle(whole);
      const here = usual(own, near);
      expected = 0;
      const after = all - whole - kept[own * SIZE + PLACE]!;
      if (after === 0) return here;
      const other = inCycle(whole + Math.sign(after));
      const there = usual(other, near);
      if (Number.isNaN(there)) return here;
      const apart = 1 + Math.sign(after) * (kept[other * SIZE + PLACE]! - kept[own * SIZE + PLACE]!);
      expected = (there - here) * Math.min(1, Math.abs(after) / apart) || 0;
      return here + shown(own) * expected;
    },
  };
}

/** The middle one of three numbers. */
export function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

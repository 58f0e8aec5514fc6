import { findPeriod } from "./period.ts";
import { medianOfThree } from "./visits.ts";

/** The latest values, in which a period is looked for. */
const RING = 2048;
/** Values after which it is looked for the first times, and how often it is afterwards. */
const SEARCHES = { first: [256, 512, 1024, 2048], each: 4096 };
/** Smallest weight of a new forecast in the mean of all. */
const MEAN_SHARE = 0.001;

/** Values seen, the period, forecasts so far, their mean. */
const SEEN = 0,
  PERIOD = 1,
  FORECASTS = 2,
  MEAN = 3;

/** What stood at the same place of earlier periods, for a period of whatever length. */
export interface Repeats {
  /** The whole state. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /**
   * Forecasts the next value: the median of the values one, two and three periods before, or of two and `near` while the third is not known.
   *
   * @returns by how much the forecast is above or below the mean of the earlier forecasts; NaN where there is no period
   */
  forecast(near: number): number;
  /** Adds a value; now and then a period is looked for anew. */
  add(value: number): void;
}

/** Finds the period by itself (`findPeriod`). */
export function createRepeats(): Repeats {
  const own = new Float64Array(4);
  const ring = new Float64Array(RING);

  /** The value so many periods before the next one. */
  function before(periods: number): number {
    const back = Math.round(periods * own[PERIOD]!);
    return back > Math.min(own[SEEN]!, RING) ? NaN : ring[(own[SEEN]! - back) % RING]!;
  }

  function search(): void {
    const seen = own[SEEN]!;
    const held = Math.min(seen, RING);
    own[PERIOD] = findPeriod(Float64Array.from({ length: held }, (_, i) => ring[(seen - held + i) % RING]!));
  }

  return {
    arrays: { repeats: own, ring },
    forecast: (near) => {
      if (own[PERIOD] === 0) return NaN;
      const third = before(3);
      const value = medianOfThree(before(1), before(2), Number.isNaN(third) ? near : third);
      const off = own[FORECASTS] === 0 ? 0 : value - own[MEAN]!;
      own[MEAN] = own[FORECASTS] === 0
        ? value
        : own[MEAN]! + Math.max(MEAN_SHARE, 1 / (own[FORECASTS]! + 1)) * off;
      own[FORECASTS]!++;
      return off;
    },
    add: (value) => {
      const seen = ++own[SEEN]!;
      ring[(seen - 1) % RING] = value;
      if (SEARCHES.first.includes(seen) || seen % SEARCHES.each === 0) search();
    },
  };
}

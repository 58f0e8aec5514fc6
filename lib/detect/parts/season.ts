import { createBlend } from "./blend.ts";
import { createRepeats } from "./repeats.ts";
import { createRoughTimes } from "./rough_times.ts";
import { createRoughness } from "./roughness.ts";
import { createVisits, DAY, WEEK } from "./visits.ts";

/** Smallest weight of a new value in level and spread, and changes of the value after which one step is at most `MAX_OFF` spreads. */
const LEVEL = { share: 0.002, ungated: 100 };
/** Largest deviation from the level that counts, in spreads. */
const MAX_OFF = 4;
/** Smallest weight of a new value in the mean errors, and values seen before these are kept. */
const ERRORS = { share: 0.003, from: 30 };
/** Share of the level's mean error that the forecast must save for all of it to be taken off. */
const FULL_TRUST = 0.4;

/** Values seen, the level, its variance, the mean errors of forecast and level, the latest value, changes of it, the time of the latest value. */
const SEEN = 0,
  MEAN = 1,
  VARIANCE = 2,
  OWN_ERROR = 3,
  LEVEL_ERROR = 4,
  LAST = 5,
  CHANGES = 6,
  TIME = 7;

/** Takes off values what a season explains of them. */
export interface Season {
  /** The whole state. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** @returns the value, less its expected deviation from the level as far as that may be trusted; then learns from the value */
  next(value: number, timeSeconds: number): number;
}

/**
 * Three forecasts of how far a value is from the level: what is usual at this time of the day, what at this hour of the week
 * (`createVisits`), and what stood one, two and three periods before, for a period of whatever length (`createRepeats`). Each is a median of
 * three, so that a single odd day is no habit, and is measured from its own mean, so that a new level is none either.
 * They are blended by what they explain (`createBlend`), and taken off the value as far as they forecast better than the level does: not
 * at all where they do not, fully where they save two fifths of its mean error. What is left is brought half way to one size where it is
 * rougher at some forecasts than at others (`createRoughness`), and brought down at times of the week at which forecasts are always far off
 * (`createRoughTimes`). What has no season passes unchanged.
 *
 * @param options.anyPeriod whether a period is looked for that no calendar knows
 */
export function createSeason({ anyPeriod }: { readonly anyPeriod: boolean }): Season {
  const day = createVisits(DAY, { centred: true });
  const week = createVisits(WEEK, { centred: true });
  const repeats = anyPeriod ? createRepeats() : undefined;
  const forecasts = new Float64Array(anyPeriod ? 3 : 2);
  const blend = createBlend(forecasts.length);
  const roughness = createRoughness();
  const roughTimes = createRoughTimes();
  const own = new Float64Array(8);

  function trust(): number {
    const [error, ofLevel] = [own[OWN_ERROR]!, own[LEVEL_ERROR]!];
    return ofLevel > 0 ? Math.max(0, Math.min(1, (1 - error / ofLevel) / FULL_TRUST)) : 0;
  }

  function forecast(timeSeconds: number, spread: number): number {
    forecasts[0] = day.usualAt(timeSeconds, 0);
    forecasts[1] = week.usualAt(timeSeconds, 0);
    if (repeats) forecasts[2] = repeats.forecast(own[MEAN]!);
    for (let i = 0; i < forecasts.length; i++) forecasts[i] = forecasts[i]! / spread || 0;
    const expected = blend.of(forecasts);
    for (let i = 0; i < forecasts.length; i++) forecasts[i] = clip(forecasts[i]!, MAX_OFF);
    return expected;
  }

  function withoutSeason(
    value: number,
    { expected, spread, timeSeconds }: { expected: number; spread: number; timeSeconds: number },
  ): number {
    const factor = roughTimes.factor(timeSeconds, own[OWN_ERROR]!);
    const trusted = trust();
    // Not the level plus the deviation from it, which would differ by rounding.
    if (trusted === 0) return value;
    const scaled = 1 + trusted * (factor * roughness.factor(expected) - 1);
    return own[MEAN]! + (value - own[MEAN]! - trusted * expected * spread) * scaled;
  }

  function learn(
    value: number,
    { off, rest, spread, timeSeconds }: { off: number; rest: number; spread: number; timeSeconds: number },
  ): void {
    const seen = own[SEEN]!++;
    if (seen > ERRORS.from) {
      const share = Math.max(ERRORS.share, 1 / (seen + 1));
      own[OWN_ERROR]! += share * (Math.min(Math.abs(rest), MAX_OFF) - own[OWN_ERROR]!);
      own[LEVEL_ERROR]! += share * (Math.min(Math.abs(off), MAX_OFF) - own[LEVEL_ERROR]!);
    }
    // Of what no calendar knows nothing is to be remembered over a weekend.
    const byCalendar = forecasts[0] !== 0 || forecasts[1] !== 0;
    blend.learn(forecasts, clip(off, MAX_OFF), byCalendar ? Math.max(0, timeSeconds - own[TIME]!) : Infinity);
    own[TIME] = timeSeconds;
    const share = Math.max(LEVEL.share, 1 / (seen + 1));
    const distance = value - own[MEAN]!;
    // What has hardly ever changed has no usable variance yet.
    const step = own[CHANGES]! < LEVEL.ungated ? distance : clip(distance, MAX_OFF * spread);
    if (value !== own[LAST]) own[CHANGES]!++;
    own[LAST] = value;
    own[MEAN]! += share * step;
    own[VARIANCE] = (1 - share) * (own[VARIANCE]! + share * step * step);
  }

  return {
    arrays: {
      own,
      day: day.state,
      week: week.state,
      blend: blend.state,
      roughness: roughness.state,
      roughTimes: roughTimes.state,
      ...repeats?.arrays,
    },
    next: (value, timeSeconds) => {
      const spread = Math.sqrt(own[VARIANCE]!);
      // While all values are the same, nothing can be off.
      const unit = spread || Infinity;
      const [quarter, hour] = [day.enter(timeSeconds), week.enter(timeSeconds)];
      const expected = forecast(timeSeconds, unit);
      const off = (value - own[MEAN]!) / unit;
      const seasonless = withoutSeason(value, { expected, spread, timeSeconds });
      roughTimes.learn(Math.min(MAX_OFF, Math.abs(off - expected)));
      roughness.learn(expected, clip(off - expected, MAX_OFF));
      learn(value, { off, rest: off - expected, spread, timeSeconds });
      day.add(quarter, value);
      week.add(hour, value);
      repeats?.add(value);
      return seasonless;
    },
  };
}

function clip(x: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, x));
}

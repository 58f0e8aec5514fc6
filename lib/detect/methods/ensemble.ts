import { number, wholeNumber } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createCusums } from "../parts/cusums.ts";
import {
  createJump,
  createLevel,
  createMeanShift,
  createRange,
  type Member,
} from "../parts/ensemble_members.ts";
import { createJoint, JOINT_DEFAULTS } from "../parts/joint.ts";
import { createTail } from "../parts/tail.ts";
import { createDeviation, supportAt } from "../parts/deviation.ts";
import { createSeason } from "../parts/season.ts";
import { createSuspicion, FAINT } from "../parts/suspicion.ts";
import { createTimeOfDay } from "../parts/time_of_day.ts";
import type { StreamPoint } from "../detector.ts";
import { pow } from "../../stats/mod.ts";

/** Values that the level remembers. */
const LEVEL_VALUES = 2000;
/** The level of the near past: what it remembers, the least spread of its values in those of the long one, and its weight. */
const NEAR_LEVEL = { values: 300, leastSpread: 0.25, weight: 0.8 };
/** The criteria besides the level, and their weights: an alarm by the time of the day alone is more often false than one by another. */
const MEMBERS = [
  { create: createJump, weight: 1 },
  { create: createTimeOfDay, weight: 0.85 },
  { create: createRange, weight: 1 },
  { create: createMeanShift, weight: 1 },
];
/** What is more surprising than an alarm by at most this, so many steps behind it, still belongs to its rise. */
const RISE = { surprise: 0.5, steps: 20 };
/** A long memory of the values together and a short one, for which a level that has shifted for good is soon the usual one. */
const JOINT_MEMORIES = { long: JOINT_DEFAULTS, short: { ...JOINT_DEFAULTS, share: 0.01 } };
/** Points seen between which the score falls with the age of the stream. */
const AGEING = { from: 500, to: 20_000 };

/**
 * Five criteria for each value, each turned into a surprise by its own past (-log10 of a tail probability, `createTail`): distance from
 * the usual level, of the long past or, a little less, of the near one, change within six steps, distance from the usual value at the
 * time of the day, distance outside of the range seen so far, shift of the mean. They are combined by (sum of surprise^power)^(1/power).
 * What goes on being unusual scores high once, at its beginning, and again whenever it becomes more unusual. Changes and extremes count
 * as far as the value is off or they are records; new by a hair is no anomaly.
 *
 * What a season explains of a value (`createSeason`) is taken off first, for the distance from the level and for what several dimensions
 * are together; changes, extremes and shifts are those of the value as it is.
 *
 * Several dimensions are also watched together: their Mahalanobis distance (`createJoint`), as the mean surprise of a
 * long and a short memory, and the cumulative sums of each (`createCusums`), both for as long as they last. The score is about the -log10 of a tail probability, 0 or more.
 */
export const ensemble: DetectorEntry = detector({
  name: "ensemble",
  about:
    "distance from the level without the season and four more criteria for each value, each judged by its own past, and the distance and lasting shifts of all values together",
  parameters: {
    power: number({
      about: "exponent that combines surprises: 1 adds them up, a large one takes the largest",
      range: [1, 10],
      default: 3,
    }),
    echoFrom: number({
      about:
        "surprise from which those that follow and are smaller, or a little larger right behind it, are limited to this value",
      unit: "-log10 of a probability",
      range: [0, 30],
      default: 3,
    }),
    echoSteps: wholeNumber({
      about: "steps for which smaller surprises are limited after a large one",
      unit: "steps",
      range: [0, 10_000],
      default: 100,
    }),
    ageing: number({
      about:
        "decrease of the surprise of single values for ten times as many points seen, from 500 to 20,000",
      unit: "-log10 of a probability",
      range: [0, 3],
      default: 0.7,
    }),
    singlePenalty: number({
      about: "deduction from the surprise of single values where there are several dimensions",
      unit: "-log10 of a probability",
      range: [0, 30],
      default: 2,
    }),
    shiftWeight: number({
      about: "weight of the cumulative sums where there are several dimensions",
      unit: "-log10 of a probability per standard deviation",
      range: [0, 3],
      default: 0.3,
    }),
  },
  stream: ({ dimensions }, { power, echoFrom, echoSteps, ageing, singlePenalty, shiftWeight }) => {
    const judged = (member: Member) => ({ member, tail: createTail() });
    const units = Array.from({ length: dimensions }, () => {
      const level = createLevel({ values: LEVEL_VALUES });
      const leastSpread = () => NEAR_LEVEL.leastSpread * level.spread();
      return {
        season: createSeason({ anyPeriod: dimensions === 1 }),
        level: judged(level),
        near: judged(createLevel({ values: NEAR_LEVEL.values, leastSpread })),
        others: MEMBERS.map(({ create, weight }) => ({ ...judged(create()), weight })),
        deviation: createDeviation(),
      };
    });
    /** The latest values without their seasons. */
    const seasonless = new Float64Array(dimensions);
    const suspicion = createSuspicion();
    const joint = dimensions > 1
      ? {
        long: createJoint(dimensions, JOINT_MEMORIES.long),
        short: createJoint(dimensions, JOINT_MEMORIES.short),
      }
      : undefined;
    const cusums = createCusums(dimensions);
    // points seen, the surprise that suppresses others, steps for which it still does
    const own = new Float64Array(3);
    /** The largest deviation of the latest point. */
    let deviation = 0;

    function surpriseAt({ values, timeSeconds }: StreamPoint): number {
      let sum = 0;
      deviation = 0;
      for (let i = 0; i < dimensions; i++) {
        const { season, level, near, others, deviation: { next } } = units[i]!;
        const value = values[i]!;
        const rest = season.next(value, timeSeconds);
        seasonless[i] = rest;
        const ofLevel = level.tail.next(level.member.next(rest, timeSeconds));
        const ofNear = NEAR_LEVEL.weight * near.tail.next(near.member.next(rest, timeSeconds));
        const off = next(rest, ofLevel);
        // Among several dimensions, the first changes of a constant mean little: an error rate of 0 before the first error.
        const trusted = joint === undefined || joint.long.hasMoved(i);
        if (trusted) sum += pow(Math.max(ofLevel, ofNear), power);
        for (const { member, tail, weight } of others) {
          const ofTail = tail.next(member.next(value, timeSeconds));
          const surprise = Math.min(ofTail, member.mostSurprise?.() ?? Infinity);
          const believed = member.record ? Math.max(supportAt(off), member.record()) : member.trust?.() ?? 1;
          if (trusted) sum += pow(weight * believed * surprise, power);
        }
        deviation = Math.max(deviation, off);
      }
      return pow(sum, 1 / power);
    }

    /** The surprise of the values one by one, while none of the preceding ones suppresses it. */
    function single(point: StreamPoint): number {
      const seen = own[0]!++;
      const age = Math.min(AGEING.to, Math.max(AGEING.from, seen)) / AGEING.from;
      const surprise = Math.max(0, surpriseAt(point) - ageing * Math.log10(age));
      const rise = own[2]! > echoSteps - RISE.steps ? RISE.surprise : 0;
      const echo = own[2]! > 0 && surprise <= own[1]! + rise;
      if (echo) own[2]!--;
      else if (surprise > echoFrom) {
        own[1] = surprise;
        own[2] = echoSteps;
      }
      return echo ? Math.min(surprise, echoFrom) : surprise;
    }

    function update(point: StreamPoint): number {
      const alone = single(point);
      if (joint === undefined) {
        const alarm = alone > echoFrom ? alone : 0;
        const suspicious = suspicion.next({ deviation, alarm, timeSeconds: point.timeSeconds });
        return alarm > 0 ? alarm : echoFrom * suspicious;
      }
      const together = (joint.long.next(seasonless) + joint.short.next(seasonless)) / 2;
      const surprise = Math.max(together, alone - singlePenalty);
      return pow(pow(surprise, power) + pow(shiftWeight * cusums.next(seasonless), power), 1 / power);
    }

    return {
      // What is faint only orders what is no alarm.
      ...(joint === undefined && { leastAlarm: echoFrom * FAINT }),
      fit: (warmup) => warmup.forEach(update),
      update,
      arrays: {
        own,
        ...(joint
          ? { joint: joint.long.state, jointShort: joint.short.state, ...cusums.arrays }
          : { suspicion: suspicion.state }),
        ...Object.fromEntries(units.flatMap(({ season, level, near, others, deviation }, i) => [
          ...Object.entries(season.arrays).map(([name, list]) => [`season${i}_${name}`, list]),
          ...[level, ...others, near].flatMap(({ member, tail }, k) => [
            [`member${i}_${k}`, member.state],
            [`tail${i}_${k}`, tail.state],
          ]),
          ...Object.entries(deviation.arrays).map(([name, list]) => [`deviation${i}_${name}`, list]),
        ])),
      },
    };
  },
});

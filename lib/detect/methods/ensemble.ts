import { detector, type DetectorEntry } from "../detector_entry.ts";
import { z } from "zod";
import { numbers, readState } from "../state/state.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";
import { createCusums } from "../parts/cusums.ts";
import { createJoint } from "../parts/joint.ts";
import { createJump } from "../members/jump.ts";
import { createLevel } from "../members/level.ts";
import { createMeanShift } from "../members/mean_shift.ts";
import { createRange } from "../members/range.ts";
import { createTail } from "../parts/tail.ts";
import { createTimeOfDay } from "../members/time_of_day.ts";

const MEMBERS = [createLevel, createJump, createTimeOfDay, createRange, createMeanShift];
/** Surprises are joined by this power mean without the mean: one large one counts, several that agree count more. */
const POWER = 3;
/** After a surprise above `surprise`, as long as no larger one comes, so many steps are scored no higher than that. */
const ECHO = { surprise: 3, steps: 100 };
/** Where there are several dimensions, so much less is thought of the surprise in one of them than of that in all together. */
const ALONE = 2;
/** What a cumulative sum of news counts there, beside the surprise of the point: at most 3, so that it ranks and doesn't alarm. */
const LASTING = 0.3;
/** Beyond `from` points the score falls by so much for ten times the points seen, up to `to` points. */
const CUSTOM = { fall: 0.7, from: 500, to: 20_000 };

/**
 * Five plain ways of being odd, each held against its own past (`createTail`) and joined: far from the usual level, changed within six
 * steps, unusual for the time of the day, beyond all that was ever seen, a shifted mean. What goes on being odd is scored high once, at its
 * beginning, and each time it gets odder. Several dimensions are also watched together: how far their point lies out, and how small
 * shifts of one of them add up, both as long as they last. The score is about the -log10 of a tail probability.
 */
export function createEnsemble({ dimensions }: StreamContext): StreamDetector {
  const units = Array.from(
    { length: dimensions },
    () => MEMBERS.map((create) => ({ member: create(), tail: createTail() })),
  );
  const joint = dimensions > 1 ? createJoint(dimensions) : undefined;
  const cusums = createCusums(dimensions);
  // seen, the largest surprise of late, steps for which it still echoes
  const own = new Float64Array(3);
  const states = [
    own,
    ...(joint ? [joint.state, ...Object.values(cusums.arrays)] : []),
    ...units.flat().flatMap(({ member, tail }) => [member.state, tail.state]),
  ];
  const schema = z.object({
    states: z.tuple(states.map(({ length }) => numbers(length)) as [z.ZodType<Float64Array>]),
  });

  function surpriseAt({ values, timeSeconds }: StreamPoint): number {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) {
      // Among others, the first moves of a value that had stood still say little: an error rate of 0 before the first error.
      const heard = joint === undefined || joint.hasMoved(i);
      for (const { member, tail } of units[i]!) {
        const surprise = tail.next(member.next(values[i]!, timeSeconds));
        if (heard) sum += surprise ** POWER;
      }
    }
    return sum ** (1 / POWER);
  }

  /** A surprise in single values, on its own. */
  function single(point: StreamPoint): number {
    const seen = own[0]!++;
    const watched = Math.min(CUSTOM.to, Math.max(CUSTOM.from, seen)) / CUSTOM.from;
    const surprise = Math.max(0, surpriseAt(point) - CUSTOM.fall * Math.log10(watched));
    const echo = own[2]! > 0 && surprise <= own[1]!;
    if (echo) own[2]!--;
    else if (surprise > ECHO.surprise) {
      own[1] = surprise;
      own[2] = ECHO.steps;
    }
    return echo ? Math.min(surprise, ECHO.surprise) : surprise;
  }

  function update(point: StreamPoint): number {
    const alone = single(point);
    if (joint === undefined) return alone;
    const surprise = Math.max(joint.next(point.values), alone - ALONE);
    return (surprise ** POWER + (LASTING * cusums.next(point.values)) ** POWER) ** (1 / POWER);
  }

  return {
    name: "ensemble",
    fit: (warmup) => warmup.forEach(update),
    update,
    saveState: () => ({ states: states.map((state) => [...state]) }),
    loadState: (state) => {
      const read = readState("ensemble", schema, state);
      read.states.forEach((saved, i) => states[i]!.set(saved));
    },
  };
}

/** The entry of the catalogue. */
export const ensemble: DetectorEntry = detector({
  name: "ensemble",
  about:
    "five plain ways of being odd, each held against its own past, and how far out and for how long all values lie together",
  stream: createEnsemble,
});

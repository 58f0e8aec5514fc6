import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { EpisodeRecord } from "../../run/mod.ts";
import { courseOf } from "./learning_course.ts";
import { resolveExperiment } from "./resolve.ts";
import { madeUpRecord } from "./testing/made_up_record.ts";

const experiment = resolveExperiment({
  name: "mine",
  agents: ["prototype", "full"],
  seeds: { first: 2001, count: 100 },
  trials: 4,
});

/** Trials of 100 episodes with so many steps in each. */
function trials(stepsOf: (trial: number, episode: number) => number): EpisodeRecord[] {
  return [1, 2, 3, 4].flatMap((trial) =>
    Array.from(
      { length: 100 },
      (_, i) => ({ ...madeUpRecord(), trial, episode: i + 1, slo_steps: stepsOf(trial, i + 1) }),
    )
  );
}

Deno.test("the course of learning has its end, its area and its worst window against the reference", () => {
  const reference = trials(() => 10);
  const learner = trials((trial, episode) => episode <= 50 ? 10 + 2 * Math.min(trial, 3) : 4);
  const course = courseOf(learner, reference, experiment)!;
  strictEqual(course.last.value, 4);
  strictEqual(course.lastOfReference, 10);
  strictEqual(course.area.value, 50 * 4.5 - 50 * 6);
  strictEqual(course.worstWindow, 4.5);
  // The last two trials lose 6 for 50 episodes and then gain 6.
  deepStrictEqual(course.worseTrials.value, 0);
  ok(course.area.low <= course.area.value && course.area.value <= course.area.high);
});

Deno.test("a trial in which more is lost in all than by the reference counts as worse", () => {
  const course = courseOf(trials((trial) => trial === 2 ? 11 : 9), trials(() => 10), experiment)!;
  ok(Math.abs(course.worseTrials.value - 1 / 4) < 1e-12);
  ok(course.worseTrials.low > 0 && course.worseTrials.high < 1);
});

Deno.test("a trial that is once more than a tenth worse from the first window on was below the floor", () => {
  const floorOf = (stepsOf: (trial: number, episode: number) => number) =>
    courseOf(trials(stepsOf), trials(() => 10), experiment)!.belowFloorTrials.value;
  // In all after 60 episodes: 610 of 600, then 661 and 659 of 600, made good by the end.
  strictEqual(floorOf((_, episode) => episode === 60 ? 20 : 10), 0);
  strictEqual(floorOf((_, episode) => episode === 60 ? 71 : episode === 100 ? 0 : 10), 1);
  strictEqual(floorOf((_, episode) => episode === 60 ? 69 : 10), 0);
  // Bad luck in the first episodes is no judgement.
  strictEqual(floorOf((_, episode) => episode === 1 ? 50 : 10), 0);
});

Deno.test("there is no course of trials that are too short, or without the reference", () => {
  const short = resolveExperiment({
    name: "mine",
    agents: ["prototype", "full"],
    seeds: { count: 20 },
    trials: 2,
  });
  strictEqual(courseOf(trials(() => 1), trials(() => 1), short), undefined);
  strictEqual(courseOf(trials(() => 1), [], experiment), undefined);
});

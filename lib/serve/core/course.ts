import { METRIC_COUNT, METRICS, NOOP, type Observation } from "../../model/mod.ts";
import type { Environment, StepInfo } from "../../simulator/mod.ts";

/** What was true of a system in a step. Ground truth. */
export interface CourseStep {
  /** Whether the SLO was broken. */
  readonly sloViolated: boolean;
  /** Share of the users' traffic that was shed, 0 to 1. */
  readonly shedShare: number;
  /** Indices of the faults that were active. */
  readonly active: readonly number[];
  /** Requests per second that each service got, by its row; NaN: not measured. */
  readonly rates: Float64Array;
}

/** The steps of an episode; the index is the step. */
export type Course = readonly CourseStep[];

const RATE = METRICS.indexOf("requestRate");

function courseStep(environment: Environment, { values }: Observation, info: StepInfo): CourseStep {
  return {
    sloViolated: info.sloViolated,
    shedShare: info.shedShare,
    active: info.activeFaults.map((fault) => environment.faults.indexOf(fault)),
    rates: Float64Array.from(
      { length: environment.topology.services.length },
      (_, row) => values[row * METRIC_COUNT + RATE]!,
    ),
  };
}

/** A system whose course is written down while somebody plays on it. */
export interface Watched {
  /** To be played on in place of the system itself. */
  readonly environment: Environment;
  /** What has happened since the last reset. */
  readonly course: Course;
}

/** Watches a system: what a plan plays ahead is not part of the course. */
export function watch(environment: Environment): Watched {
  const course: CourseStep[] = [];
  const watched = Object.assign(Object.create(environment) as Environment, {
    reset(options: { seed: number }) {
      const begun = environment.reset(options);
      course.splice(0, course.length, courseStep(environment, begun.observation, begun.info));
      return begun;
    },
    step(action: Parameters<Environment["step"]>[0]) {
      const result = environment.step(action);
      course.push(courseStep(environment, result.observation, result.info));
      return result;
    },
  });
  return { environment: watched, course };
}

/** The course that an episode takes if nobody does anything. */
export function courseAlone(environment: Environment, seed: number): Course {
  const watched = watch(environment);
  watched.environment.reset({ seed });
  for (let step = 0; step < environment.steps; step++) watched.environment.step(NOOP);
  return watched.course;
}

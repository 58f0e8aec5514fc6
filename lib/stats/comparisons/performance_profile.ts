import { z } from "zod";
import { numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { bootstrapOptions } from "../bootstrap_schemas.ts";
import { UsageError } from "../../model/usage_error.ts";
import type { BootstrapOptions } from "../estimates/bootstrap.ts";
import { resample } from "../estimates/resample.ts";
import { sampleQuantile } from "../samples/quantiles.ts";

const ARGUMENTS = z.object({
  tasks: z.array(numbers),
  options: z.strictObject({
    ...bootstrapOptions.shape,
    taus: numbers,
    fewerIsBetter: z.boolean().optional(),
  }),
});

/** Which scores are better. */
export interface Direction {
  /** Whether lower scores are better, as for SLO violations; default false. */
  readonly fewerIsBetter?: boolean;
}

/** Options of a performance profile. */
export interface ProfileOptions extends BootstrapOptions, Direction {
  /** The thresholds tau at which the profile is evaluated, in any order. */
  readonly taus: ArrayLike<number>;
}

/** A performance profile: one entry per tau, in the order given. */
export interface PerformanceProfile {
  /** The thresholds. */
  readonly tau: readonly number[];
  /** The share of runs with a score better than tau, 0 to 1. */
  readonly share: readonly number[];
  /** Pointwise lower limits: the confidence holds for each tau, not for the band as a whole. */
  readonly low: readonly number[];
  /** Pointwise upper limits. */
  readonly high: readonly number[];
}

/**
 * The share of runs that score above each tau, averaged over tasks (Agarwal et al., Deep
 * Reinforcement Learning at the Edge of the Statistical Precipice, 2021, section 4.1: the run-score
 * distribution), with a percentile bootstrap band that resamples the runs of each task separately. With
 * `fewerIsBetter` it is the share at or below tau.
 *
 * @param tasks tasks x runs: the scores of the runs of each task; one task or more
 * @returns limits of NaN where no task has two runs
 * @throws {UsageError} if there is no task, if a task has no run, or if a score is NaN
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { performanceProfile } from "./performance_profile.ts";
 * const { share } = performanceProfile([[1, 2, 3, 4]], { taus: [0, 2, 4], next: () => 0.5 });
 * deepStrictEqual(share, [1, 0.5, 0]);
 * ```
 */
export function performanceProfile(
  tasks: readonly ArrayLike<number>[],
  options: ProfileOptions,
): PerformanceProfile {
  checkOptions("performanceProfile", ARGUMENTS, { tasks, options });
  const { taus, next, resamples = 2000, confidence = 0.95, fewerIsBetter = false } = options;
  requireRuns(tasks);
  const tau = Array.from(taus);
  const grid = [...new Set(tau)].sort((a, b) => a - b);
  const position = new Map(grid.map((level, index) => [level, index]));
  // All that matters of a run is how many of the grid's taus it passes, so that a resample needs no comparisons.
  const passed = tasks.map((runs) => Int32Array.from(runs, (score) => passedTaus(score, grid)));
  const read = (shares: Float64Array) => tau.map((level) => shares[position.get(level)!]!);
  const oriented = (shares: Float64Array) => fewerIsBetter ? shares.map((share) => 1 - share) : shares;
  const draw = () => passed.map((runs) => resample(runs, next));
  const resampled = Array.from({ length: resamples }, () => oriented(sharesAbove(draw(), grid.length)));
  const known = tasks.some(({ length }) => length > 1);
  const limits = (p: number) =>
    Float64Array.from(grid, (_, i) => known ? sampleQuantile(resampled.map((shares) => shares[i]!), p) : NaN);
  return {
    tau,
    share: read(oriented(sharesAbove(passed, grid.length))),
    low: read(limits((1 - confidence) / 2)),
    high: read(limits((1 + confidence) / 2)),
  };
}

/** The number of taus of the ascending grid below the score. */
function passedTaus(score: number, grid: readonly number[]): number {
  const first = grid.findIndex((tau) => tau >= score);
  return first < 0 ? grid.length : first;
}

/** The mean over tasks of the share of runs that pass each tau. */
function sharesAbove(passed: readonly Int32Array[], taus: number): Float64Array {
  const shares = new Float64Array(taus);
  for (const runs of passed) {
    const counts = new Int32Array(taus + 1);
    for (const count of runs) counts[count]!++;
    let above = runs.length;
    for (let i = 0; i < taus; i++) {
      above -= counts[i]!;
      shares[i]! += above / runs.length / passed.length;
    }
  }
  return shares;
}

function requireRuns(tasks: readonly ArrayLike<number>[]): void {
  if (tasks.length === 0) throw new UsageError("A performance profile needs at least one task, found none");
  tasks.forEach((runs, task) => {
    if (runs.length === 0) throw new UsageError(`Task ${task} of a performance profile has no runs`);
    if (Array.from(runs).some(Number.isNaN)) {
      throw new UsageError(`Task ${task} of a performance profile has a score of NaN`);
    }
  });
}

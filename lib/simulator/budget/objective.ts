import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { type BurnRateWindow, deepFreeze, type Slo, STEP_SECONDS, UsageError } from "../../model/mod.ts";

/** An objective with its period, its windows and their scale. */
export type Objective = Required<Pick<Slo, "objective" | "periodDays" | "windows" | "timeScale">>;

/**
 * The pages of Google's SRE workbook (Beyer et al., "The Site Reliability Workbook", O'Reilly 2018, chapter 5, table 5-8): 2 % of a month's
 * budget in an hour, 5 % in six hours.
 */
const WINDOWS: readonly BurnRateWindow[] = deepFreeze([
  { longMinutes: 60, shortMinutes: 5, burnRate: 14.4 },
  { longMinutes: 360, shortMinutes: 30, burnRate: 6 },
]);
const PERIOD_DAYS = 30;
/** Longest window: its requests are kept step by step. */
const MAX_WINDOW_STEPS = 100_000;
const STEPS_PER_MINUTE = 60 / STEP_SECONDS;

const minutes = z.number().positive().max(1e6);

/** The schemas of an SLO's error budget, as options and in files. */
export const OBJECTIVE_SHAPE = {
  objective: z.number().gt(0).lt(1).exactOptional().describe(
    "share of the requests that have to be good: then the error budget is watched in place of the limits",
  ),
  periodDays: z.number().positive().max(3660).exactOptional().describe(
    "days the budget is for; 30 if absent",
  ),
  windows: z.array(z.strictObject({
    longMinutes: minutes,
    shortMinutes: minutes,
    burnRate: z.number().positive().max(1e6),
  })).min(1).max(8).exactOptional().describe(
    "a breach is a burn rate above the limit in both windows of a pair; 60/5 at 14.4 and 360/30 at 6 if absent",
  ),
  timeScale: z.number().positive().max(1000).exactOptional().describe(
    "factor on period and windows; if absent the longest window is as long as the episode",
  ),
} as const;

const OBJECTIVE = z.object(OBJECTIVE_SHAPE);

/** Steps of a window. */
export function windowSteps(lengthMinutes: number, timeScale: number): number {
  return Math.max(1, Math.round(lengthMinutes * timeScale * STEPS_PER_MINUTE));
}

/**
 * The objective of an SLO with its defaults; undefined if it has none.
 *
 * @throws {UsageError} for a value out of range, a part without an objective, a window that is longer than its long one, and a burn rate
 *   that cannot be reached
 */
export function resolveObjective(slo: Partial<Slo>, { steps }: { steps: number }): Objective | undefined {
  checkOptions("createEnvironment", OBJECTIVE, slo, "slo");
  const { objective, periodDays = PERIOD_DAYS, windows = WINDOWS } = slo;
  if (objective === undefined) {
    const stray = (["periodDays", "windows", "timeScale"] as const).find((part) => slo[part] !== undefined);
    if (stray === undefined) return undefined;
    throw new UsageError(`The SLO's ${stray} needs an objective, as 0.99, found none`);
  }
  const longest = Math.max(...windows.map(({ longMinutes }) => longMinutes));
  const timeScale = slo.timeScale ?? steps / (longest * STEPS_PER_MINUTE);
  for (const { longMinutes, shortMinutes, burnRate } of windows) {
    if (shortMinutes > longMinutes) {
      throw new UsageError(
        `The SLO's windows must have a short one that is no longer than the long one of ${longMinutes} minutes, found ${shortMinutes}`,
      );
    }
    if (burnRate * (1 - objective) < 1) continue;
    throw new UsageError(
      `The SLO's burn rate must lie below ${
        Number((1 / (1 - objective)).toPrecision(3))
      }, that of nothing but bad requests at an objective of ${objective}, found ${burnRate}`,
    );
  }
  if (windowSteps(longest, timeScale) > MAX_WINDOW_STEPS) {
    throw new UsageError(
      `The SLO's longest window must have ${MAX_WINDOW_STEPS} steps at most, found ${
        windowSteps(longest, timeScale)
      }`,
    );
  }
  return { objective, periodDays, windows: structuredClone(windows), timeScale };
}

/** @throws {UsageError} if the system uses up its budget without a fault */
export function checkNominalBudget({ objective }: Objective, nominalBadShare: number): void {
  if (nominalBadShare < 1 - objective) return;
  throw new UsageError(
    `The SLO's objective must lie below ${
      Number((1 - nominalBadShare).toPrecision(6))
    }, the share of good requests without a fault, found ${objective}`,
  );
}

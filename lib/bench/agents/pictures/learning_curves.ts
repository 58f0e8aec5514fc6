import { z } from "zod";
import { anyNumber, anyObject } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { MIN_BOOTSTRAP_CASES } from "../../../stats/estimates/resample.ts";
import { bcaMean, type Estimate, mean } from "../../../stats/mod.ts";
import { type Line, lineChart, type LinePoint } from "../../../plot/parts/line_chart.ts";
import { type Outcome, type OutcomeInfo, outcomeInfo, outcomeOf, resampling } from "./outcome.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  records: z.array(anyObject),
  options: z.strictObject({
    metric: z.unknown().optional(),
    window: anyNumber.optional(),
    changes: z.array(z.int()).optional(),
  }),
});

interface Learner {
  readonly agent: string;
  readonly trials: number;
  readonly points: readonly LinePoint[];
  /** From the first full window to the last, with the interval over the trials. */
  readonly change: Estimate;
}

/**
 * Learning curves: the moving average of an outcome over the last episodes of a trial, averaged over the trials of each
 * agent with a 95 % interval over the trials, where there are four or more. A line begins where the first window is full.
 *
 * @param records of any number of agents
 * @param options.metric a column of the results, default `slo_steps`
 * @param options.window number of episodes that are averaged, default a tenth of a trial; at most a whole trial
 * @param options.changes episodes from which on the system is another: marked by dashed lines, after which a curve says nothing of learning alone
 * @throws {UsageError} if no record has the outcome, or if the window is not a positive whole number
 * @throws {UsageError} for an unknown metric
 */
export function plotLearningCurves(
  records: readonly EpisodeRecord[],
  options: {
    /** A column of the results. Default `slo_steps`. */
    readonly metric?: Outcome;
    /** Episodes that are averaged, at most a whole trial. Default: a tenth of a trial. */
    readonly window?: number;
    /** Episodes from which on the system is another: dashed lines. Default: none. */
    readonly changes?: readonly number[];
  } = {},
): Picture {
  checkOptions("plotLearningCurves", ARGUMENTS, { records, options });
  const { metric = "slo_steps", window, changes = [] } = options;
  const info = outcomeInfo(metric);
  const last = Math.max(...records.map(({ episode }) => episode));
  const width = Math.min(window ?? Math.max(1, Math.round(last / 10)), last);
  if (records.length > 0 && !(Number.isInteger(width) && width > 0)) {
    throw new UsageError(`A window is a whole number of episodes above 0, found ${window}`);
  }
  const learners = [...Map.groupBy(records, ({ agent }) => agent)]
    .map(([agent, own]) => learnerOf(agent, { records: own, metric, width }))
    .filter(({ points }) => points.length > 0);
  if (learners.length === 0) {
    throw new UsageError(`A learning curve needs episodes with ${metric}, found none`);
  }
  return lineChart({
    title: changes.length > 0 ? endOf(learners, { info, changes }) : finding(learners, info),
    subtitle: subtitleOf(learners, width),
    lines: learners.map(({ agent, points }): Line => ({ name: agent, points })),
    x: { label: "episode of the trial", domain: [Math.min(width, last - 1), last] },
    y: { label: `${info.name} per episode`, domain: domainOf(learners) },
    rules: { x: changes },
  });
}

function learnerOf(
  agent: string,
  { records, metric, width }: { records: readonly EpisodeRecord[]; metric: Outcome; width: number },
): Learner {
  const trials = [...Map.groupBy(records, ({ trial }) => trial).values()]
    .map((trial) => movingAverage(trial, { metric, width }));
  const episodes = [...new Set(trials.flatMap((trial) => [...trial.keys()]))].sort((a, b) => a - b);
  const changes = trials.map((trial) => [...trial.values()]).filter((values) => values.length > 0)
    .map((values) => values.at(-1)! - values[0]!);
  return {
    agent,
    trials: trials.length,
    change: bcaMean(changes, resampling()),
    points: episodes.map((x) => {
      const values = trials.map((trial) => trial.get(x)).filter((value) => value !== undefined);
      const { low, high } = bcaMean(values, { ...resampling(), resamples: 1000 });
      return { x, y: mean(values), low, high };
    }),
  };
}

/** The average over each full window of a trial, by its last episode; windows without the outcome are left out. */
function movingAverage(
  trial: readonly EpisodeRecord[],
  { metric, width }: { metric: Outcome; width: number },
): Map<number, number> {
  const ordered = trial.toSorted((a, b) => a.episode - b.episode);
  const averages = ordered.slice(width - 1).flatMap(({ episode }, i) => {
    const values = ordered.slice(i, i + width).map((record) => outcomeOf(record, metric));
    const known = values.filter((value) => value !== null);
    return known.length > 0 ? [[episode, mean(known)] as const] : [];
  });
  return new Map(averages);
}

function domainOf(learners: readonly Learner[]): [number, number] {
  const ends = learners.flatMap(({ points }) =>
    points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y])
  )
    .filter(Number.isFinite);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return least === most ? [0, 1] : [least, most];
}

function subtitleOf(learners: readonly Learner[], width: number): string {
  const trials = Math.max(...learners.map(({ trials }) => trials));
  const average = width === 1 ? "each episode" : `average of the last ${width} episodes`;
  return trials === 1
    ? `${average} of one trial, so without an interval`
    : trials < MIN_BOOTSTRAP_CASES
    ? `${average}, mean of ${trials} trials, which are too few for an interval`
    : `${average}, mean of ${trials} trials with 95 % bootstrap bands over the trials`;
}

/** Where the system changes, first and last are different systems: the title tells who ends best, and claims no learning. */
function endOf(
  learners: readonly Learner[],
  { info: { name, better, digits }, changes }: { info: OutcomeInfo; changes: readonly number[] },
): string {
  const sign = better === "less" ? 1 : -1;
  const ends = learners.map(({ agent, points }) => ({ agent, y: points.at(-1)!.y }))
    .sort((a, b) => sign * (a.y - b.y));
  const [best, worst] = [ends[0]!, ends.at(-1)!];
  return `The system changes in episode ${changes.join(", ")}: ${best.agent} ends at ${
    best.y.toFixed(digits)
  }${worst === best ? "" : `, ${worst.agent} at ${worst.y.toFixed(digits)}`} ${name} an episode`;
}

/** Names the agent that improved most, and claims no more than its interval supports. */
function finding(learners: readonly Learner[], { name, better, digits }: OutcomeInfo): string {
  const sign = better === "less" ? -1 : 1;
  const gains = learners.map(({ agent, points, change }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    const shown = better === "less" ? change.high < 0 : change.low > 0;
    return { agent, shown, from: first.y, to: last.y, at: last.x, gain: sign * (last.y - first.y) };
  }).sort((a, b) => Number(b.shown) - Number(a.shown) || b.gain - a.gain);
  const { agent, shown, from, to, at } = gains[0]!;
  const range = `from ${from.toFixed(digits)} to ${to.toFixed(digits)} ${name} an episode by episode ${at}`;
  return shown
    ? `${agent} gets better with experience: ${range}`
    : `No agent is shown to get better with experience: ${agent} goes ${range}`;
}

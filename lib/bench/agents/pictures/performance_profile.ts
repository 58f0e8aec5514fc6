import { z } from "zod";
import { checkOptions } from "../../../model/check_options.ts";
import { STEP_SECONDS, UsageError } from "../../../model/mod.ts";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { median, performanceProfile } from "../../../stats/mod.ts";
import { type Line, lineChart } from "../../../plot/parts/line_chart.ts";
import {
  agentsWithEpisodes,
  type ByAgent,
  byAgentSchema,
  type Outcome,
  type OutcomeInfo,
  outcomeInfo,
  outcomesOf,
  resampling,
} from "./outcome.ts";
import type { Picture } from "../../../plot/parts/svg.ts";
import { shareText } from "../../../model/shown/share_text.ts";

const ARGUMENTS = z.object({
  byAgent: byAgentSchema,
  options: z.strictObject({ metric: z.unknown().optional(), at: z.number().optional() }),
});

/** SLO-violation steps at which the title reads the profile: a minute. */
const STEPS_PER_MINUTE = 60 / STEP_SECONDS;
const MAX_LEVELS = 100;

/**
 * Performance profiles: the share of the episodes of an agent that are at least as good as each outcome, averaged over
 * the scenarios, with pointwise 95 % bands (Agarwal et al., Deep Reinforcement Learning at the Edge of the Statistical
 * Precipice, 2021). Of two curves that do not cross, the upper one is better at every level.
 *
 * @param options.metric a column of the results, default `slo_steps`
 * @param options.at the outcome at which the title reads the curves; default a minute (12 steps) of SLO violation, for
 *   other metrics the median of all episodes
 * @throws {UsageError} if an agent has no episode with the outcome
 * @throws {UsageError} for an unknown metric
 */
export function plotPerformanceProfile(
  byAgent: ByAgent,
  options: {
    /** A column of the results. Default `slo_steps`. */
    readonly metric?: Outcome;
    /** The outcome at which the title reads the curves. Default: 12 steps (60 s) of SLO violation; for other metrics the median of all episodes. */
    readonly at?: number;
  } = {},
): Picture {
  checkOptions("plotPerformanceProfile", ARGUMENTS, { byAgent, options });
  const { metric = "slo_steps", at } = options;
  const info = outcomeInfo(metric);
  const tasks = agentsWithEpisodes(byAgent).map(([agent, records]) => ({
    agent,
    tasks: tasksOf(agent, { records, metric }),
  }));
  const all = tasks.flatMap((agent) => agent.tasks.flat());
  const level = at ?? (metric === "slo_steps" ? STEPS_PER_MINUTE : median(all));
  const taus = [...new Set([...levelsOf(all), level])].sort((a, b) => a - b);
  const lines = tasks.map((agent) => lineOf(agent, { taus, fewerIsBetter: info.better === "less" }));
  return lineChart({
    title: finding(lines, { info, metric, level }),
    subtitle: "share of the episodes, the mean over scenarios, with pointwise 95 % bootstrap bands",
    lines,
    x: { label: `${info.name} per episode`, domain: [taus[0]!, taus.at(-1)!] },
    y: { label: `episodes with ${info.better === "less" ? "at most" : "more than"} x (%)`, domain: [0, 100] },
    stepped: true,
    rules: { x: [level] },
  });
}

/** The outcomes of one agent by scenario. */
function tasksOf(
  agent: string,
  { records, metric }: { records: readonly EpisodeRecord[]; metric: Outcome },
): number[][] {
  const byScenario = Map.groupBy(records, ({ scenario, topology }) => `${scenario}\n${topology}`);
  const tasks = [...byScenario.values()].map((group) => outcomesOf(group, metric));
  const known = tasks.filter(({ length }) => length > 0);
  if (known.length === 0) throw new UsageError(`No episode of "${agent}" has ${metric}`);
  return known;
}

/** The values at which a curve can step, or `MAX_LEVELS` levels if there are more. */
function levelsOf(values: readonly number[]): number[] {
  const distinct = [...new Set(values)];
  if (distinct.length <= MAX_LEVELS) return distinct;
  const least = Math.min(...distinct);
  const width = (Math.max(...distinct) - least) / MAX_LEVELS;
  return Array.from({ length: MAX_LEVELS + 1 }, (_, i) => least + i * width);
}

function lineOf(
  { agent, tasks }: { agent: string; tasks: readonly number[][] },
  options: { taus: readonly number[]; fewerIsBetter: boolean },
): Line {
  const profile = performanceProfile(tasks, { ...options, ...resampling(), resamples: 1000 });
  return {
    name: agent,
    points: profile.tau.map((x, i) => ({
      x,
      y: 100 * profile.share[i]!,
      low: 100 * profile.low[i]!,
      high: 100 * profile.high[i]!,
    })),
  };
}

function finding(
  lines: readonly Line[],
  { info, metric, level }: { info: OutcomeInfo; metric: Outcome; level: number },
): string {
  const ranked = lines.filter(({ name }) => name !== "oracle" || lines.length === 1)
    .map(({ name, points }) => ({ name, share: points.find(({ x }) => x === level)!.y / 100 }))
    .sort((a, b) => b.share - a.share);
  const [best, next] = ranked;
  const time = metric === "slo_steps" ? ` (${(level * STEP_SECONDS).toFixed(0)} s)` : "";
  const bound = info.better === "less" ? "at most" : "more than";
  const others = next ? `, ${shareText(next.share)} of ${next.name}'s` : "";
  return `${shareText(best!.share)} of ${best!.name}'s episodes have ${bound} ` +
    `${Number(level.toFixed(info.digits))} ${info.name}${time}${others}`;
}

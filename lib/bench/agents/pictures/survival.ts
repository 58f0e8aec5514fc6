import { z } from "zod";
import { checkOptions } from "../../../model/check_options.ts";
import { STEP_SECONDS, UsageError } from "../../../model/mod.ts";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { kaplanMeier, medianSurvival, restrictedMean, type SurvivalCurve } from "../../../stats/mod.ts";
import { type Line, lineChart, type LinePoint } from "../../../plot/parts/line_chart.ts";
import { agentsWithEpisodes, type ByAgent, byAgentSchema } from "./outcome.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  byAgent: byAgentSchema,
  options: z.strictObject({ horizonSteps: z.number().positive().optional() }),
});

interface Curve {
  readonly agent: string;
  readonly incidents: number;
  readonly censored: number;
  readonly curve: SurvivalCurve;
  /** Median duration in minutes; Infinity if most incidents did not end. */
  readonly median: number;
  /** Restricted mean up to the horizon in minutes, which separates equal medians. */
  readonly mean: number;
}

/**
 * Kaplan-Meier curves: the share of incidents still in breach by the time since their first breach. Incidents that
 * outlast their episode are censored, which a cross marks.
 *
 * @param options.horizonSteps steps of an episode, default 240, at which incidents are censored
 * @throws {UsageError} if no agent had a breach, or if a breach began after the horizon
 */
export function plotSurvival(byAgent: ByAgent, options: {
  /** Steps of an episode, at which incidents are censored. Default 240. */
  readonly horizonSteps?: number;
} = {}): Picture {
  checkOptions("plotSurvival", ARGUMENTS, { byAgent, options });
  const { horizonSteps = 240 } = options;
  const curves = agentsWithEpisodes(byAgent)
    .map(([agent, records]) => curveOf(agent, records, horizonSteps))
    .filter(({ incidents }) => incidents > 0);
  if (curves.length === 0) throw new UsageError("A survival curve needs an incident, found none");
  const background = backgroundOf(curves);
  const most = Math.max(...curves.flatMap(({ curve }) => curve.time));
  return lineChart({
    title: finding(curves),
    subtitle: subtitleOf(curves, background),
    lines: curves.map((curve) => ({ ...lineOf(curve), isFaint: background.includes(curve) })),
    x: { label: "time since the first breach (minutes)", domain: [0, most || 1] },
    y: { label: "incidents still in breach (%)", domain: [0, 100] },
    stepped: true,
    rules: { y: [50] },
  });
}

/** Curves that can be told apart; with more, those of the best agents and these are in colour. */
const MAX_COLOURED = 8;
const COLOURED_BEST = 5;
const COMPARED = ["noop", "blind", "oracle"];

/** The curves that stand behind the others in grey. */
function backgroundOf(curves: readonly Curve[]): readonly Curve[] {
  if (curves.length <= MAX_COLOURED) return [];
  const others = curves.filter(({ agent }) => !COMPARED.includes(agent)).sort((a, b) => a.mean - b.mean);
  return others.slice(COLOURED_BEST);
}

function curveOf(agent: string, records: readonly EpisodeRecord[], horizonSteps: number): Curve {
  const incidents = records.flatMap(({ first_slo, sustained_recovery }) =>
    first_slo === null ? [] : [{ first_slo, sustained_recovery }]
  );
  const steps = incidents.map(({ first_slo, sustained_recovery }) =>
    sustained_recovery ?? leftOf(horizonSteps, first_slo)
  );
  const over = incidents.map(({ sustained_recovery }) => sustained_recovery !== null);
  const curve = kaplanMeier(steps.map(minutesOf), over);
  return {
    agent,
    incidents: incidents.length,
    censored: over.filter((ended) => !ended).length,
    curve,
    median: medianSurvival(curve).value,
    mean: restrictedMean(curve, minutesOf(horizonSteps)).mean,
  };
}

function leftOf(horizonSteps: number, firstStep: number): number {
  if (firstStep <= horizonSteps) return horizonSteps - firstStep;
  throw new UsageError(`A breach began at step ${firstStep}, after the horizon of ${horizonSteps} steps`);
}

function minutesOf(steps: number): number {
  return steps * STEP_SECONDS / 60;
}

function lineOf({ agent, curve }: Curve): Line {
  const points = curve.time.map((x, i): LinePoint => ({
    x,
    y: 100 * curve.survival[i]!,
    low: 100 * curve.low[i]!,
    high: 100 * curve.high[i]!,
  }));
  const left = curve.time.map((_, i) => curve.atRisk[i]! - (curve.atRisk[i + 1] ?? 0) - curve.events[i]!);
  return {
    name: agent,
    points: [{ x: 0, y: 100, low: 100, high: 100 }, ...points],
    ticks: points.filter((_, i) => left[i]! > 0),
  };
}

function subtitleOf(curves: readonly Curve[], background: readonly Curve[]): string {
  const sum = (of: (curve: Curve) => number) => curves.reduce((total, curve) => total + of(curve), 0);
  const cut = sum(({ censored }) => censored);
  return `Kaplan-Meier estimate with pointwise 95 % bands over ${
    sum(({ incidents }) => incidents)
  } incidents; ` +
    `crosses: ${cut} not over when ${cut === 1 ? "its" : "their"} episode ended` +
    (background.length === 0 ? "" : `; grey: ${background.map(({ agent }) => agent).join(", ")}`);
}

/** Compares the fastest agent (the oracle aside) with doing nothing, or with the slowest. */
function finding(curves: readonly Curve[]): string {
  const honest = curves.filter(({ agent }) => agent !== "oracle").sort((a, b) =>
    a.median === b.median ? a.mean - b.mean : a.median - b.median
  );
  const best = honest.find(({ agent }) => agent !== "noop") ?? honest[0] ?? curves[0]!;
  const other = honest.find(({ agent }) => agent === "noop") ?? honest.at(-1) ?? best;
  const half = best.median === Infinity
    ? `Most of ${best.agent}'s incidents are not over when the episode ends`
    : `Half of ${best.agent}'s incidents are over within ${duration(best.median)}`;
  if (other === best) return half;
  if (other.median === Infinity) return `${half}; most of ${other.agent}'s never are`;
  return `${half}, of ${other.agent}'s within ${duration(other.median)}`;
}

function duration(minutes: number): string {
  return minutes < 2 ? `${(60 * minutes).toFixed(0)} s` : `${minutes.toFixed(1)} min`;
}

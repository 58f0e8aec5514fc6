import { z } from "zod";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import * as Plot from "@observablehq/plot";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { shareText } from "../../../model/shown/share_text.ts";
import { type Estimate, headroom } from "../../../stats/mod.ts";
import { drawPlot } from "../../../plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../../plot/parts/frame.ts";
import {
  agentsWithEpisodes,
  axisLabel,
  type ByAgent,
  byAgentSchema,
  intervalsText,
  meanOutcome,
  type Outcome,
  type OutcomeInfo,
  outcomeInfo,
  outcomesOf,
  resampling,
} from "./outcome.ts";
import { pairedEstimate, pairUp } from "./pairs.ts";
import { INK, MUTED, PAPER, SERIES } from "../../../plot/parts/palette.ts";
import { type Picture, place, write } from "../../../plot/parts/svg.ts";
import { textWidth } from "../../../plot/parts/text_size.ts";

const ARGUMENTS = z.object({
  byAgent: byAgentSchema,
  options: z.strictObject({ metric: z.unknown().optional(), reference: z.string().optional() }),
});

const WIDTH = 760;
const ROW = 28;
const HEADING = 22;
const AXIS = 42;

interface Row extends Estimate {
  readonly agent: string;
}

/**
 * A comparison of agents on the same seeds: the mean outcome of each with its 95 % interval, best on top, one panel per
 * scenario.
 *
 * The title calls an agent best only if the interval of its paired difference to each other leaves out zero.
 *
 * @param options.metric a column of the results, default `slo_steps`
 * @param options.reference the agent that the title compares the best one with; without a reference but with noop and
 *   oracle, the title states the share of the headroom between these two
 * @throws {UsageError} without agents, or for one without episodes
 * @throws {UsageError} for an unknown metric
 */
export function plotComparison(
  byAgent: ByAgent,
  options: {
    /** A column of the results. Default `slo_steps`. */
    readonly metric?: Outcome;
    /** The agent that the title compares the best one with. Default: the title states a share of the headroom, where it can. */
    readonly reference?: string;
  } = {},
): Picture {
  checkOptions("plotComparison", ARGUMENTS, { byAgent, options });
  const { metric = "slo_steps", reference } = options;
  const info = outcomeInfo(metric);
  const rows = rowsOf(byAgent, metric);
  const scenarios = [...new Set(Object.values(byAgent).flat().map(({ scenario }) => scenario))];
  const panels = scenarios.map((scenario) => ({
    scenario,
    rows: scenarios.length === 1 ? rows : rowsOf(within(byAgent, scenario), metric),
  }));
  const heading = scenarios.length > 1 ? HEADING : 0;
  const { card, top } = createFrame({
    title: finding(byAgent, { metric, reference, rows }),
    subtitle: subtitleOf(byAgent, { reference, scenarios }),
    width: WIDTH,
    height: panels.reduce((sum, panel) => sum + heading + ROW * panel.rows.length + 12, AXIS),
  });
  const domain = domainOf(panels.flatMap((panel) => panel.rows));
  let y = top;
  panels.forEach(({ scenario, rows }, i) => {
    if (heading > 0) write(card, scenario, { x: MARGIN, y: y + 14, bold: true });
    const last = i === panels.length - 1;
    place(card, panelOf(rows, { info, domain, last, reference }), { x: 0, y: y + heading });
    y += heading + ROW * rows.length + 12;
  });
  return card;
}

function within(byAgent: ByAgent, scenario: string): ByAgent {
  const entries = Object.entries(byAgent).map(([agent, records]) =>
    [agent, records.filter((record) => record.scenario === scenario)] as const
  );
  return Object.fromEntries(entries.filter(([, records]) => records.length > 0));
}

/** Sorts agents, best on top; those without the outcome are last. */
function rowsOf(byAgent: ByAgent, metric: Outcome): Row[] {
  const sign = outcomeInfo(metric).better === "less" ? 1 : -1;
  const rank = ({ value }: Row) => Number.isNaN(value) ? Infinity : sign * value;
  return agentsWithEpisodes(byAgent)
    .map(([agent, records]) => ({ agent, ...meanOutcome(records, metric) }))
    .sort((a, b) => rank(a) === rank(b) ? 0 : rank(a) - rank(b));
}

function domainOf(rows: readonly Row[]): [number, number] {
  const ends = rows.flatMap(({ low, high, value }) => [low, high, value]).filter(Number.isFinite);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return least === most ? [0, 1] : [least, most];
}

function panelOf(
  rows: readonly Row[],
  { info, domain, last, reference }: {
    info: OutcomeInfo;
    domain: [number, number];
    last: boolean;
    reference: string | undefined;
  },
): Element {
  const known = rows.filter(({ value }) => !Number.isNaN(value));
  const pivot = known.filter(({ agent }) => agent === reference);
  return drawPlot({
    width: WIDTH,
    height: ROW * rows.length + 12 + (last ? AXIS - 12 : 0),
    marginLeft: MARGIN + 10 + Math.max(...rows.map(({ agent }) => textWidth(agent))),
    marginRight: 64,
    marginTop: 4,
    marginBottom: last ? AXIS - 4 : 8,
    x: {
      domain,
      grid: true,
      ...(last ? { label: axisLabel(info), labelAnchor: "center", labelArrow: "none" } : { axis: null }),
    },
    y: { domain: rows.map(({ agent }) => agent), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([0], { stroke: INK }),
      Plot.ruleX(pivot, { x: "value", stroke: MUTED, strokeDasharray: "4 3" }),
      Plot.ruleY(known, { y: "agent", x1: "low", x2: "high", stroke: SERIES[0], strokeWidth: 3 }),
      Plot.dot(known, {
        x: "value",
        y: "agent",
        fill: ({ agent }: Row) => agent === reference ? PAPER : SERIES[0],
        stroke: SERIES[0],
        strokeWidth: 2,
        r: 4.5,
      }),
      Plot.text(known, {
        x: ({ high, value }: Row) => Math.max(high || value, value),
        y: "agent",
        text: ({ value }: Row) => value.toFixed(info.digits),
        textAnchor: "start",
        dx: 10,
        fill: INK,
        stroke: PAPER,
        strokeWidth: 4,
      }),
      Plot.text(rows.filter((row) => !known.includes(row)), {
        x: 0,
        y: "agent",
        text: () => "did not happen",
        textAnchor: "start",
        dx: 10,
        fill: MUTED,
      }),
    ],
  });
}

function subtitleOf(
  byAgent: ByAgent,
  { reference, scenarios }: { reference: string | undefined; scenarios: readonly string[] },
): string {
  const counts = scenarios.flatMap((scenario) =>
    Object.values(within(byAgent, scenario)).map(({ length }) => length)
  );
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const many = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const each = scenarios.length > 1 ? " in each scenario" : "";
  const hollow = reference === undefined ? "" : `; hollow dot and dashed line: ${reference}`;
  return `mean of ${many} episodes${each} on the same seeds, ${intervalsText(byAgent)}${hollow}`;
}

function finding(
  byAgent: ByAgent,
  { metric, reference, rows }: { metric: Outcome; reference: string | undefined; rows: readonly Row[] },
): string {
  const { name, digits } = outcomeInfo(metric);
  const known = rows.filter(({ value }) => !Number.isNaN(value));
  const best = known.find(({ agent }) => agent !== "oracle" && agent !== reference) ?? known[0];
  if (best === undefined) return `No episode has ${name}`;
  if (reference !== undefined) return againstReference(byAgent, { metric, reference, best: best.agent });
  const others = known.filter((row) => row !== best && row.agent !== "oracle");
  const differences = new Map(
    others.map((row) => [row, differenceOf(byAgent, { a: row.agent, b: best.agent, metric })]),
  );
  const alike = others.filter((row) => differences.get(row)!.low <= 0 && differences.get(row)!.high >= 0);
  const share = metric === "slo_steps" ? headroomOf(byAgent, best.agent) : NaN;
  if (!Number.isNaN(share)) {
    const won = `${best.agent} wins ${shareText(share)} of the headroom between doing nothing and the oracle`;
    return alike.length === 0 ? won : `${won}; ${namesOf(alike)} can't be told from it`;
  }
  const outcome = `${best.value.toFixed(digits)} ${name} an episode`;
  if (others.length === 0) return `${best.agent}: ${outcome}`;
  if (alike.length > 0) {
    return `${best.agent} has the best mean, ${outcome}; ${namesOf(alike)} can't be told from it`;
  }
  const unknown = others.some((row) => Number.isNaN(differences.get(row)!.low));
  return `${best.agent} ${unknown ? "has the best mean" : "does best"}: ${outcome}`;
}

/** Agents that a title names one by one. */
const MAX_NAMES = 3;

function namesOf(rows: readonly Row[]): string {
  const names = rows.map(({ agent }) => agent);
  return names.length <= MAX_NAMES ? listed(names) : `${names[0]} and ${names.length - 1} others`;
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

/** The paired difference of two agents with its interval; NaN throughout where no episode of theirs is the same. */
function differenceOf(
  byAgent: ByAgent,
  { a, b, metric }: { readonly a: string; readonly b: string; readonly metric: Outcome },
): Estimate {
  try {
    return pairedEstimate(pairUp(byAgent[a]!, byAgent[b]!, metric));
  } catch (error) {
    if (error instanceof UsageError) return { value: NaN, low: NaN, high: NaN };
    throw error;
  }
}

function againstReference(
  byAgent: ByAgent,
  { metric, reference, best }: { metric: Outcome; reference: string; best: string },
): string {
  const base = byAgent[reference];
  if (!base) throw new UsageError(`Cannot find the reference "${reference}" among the agents compared`);
  if (best === reference) return `${best} is the only agent: nothing to compare it with`;
  const { name, digits, better, less } = outcomeInfo(metric);
  const { value, low, high } = pairedEstimate(pairUp(byAgent[best]!, base, metric));
  const text = (x: number) => Math.abs(x).toFixed(digits);
  if (Number.isNaN(low)) {
    return `${best} and ${reference}: ${value.toFixed(digits)} ${name} between them, too few to say more`;
  }
  if (!(low > 0 || high < 0)) {
    return `${best} and ${reference} can't be told apart: ${value.toFixed(digits)} ${name} between them ` +
      `(95 % interval ${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  }
  const [near, far] = value < 0 ? [high, low] : [low, high];
  const won = (value < 0) === (better === "less");
  const comparative = better === "less" ? less : "more";
  return `${won ? best : reference} has ${text(value)} ${comparative} ${name} an episode than ` +
    `${won ? reference : `${best}, the best of the others`} (95 % interval ${text(near)} to ${text(far)})`;
}

function headroomOf(byAgent: ByAgent, agent: string): number {
  const { noop, oracle } = byAgent;
  const own = byAgent[agent]!;
  if (!noop || !oracle || noop.length !== own.length || oracle.length !== own.length) return NaN;
  const slo = (records: readonly EpisodeRecord[]) => outcomesOf(records, "slo_steps");
  return headroom({ noop: slo(noop), agent: slo(own), oracle: slo(oracle) }, resampling()).value;
}

import { z } from "zod";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import * as Plot from "@observablehq/plot";
import type { Estimate } from "../../../stats/mod.ts";
import { drawPlot } from "../../../plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../../plot/parts/frame.ts";
import {
  agentsWithEpisodes,
  type ByAgent,
  byAgentSchema,
  intervalsText,
  type Outcome,
  outcomeInfo,
} from "./outcome.ts";
import { pairedEstimate, pairUp } from "./pairs.ts";
import { BREACH, INK, MUTED, PAPER, SERIES } from "../../../plot/parts/palette.ts";
import { type Picture, place } from "../../../plot/parts/svg.ts";
import { textWidth } from "../../../plot/parts/text_size.ts";

const ARGUMENTS = z.object({
  byAgent: byAgentSchema,
  options: z.strictObject({ metric: z.unknown().optional(), reference: z.string() }),
});

const WIDTH = 760;
const ROW = 30;
const AXIS = 46;

interface Row extends Estimate {
  readonly agent: string;
  readonly pairs: number;
  readonly verdict: "better" | "worse" | "open";
}

/**
 * Mean paired difference of each agent from the reference on the same incidents, with its 95 % interval. The dot is
 * filled if the interval excludes zero, blue for better and red for worse, and hollow otherwise.
 *
 * @param options.reference the agent that the others are compared with
 * @param options.metric a column of the results, default `slo_steps`
 * @throws {UsageError} if the reference or another agent is missing, or if two agents share no incident
 * @throws {UsageError} for an unknown metric
 */
export function plotDifferences(
  byAgent: ByAgent,
  options: {
    /** The agent that the others are compared with. */
    readonly reference: string;
    /** A column of the results. Default `slo_steps`. */
    readonly metric?: Outcome;
  },
): Picture {
  checkOptions("plotDifferences", ARGUMENTS, { byAgent, options });
  const { reference, metric = "slo_steps" } = options;
  const info = outcomeInfo(metric);
  const rows = rowsOf(byAgent, { reference, metric });
  const height = ROW * rows.length + AXIS + 24;
  const { card, top } = createFrame({
    title: finding(rows, { reference, metric }),
    subtitle: subtitleOf(rows, byAgent),
    width: WIDTH,
    height,
  });
  const label = `${info.name} per episode, minus ${reference}`;
  const text = ({ value, low, high }: Row) =>
    Number.isNaN(low)
      ? value.toFixed(info.digits)
      : `${value.toFixed(info.digits)} [${low.toFixed(info.digits)}, ${high.toFixed(info.digits)}]`;
  const ends = rows.flatMap(({ low, high, value }) => [low, high, value]).filter(Number.isFinite);
  const domain = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const sides = info.better === "less" ? ["← better", "worse →"] : ["← worse", "better →"];
  const plot = drawPlot({
    width: WIDTH,
    height,
    marginLeft: MARGIN + 10 + Math.max(...rows.map(({ agent }) => textWidth(agent))),
    marginRight: 20 + Math.max(...rows.map((row) => textWidth(text(row)))),
    marginTop: 24,
    marginBottom: AXIS - 4,
    x: {
      domain: domain[0] === domain[1] ? [-1, 1] : domain,
      inset: 8,
      grid: true,
      label,
      labelAnchor: "center",
      labelArrow: "none",
    },
    y: { domain: rows.map(({ agent }) => agent), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([0], { stroke: INK, strokeWidth: 1.5 }),
      ...sides.map((side, i) =>
        Plot.text([side], {
          x: 0,
          frameAnchor: "top",
          dy: -18,
          dx: i === 0 ? -6 : 6,
          textAnchor: i === 0 ? "end" : "start",
          fill: MUTED,
        })
      ),
      Plot.ruleY(rows.filter(({ low }) => !Number.isNaN(low)), {
        y: "agent",
        x1: "low",
        x2: "high",
        stroke: colourOf,
        strokeWidth: 3,
      }),
      Plot.dot(rows, {
        x: "value",
        y: "agent",
        r: 4.5,
        stroke: colourOf,
        strokeWidth: 2,
        fill: (row: Row) => row.verdict === "open" ? PAPER : colourOf(row),
      }),
      Plot.text(rows, { frameAnchor: "right", textAnchor: "start", dx: 10, y: "agent", text, fill: INK }),
    ],
  });
  place(card, plot, { x: 0, y: top });
  return card;
}

function colourOf({ verdict }: Row): string {
  return { better: SERIES[0], worse: BREACH, open: MUTED }[verdict];
}

function rowsOf(
  byAgent: ByAgent,
  { reference, metric }: { reference: string; metric: Outcome },
): Row[] {
  const sign = outcomeInfo(metric).better === "less" ? 1 : -1;
  const entries = agentsWithEpisodes(byAgent);
  const base = byAgent[reference];
  if (!base) throw new UsageError(`Cannot find the reference "${reference}" among the agents compared`);
  const others = entries.filter(([agent]) => agent !== reference);
  if (others.length === 0) throw new UsageError(`There is no agent to compare with "${reference}"`);
  return others.map(([agent, records]): Row => {
    const pairs = pairUp(records, base, metric);
    const estimate = pairedEstimate(pairs);
    const [worst, best] = [sign * estimate.low, sign * estimate.high].sort((x, y) => y - x);
    return {
      agent,
      pairs: pairs.a.length,
      ...estimate,
      verdict: worst! < 0 ? "better" : best! > 0 ? "worse" : "open",
    };
  }).sort((x, y) => sign * (x.value - y.value));
}

function subtitleOf(rows: readonly Row[], byAgent: ByAgent): string {
  const counts = rows.map(({ pairs }) => pairs);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const many = least === most ? `${least}` : `${least} to ${most}`;
  return `mean of ${many} paired differences ${
    intervalsText(byAgent, "bootstrap intervals (BCa)")
  }; hollow: it may be zero`;
}

function finding(
  rows: readonly Row[],
  { reference, metric }: { reference: string; metric: Outcome },
): string {
  const { name, digits, less, better } = outcomeInfo(metric);
  const comparative = better === "less" ? less : "more";
  const honest = rows.filter(({ agent }) => agent !== "oracle");
  const [best, ...more] = honest.filter(({ verdict }) => verdict === "better");
  if (best) {
    const others = more.length > 0 ? `; ${alsoBetter(more.length, honest.length - 1, comparative)}` : "";
    return `${best.agent} has ${Math.abs(best.value).toFixed(digits)} ${comparative} ${name} ` +
      `an episode than ${reference}${others}`;
  }
  const [next] = honest;
  if (next && rows.length === 1) {
    return next.verdict === "worse"
      ? `${reference} beats ${next.agent} on ${name}, by ${Math.abs(next.value).toFixed(digits)} an episode`
      : `Neither of ${reference} and ${next.agent} is shown to beat the other on ${name}`;
  }
  if (next && honest.every(({ verdict }) => verdict === "worse")) {
    const ceiling = rows.length > honest.length ? "agent but the oracle" : "other agent";
    return `${reference} beats every ${ceiling} on ${name}, ${next.agent} by ` +
      `${Math.abs(next.value).toFixed(digits)} an episode`;
  }
  const worse = honest.filter(({ verdict }) => verdict === "worse").length;
  return `No agent is shown to beat ${reference} on ${name}: ${worse} of ${honest.length} are worse`;
}

/** How many of the other agents are shown to be better than the reference, besides the one that is named. */
function alsoBetter(better: number, others: number, comparative: string): string {
  if (better === others) {
    return others === 1
      ? `the other has ${comparative}, too`
      : `all ${others} others have ${comparative}, too`;
  }
  return `${better} of the ${others} others ${better === 1 ? "has" : "have"} ${comparative}, too`;
}

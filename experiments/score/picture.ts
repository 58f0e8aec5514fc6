import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { checkOptions } from "../../lib/model/check_options.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { shareText } from "../../lib/model/shown/share_text.ts";
import { drawPlot } from "../../lib/plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../lib/plot/parts/frame.ts";
import { INK, PAPER, SERIES } from "../../lib/plot/parts/palette.ts";
import { type Picture, place } from "../../lib/plot/parts/svg.ts";
import { textWidth } from "../../lib/plot/parts/text_size.ts";
import type { Scores } from "./run.ts";

const ARGUMENTS = z.object({
  scores: z.looseObject({
    agents: z.array(z.looseObject({ agent: z.string(), incidents: z.looseObject({}) })),
    comparisons: z.array(z.looseObject({ than: z.string() })),
  }),
});

const [WIDTH, ROW, AXIS] = [860, 28, 42];

/** A value of an agent, with its interval. */
interface Row {
  readonly agent: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Draws the incidents of a scoreboard: the share that each agent mitigates, and how long its users were denied something, with 95 % intervals.
 *
 * @throws {UsageError} for what are no scores, and for scores without incidents
 */
export function plotScores(scores: Pick<Scores, "agents" | "comparisons">): Picture {
  checkOptions("plotScores", ARGUMENTS, { scores });
  const { agents, comparisons } = scores;
  const count = Math.max(0, ...agents.map(({ incidents }) => incidents.deniedSeconds?.episodes ?? 0));
  if (count === 0) throw new UsageError("The scores have no incidents: there is nothing to be mitigated");
  const names = agents.map(({ agent }) => agent);
  const rows = (key: "mitigated" | "deniedSeconds", unit: number): Row[] =>
    agents.flatMap(({ agent, incidents }) => {
      const measured = incidents[key];
      if (measured === null) return [];
      const { value, low, high } = measured;
      return [{ agent, value: unit * value, low: unit * low, high: unit * high }];
    });
  const { card, top } = createFrame({
    title: titleOf(agents[0]!, comparisons),
    subtitle: `the same ${count} incidents for each, with 95 % intervals`,
    width: WIDTH,
    height: ROW * names.length + AXIS,
  });
  const left = MARGIN + 10 + Math.max(...names.map((name) => textWidth(name)));
  const half = (WIDTH - left) / 2;
  place(
    card,
    panel(rows("mitigated", 100), { names, width: left + half, left, label: "mitigated (%)", most: 100 }),
    { x: 0, y: top },
  );
  place(
    card,
    panel(rows("deniedSeconds", 1), { names, width: half, left: 16, label: "users denied (s an incident)" }),
    { x: left + half, y: top },
  );
  return card;
}

/** What can be told apart of the first and the others. */
function titleOf(first: Scores["agents"][number], comparisons: Scores["comparisons"]): string {
  const { mitigated } = first.incidents;
  const share = mitigated === null ? "" : `${first.agent} mitigates ${shareText(mitigated.value)}`;
  const told = (sign: number) =>
    comparisons.filter(({ deniedSeconds }) =>
      deniedSeconds !== null && sign * deniedSeconds.low > 0 && sign * deniedSeconds.high > 0
    ).map(({ than }) => than);
  const parts = [
    ...told(-1).length > 0 ? [`sooner than ${told(-1).join(", ")}`] : [],
    ...told(1).length > 0 ? [`later than ${told(1).join(", ")}`] : [],
  ];
  return [share, parts.length === 0 ? "" : `users are served ${parts.join(" and ")}`]
    .filter((part) => part !== "").join("; ");
}

function panel(
  rows: readonly Row[],
  { names, width, left, label, most }: {
    readonly names: readonly string[];
    readonly width: number;
    readonly left: number;
    readonly label: string;
    readonly most?: number;
  },
): Element {
  const end = most ?? Math.max(1, ...rows.flatMap(({ value, high }) => [value, high || 0]));
  const hasNames = left > 16;
  return drawPlot({
    width,
    height: ROW * names.length + AXIS,
    marginLeft: left,
    marginRight: 44,
    marginTop: 4,
    marginBottom: AXIS - 4,
    x: { domain: [0, end], grid: true, label, labelAnchor: "center", labelArrow: "none" },
    y: { domain: names, label: null, tickSize: 0, ...(hasNames ? {} : { axis: null }) },
    marks: [
      Plot.ruleX([0], { stroke: INK }),
      Plot.ruleY(rows.filter(({ low }) => !Number.isNaN(low)), {
        ...{ y: "agent", x1: "low", x2: "high", stroke: SERIES[0], strokeWidth: 3 },
      }),
      Plot.dot(rows, { x: "value", y: "agent", fill: SERIES[0], r: 4.5 }),
      Plot.text(rows, {
        x: ({ high, value }: Row) => Math.max(high || value, value),
        y: "agent",
        text: ({ value }: Row) => value.toFixed(0),
        textAnchor: "start",
        dx: 8,
        fill: INK,
        stroke: PAPER,
        strokeWidth: 4,
      }),
    ],
  });
}

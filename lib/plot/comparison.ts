import * as Plot from "@observablehq/plot";
import { headroom } from "../stats/mod.ts";
import { createStream } from "../random/mod.ts";
import { summarise } from "../report/mod.ts";
import type { EpisodeRecord } from "../run/mod.ts";
import { document } from "./document.ts";
import { CARD, INK, MUTED, SERIES } from "./palette.ts";
import { createCard, type Picture, place, write } from "./svg.ts";

const WIDTH = 760;
const ROW = 34;

/** Agents compared on the same seeds: mean SLO-violation steps of each with its 95 % interval, the best on top. */
export function plotComparison(byAgent: Readonly<Record<string, readonly EpisodeRecord[]>>): Picture {
  const rows = Object.entries(byAgent)
    .map(([agent, records]) => ({ agent, ...summarise(records).sloSteps }))
    .sort((a, b) => a.value - b.value);
  const height = ROW * rows.length + 56;
  const episodes = Object.values(byAgent)[0]?.length ?? 0;
  const title = finding(byAgent, rows);
  const card = createCard(WIDTH, height + 50, title);
  write(card, title, { x: 14, y: 22, size: 15, bold: true });
  write(card, `mean of ${episodes} episodes on the same seeds, with 95 % bootstrap intervals`, {
    x: 14,
    y: 40,
    colour: MUTED,
  });
  const plot = Plot.plot({
    document,
    width: WIDTH,
    height,
    marginLeft: 110,
    marginRight: 60,
    marginBottom: 40,
    style: CARD,
    x: {
      label: "SLO-violation steps per episode (fewer is better)",
      labelAnchor: "center",
      grid: true,
      zero: true,
    },
    y: { domain: rows.map(({ agent }) => agent), label: null },
    marks: [
      Plot.ruleX([0], { stroke: INK }),
      Plot.ruleY(rows, { y: "agent", x1: "low", x2: "high", stroke: SERIES[0], strokeWidth: 3 }),
      Plot.dot(rows, { x: "value", y: "agent", fill: SERIES[0], r: 5 }),
      Plot.text(rows, {
        x: "high",
        y: "agent",
        text: ({ value }) => value.toFixed(1),
        textAnchor: "start",
        dx: 10,
        fill: INK,
      }),
    ],
  });
  place(card, plot, { x: 0, y: 48 });
  return card;
}

function finding(
  byAgent: Readonly<Record<string, readonly EpisodeRecord[]>>,
  rows: readonly { agent: string; value: number }[],
): string {
  const best = rows.find(({ agent }) => agent !== "oracle");
  if (best === undefined) return "no agents to compare";
  const { noop, oracle } = byAgent;
  if (!noop || !oracle) {
    return `${best.agent} breaches the SLO least: ${best.value.toFixed(1)} steps an episode`;
  }
  const slo = (records: readonly EpisodeRecord[]) => records.map(({ slo_steps }) => slo_steps);
  const won = headroom(
    { noop: slo(noop), agent: slo(byAgent[best.agent]!), oracle: slo(oracle) },
    { next: createStream("bootstrap").next },
  );
  return `${best.agent} wins ${
    (100 * won.value).toFixed(0)
  } % of the headroom between doing nothing and the oracle`;
}

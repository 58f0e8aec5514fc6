import * as Plot from "@observablehq/plot";
import { document } from "./document.ts";
import { CARD } from "./palette.ts";
import { createCard, type Picture, place, write } from "./svg.ts";

/** What one action did against one fault. */
export interface RemedyCell {
  readonly fault: string;
  readonly action: string;
  /** Mean SLO-violation steps after the fault began. */
  readonly sloSteps: number;
}

const WIDTH = 900;

/** Fault by action as a heat map: how long the SLO stays breached. The best action of each fault is framed. */
export function plotRemedies(cells: readonly RemedyCell[], title: string): Picture {
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  const actions = [...new Set(cells.map(({ action }) => action))];
  const best = faults.map((fault) =>
    cells.filter((cell) => cell.fault === fault).reduce((a, b) => b.sloSteps < a.sloSteps ? b : a)
  );
  const height = faults.length * 27 + 160;
  const card = createCard(WIDTH, height + 48, title);
  write(card, title, { x: 14, y: 22, size: 15, bold: true });
  write(card, "mean SLO-violation steps; darker is worse; the best action of each fault is framed", {
    x: 14,
    y: 40,
  });
  const most = Math.max(...cells.map(({ sloSteps }) => sloSteps));
  const plot = Plot.plot({
    document,
    width: WIDTH,
    height,
    marginLeft: 180,
    marginTop: 8,
    marginBottom: 150,
    style: CARD,
    padding: 0.06,
    x: { domain: actions, label: null, tickRotate: -40 },
    y: { domain: faults, label: null },
    color: { type: "quantize", scheme: "blues", n: 6, domain: [0, most] },
    marks: [
      Plot.cell(cells, { x: "action", y: "fault", fill: "sloSteps" }),
      Plot.cell(best, { x: "action", y: "fault", stroke: "#D55E00", strokeWidth: 2.5, fill: "none" }),
      Plot.text(cells, {
        x: "action",
        y: "fault",
        text: ({ sloSteps }) => sloSteps.toFixed(0),
        fill: ({ sloSteps }) => sloSteps > most / 2 ? "white" : "black",
      }),
    ],
  });
  place(card, plot, { x: 0, y: 48 });
  return card;
}

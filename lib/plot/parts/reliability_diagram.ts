import { UsageError } from "../../model/mod.ts";
import * as Plot from "@observablehq/plot";
import {
  brierScore,
  expectedCalibrationError,
  mean,
  type ReliabilityBin,
  reliabilityCurve,
} from "../../stats/mod.ts";
import { drawPlot } from "./draw_plot.ts";
import { createFrame, MARGIN } from "./frame.ts";
import { FAINT, INK, MUTED, SERIES } from "./palette.ts";
import { type Picture, place, write } from "./svg.ts";
import { fractionText, shareText } from "../../model/shown/share_text.ts";

interface Calibration {
  readonly agent: string;
  readonly cases: number;
  readonly curve: readonly ReliabilityBin[];
  readonly brier: number;
  readonly ece: number;
  /** Mean confidence. */
  readonly meanConfidence: number;
  /** Share of right answers. */
  readonly right: number;
}

const PANELS_PER_ROW = 3;
const SIDE_MARGINS = { marginLeft: 60, marginRight: 14 };
const END_MARGINS = { marginTop: 14, marginBottom: 16 };
const HEADING_HEIGHT = 54;
const COUNTS_HEIGHT = 76;
/** Width of a panel; a single one is wider. */
const PANEL_WIDTHS = { alone: 460, beside: 300 };

/** An answer with its confidence, and whether it was right. */
export interface JudgedAnswer {
  readonly confidence: number;
  readonly right: boolean;
}

/**
 * Draws reliability diagrams, one panel for each name; names without answers are left out.
 *
 * @param options.bins number of bins of equal width
 * @param options.of what is counted, for the subtitle
 * @throws {UsageError} without answers, or if `bins` is not a positive whole number
 */
export function reliabilityDiagram(
  answers: Iterable<readonly [name: string, own: readonly JudgedAnswer[]]>,
  { bins, of }: { bins: number; of: string },
): Picture {
  const agents = [...answers].filter(([, own]) => own.length > 0)
    .map(([name, own]) => calibrationOf(name, own, bins));
  if (agents.length === 0) {
    throw new UsageError("A reliability diagram needs a diagnosis with a confidence, found none");
  }
  const columns = Math.min(PANELS_PER_ROW, agents.length);
  const width = agents.length === 1 ? PANEL_WIDTHS.alone : PANEL_WIDTHS.beside;
  const square = width - SIDE_MARGINS.marginLeft - SIDE_MARGINS.marginRight + END_MARGINS.marginTop +
    END_MARGINS.marginBottom;
  const height = HEADING_HEIGHT + square + COUNTS_HEIGHT;
  const { card, top } = createFrame({
    title: titleOf(agents),
    subtitle: `${calibrationText(agents)}; ${of}, in ${bins} bins of confidence with 95 % Wilson intervals`,
    width: columns * width + MARGIN,
    height: height * Math.ceil(agents.length / columns) + 8,
  });
  agents.forEach((agent, i) => {
    const at = {
      x: width * (i % columns),
      y: top + height * Math.floor(i / columns),
    };
    write(card, agent.agent, { x: at.x + SIDE_MARGINS.marginLeft, y: at.y + 14, bold: true });
    scoresOf(agent).forEach((line, j) =>
      write(card, line, { x: at.x + SIDE_MARGINS.marginLeft, y: at.y + 29 + 14 * j, colour: MUTED })
    );
    place(card, diagram(agent, { width, height: square }), { x: at.x, y: at.y + HEADING_HEIGHT });
    place(card, counts(agent, width), { x: at.x, y: at.y + HEADING_HEIGHT + square });
  });
  return card;
}

function calibrationOf(agent: string, diagnosed: readonly JudgedAnswer[], bins: number): Calibration {
  const confidences = diagnosed.map(({ confidence }) => confidence);
  const outcomes = diagnosed.map(({ right }) => right);
  return {
    agent,
    cases: diagnosed.length,
    curve: reliabilityCurve(confidences, outcomes, { bins }),
    brier: brierScore(confidences, outcomes),
    ece: expectedCalibrationError(confidences, outcomes, { bins }),
    meanConfidence: mean(confidences),
    right: outcomes.filter(Boolean).length / outcomes.length,
  };
}

function diagram({ curve }: Calibration, size: { width: number; height: number }): Element {
  return drawPlot({
    ...size,
    ...SIDE_MARGINS,
    ...END_MARGINS,
    x: { domain: [0, 1], axis: null },
    y: {
      domain: [0, 1],
      grid: true,
      ticks: 5,
      label: "share right",
      labelAnchor: "center",
      labelArrow: "none",
    },
    marks: [
      Plot.frame({ stroke: FAINT }),
      Plot.line([[0, 0], [1, 1]], { stroke: MUTED, strokeDasharray: "4 3" }),
      Plot.ruleX(curve, { x: "confidence", y1: "low", y2: "high", stroke: SERIES[0], strokeWidth: 2 }),
      Plot.dot(curve, { x: "confidence", y: "observed", r: 4.5, fill: SERIES[0] }),
    ],
  });
}

/** The number of diagnoses in each bin, with the shared horizontal axis. */
function counts({ curve }: Calibration, width: number): Element {
  const most = Math.max(...curve.map(({ cases }) => cases));
  return drawPlot({
    width,
    height: COUNTS_HEIGHT,
    ...SIDE_MARGINS,
    marginTop: 2,
    marginBottom: 36,
    x: {
      domain: [0, 1],
      ticks: 5,
      label: "confidence of the diagnosis",
      labelAnchor: "center",
      labelArrow: "none",
    },
    y: { domain: [0, most * 1.5], axis: null },
    marks: [
      Plot.rectY(curve, { x1: "from", x2: "to", y: "cases", fill: SERIES[4], insetLeft: 1, insetRight: 1 }),
      Plot.text(curve, {
        x: ({ from, to }: ReliabilityBin) => (from + to) / 2,
        y: "cases",
        text: ({ cases }: ReliabilityBin) => String(cases),
        dy: -6,
        fontSize: 9,
        fill: INK,
      }),
      Plot.ruleY([0], { stroke: MUTED }),
    ],
  });
}

function scoresOf({ cases, brier, ece, meanConfidence, right }: Calibration): string[] {
  return [
    `${answersText(cases)}, Brier ${fractionText(brier, 3)}, ECE ${fractionText(ece, 3)}`,
    `${shareText(meanConfidence)} sure on average, right in ${shareText(right)}`,
  ];
}

/** What is drawn. Whether confidence may be believed is for the reader to see, in the intervals. */
function titleOf(agents: readonly Calibration[]): string {
  const [one] = agents;
  return agents.length === 1
    ? `How often ${one!.agent} is right, by its confidence`
    : "How often answers are right, by their confidence";
}

/** The expected calibration error, of several the least and the largest, and over how many answers. */
function calibrationText(agents: readonly Calibration[]): string {
  const sorted = agents.toSorted((a, b) => a.ece - b.ece);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const figure = ({ ece, cases }: Calibration) => `ECE ${fractionText(ece, 3)} over ${answersText(cases)}`;
  return agents.length === 1
    ? figure(least)
    : `${figure(least)} (${least.agent}) to ${figure(most)} (${most.agent})`;
}

function answersText(cases: number): string {
  return cases === 1 ? "1 answer" : `${cases} answers`;
}

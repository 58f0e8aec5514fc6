import { element } from "./dom.ts";
import type { EpisodeData } from "./figure_data.ts";
import { swatch } from "./series_colour.ts";
import { clockText } from "./time_axis.ts";
import { numberText } from "./value_axis.ts";
import { runAt, type ViewStore } from "./view.ts";

/** The values of all metrics at the step under the pointer, as a table beside it. */
export function createTip(data: EpisodeData, store: ViewStore) {
  const node = element("div", { class: "tip", role: "tooltip", hidden: true });
  let shown: string | undefined;
  const draw = ({ width, height, x }: { width: number; height: number; x: number }) => {
    const { hover, hoverY, drawn } = store.get();
    node.hidden = hover === undefined || !data.panels;
    if (hover === undefined || !data.panels) return;
    const key = `${hover} ${drawn}`;
    if (key !== shown) {
      shown = key;
      node.replaceChildren(...tipContents(data, { step: hover, drawn }));
    }
    const [wide, high] = [node.offsetWidth, node.offsetHeight];
    const beside = x + 16 + wide <= width ? x + 16 : x - 16 - wide;
    node.style.left = `${Math.max(0, Math.min(beside, width - wide))}px`;
    node.style.top = `${Math.max(0, Math.min(hoverY + 18, height - high))}px`;
  };
  return { node, draw };
}

/** A line on the step, the table, and what happens in the step. */
export function tipContents(
  data: EpisodeData,
  { step, drawn }: { step: number; drawn: readonly boolean[] },
): Node[] {
  const inBreach = runAt(data.breaches, step) !== undefined;
  const metrics = data.metrics.filter(({ whole }) => !whole);
  const hasScores = data.scores.some((scores) => (scores[step] ?? null) !== null);
  const rows = data.lines.flatMap((line, i) =>
    drawn[i]
      ? [element(
        "tr",
        {},
        element("th", { scope: "row" }, swatch(line.colour, line.dash), data.graph.nodes[line.row]!.name),
        ...metrics.map(({ values, scale, digits, limit }) => {
          const value = valueOf(values[i]?.[step], scale);
          return element("td", {
            class: limit !== undefined && line.row === data.front && value > limit.value ? "over" : undefined,
          }, numberText(value, digits));
        }),
        ...(hasScores ? [scoreCell(data.scores[line.row]?.[step])] : []),
      )]
      : []
  );
  const whole = data.metrics.filter(({ whole }) => whole).map(({ label, values, scale, digits }) =>
    element("p", {}, `${label}: ${numberText(valueOf(values[0]?.[step], scale), digits)}`)
  );
  return [
    element(
      "p",
      { class: "tip-head" },
      element("b", {}, clockText(data.stepSeconds * (data.first + step))),
      ` step ${data.first + step}`,
      ...(inBreach ? [element("span", { class: "over" }, "SLO in breach")] : []),
    ),
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("td"),
          ...[...metrics.map(({ short }) => short), ...(hasScores ? ["score"] : [])]
            .map((text) => element("th", { scope: "col" }, text)),
        ),
      ),
      element("tbody", {}, ...rows),
    ),
    ...whole,
    ...data.events.filter((event) => event.step === step)
      .map(({ text, refused }) =>
        element("p", { class: refused ? "over" : "did" }, refused ? `refused: ${text}` : `action: ${text}`)
      ),
  ];
}

export function scoreCell(score: number | null | undefined): HTMLElement {
  const value = valueOf(score, 0.01);
  return element("td", { class: value >= 1 ? "over" : undefined }, numberText(value, 1));
}

export function valueOf(value: number | null | undefined, scale: number): number {
  return value === null || value === undefined ? NaN : value * scale;
}

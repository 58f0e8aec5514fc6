import { element } from "./dom.ts";
import type { EpisodeData, GraphData } from "./figure_data.ts";
import { numberText } from "./value_axis.ts";

/** What is known of a service: its values in a step of an episode, what the topology says of it, whom it calls and who calls it. */
export function serviceFacts(
  data: { readonly graph: GraphData } & Partial<Pick<EpisodeData, "lines" | "metrics">>,
  { row, step = 0 }: { row: number; step?: number },
): Node[] {
  const { graph, lines = [], metrics = [] } = data;
  const node = graph.nodes[row]!;
  const line = lines.findIndex((one) => one.row === row);
  const values = line < 0 ? [] : metrics.filter(({ whole }) => !whole).map((metric) => {
    const value = metric.values[line]?.[step] ?? null;
    const [, name = metric.label, unit = ""] = metric.label.match(/^(.*) \((.*)\)$/) ?? [];
    return `${name} ${value === null ? "–" : numberText(value * metric.scale, metric.digits)}${
      unit && `\u00a0${unit}`
    }`;
  });
  const listed = (title: string, calls: readonly string[]) =>
    calls.length === 0 ? [] : [element(
      "p",
      {},
      `${title}: `,
      ...calls.flatMap((call, i) => i === 0 ? [call] : [element("br"), call]),
    )];
  return [
    element("p", {}, element("b", {}, node.name), ` · ${node.kind}`),
    element("p", {}, node.facts.map(([name, value]) => `${name} ${value}`).join(" · ")),
    ...(values.length === 0 ? [] : [element("p", {}, `in this step: ${values.join(" · ")}`)]),
    ...listed(
      "calls",
      graph.calls.filter(({ caller }) => caller === row)
        .map(({ callee, about }) => `${graph.nodes[callee]!.name} (${about})`),
    ),
    ...listed(
      "called by",
      graph.calls.filter(({ callee }) => callee === row)
        .map(({ caller, about }) => `${graph.nodes[caller]!.name} (${about})`),
    ),
  ];
}

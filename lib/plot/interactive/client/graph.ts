import { element, setAttributes, shape } from "./dom.ts";
import type { GraphData } from "./figure_data.ts";
import { numberText } from "./value_axis.ts";

/** What is said of the services, by row. */
export interface GraphState {
  /** Blame by row; null: none was stated. */
  readonly blame: readonly (number | null)[];
  /** Rows; -1: none. */
  readonly suspect: number;
  readonly atFault: readonly number[];
  /** Services whose anomaly score has reached the alarm level. */
  readonly alarmed: readonly number[];
}

/** A service graph whose nodes can be walked by arrow keys and chosen. */
export interface GraphView {
  readonly node: HTMLElement;
  readonly update: (state: GraphState) => void;
}

/** Draws a service graph; `choose` is told which row is pointed at or focused, undefined when none is any more. */
export function createGraph(
  graph: GraphData,
  choose: (row: number | undefined) => void,
): GraphView {
  const calls = graph.calls.map((call) =>
    shape(
      "g",
      { class: `call${call.optional ? " optional" : ""}` },
      shape("path", { class: "wire", d: call.line }),
      shape("path", { class: "head", d: call.head }),
    )
  );
  const nodes = graph.nodes.map((node, row) =>
    shape(
      "g",
      { class: "node", tabindex: row === 0 ? "0" : "-1", role: "img" },
      shape("path", { class: "truth", d: node.frame }),
      shape("path", { class: "body", d: node.outline }),
      ...(node.rim === undefined ? [] : [shape("path", { class: "rim", d: node.rim })]),
      shape("text", { class: "service", x: node.x, y: node.y }, node.name),
      shape("text", { class: "blame", x: node.x, y: node.y + 12 }),
      shape("text", { class: "tag", x: node.x, y: node.top - 10 }),
      shape("circle", {
        class: "bell",
        cx: node.x + node.width / 2 - 3,
        cy: node.top + 3,
        r: 4.5,
      }),
    )
  );
  const svg = shape(
    "svg",
    {
      viewBox: `0 0 ${graph.width} ${graph.height}`,
      class: "graph",
      role: "group",
      "aria-label": "Service graph",
    },
    ...calls,
    ...nodes,
  );
  svg.style.minWidth = `${Math.round(0.8 * graph.width)}px`;
  svg.style.maxWidth = `${Math.round(1.25 * graph.width)}px`;
  const point = (row: number | undefined) => {
    graph.calls.forEach(({ caller, callee }, i) => {
      calls[i]!.classList.toggle("near", row === caller || row === callee);
    });
    svg.classList.toggle("pointed", row !== undefined);
    choose(row);
  };
  nodes.forEach((node, row) => {
    node.addEventListener("pointerenter", () => point(row));
    node.addEventListener("pointerleave", () => point(undefined));
    node.addEventListener("focus", () => point(row));
    node.addEventListener("blur", () => point(undefined));
    node.addEventListener("keydown", (event) => {
      const next = neighbour(graph, row, event.key);
      if (next === undefined) return;
      event.preventDefault();
      node.setAttribute("tabindex", "-1");
      nodes[next]!.setAttribute("tabindex", "0");
      nodes[next]!.focus();
    });
  });
  const frame = element("div", { class: "graph-frame" }, svg);
  return {
    node: frame,
    update: (state) => {
      nodes.forEach((node, row) => updateNode(node, { row, graph, state }));
      const { x } = graph.nodes[state.suspect] ?? { x: 0 };
      // A graph that is wider than the page shows its suspect.
      if (x > 0) frame.scrollLeft = x / graph.width * frame.scrollWidth - frame.clientWidth / 2;
    },
  };
}

export function updateNode(
  node: SVGElement,
  { row, graph, state }: { row: number; graph: GraphData; state: GraphState },
): void {
  const blame = state.blame[row] ?? null;
  const most = state.blame.reduce((a: number, b) => Math.max(a, b ?? 0), 1);
  const share = Math.max(0, (blame ?? 0) / most);
  const isSuspect = row === state.suspect;
  const isAtFault = state.atFault.includes(row);
  const tag = [isSuspect ? "suspect" : "", isAtFault ? "at fault" : ""].filter((part) => part !== "").join(
    ", ",
  );
  const { name, kind, y, rim } = graph.nodes[row]!;
  node.style.setProperty("--share", `${Math.round(100 * share)}%`);
  node.classList.toggle("suspect", isSuspect);
  node.classList.toggle("at-fault", isAtFault);
  node.classList.toggle("half", share > 0.5);
  node.classList.toggle("full", share > 0.85);
  node.classList.toggle("alarmed", state.alarmed.includes(row));
  node.querySelector(".blame")!.textContent = blame === null ? "" : blameText(blame);
  node.querySelector(".tag")!.textContent = tag;
  setAttributes(node.querySelector(".service")!, {
    y: y + (blame === null ? 4 : -1) + (rim === undefined ? 0 : 1),
  });
  setAttributes(node, {
    "aria-label": [
      `${name}, ${kind}`,
      ...(blame === null ? [] : [`blame ${blameText(blame)}`]),
      ...(tag === "" ? [] : [tag]),
      ...(state.alarmed.includes(row) ? ["alarm"] : []),
    ].join(", "),
  });
}

/** What the marks of a graph mean, of those that it has. */
export function graphLegend(
  { blame, suspect, atFault, alarm }: { blame: boolean; suspect: boolean; atFault: boolean; alarm: boolean },
): HTMLElement {
  const keys: [string, string, boolean][] = [
    ["fill", "blame", blame],
    ["bold", "suspect", suspect],
    ["dashed", "at fault in truth", atFault],
    ["dot", "alarm", alarm],
    ["wire-key", "optional call", true],
  ];
  return element(
    "p",
    { class: "legend-line" },
    ...keys.filter(([, , has]) => has)
      .map(([kind, text]) => element("span", {}, element("i", { class: `key ${kind}` }), text)),
  );
}

/** Blame with two digits; what is nearly 1 isn't called 1. */
export function blameText(blame: number): string {
  if (blame > 0.995 && blame < 1) return "> 0.99";
  if (blame > 0 && blame < 0.005) return "< 0.01";
  return numberText(blame, 2);
}

/** The nearest service in the direction of an arrow key. */
export function neighbour(graph: GraphData, row: number, key: string): number | undefined {
  const direction =
    ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const)[
      key as "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"
    ];
  const from = graph.nodes[row];
  if (direction === undefined || from === undefined) return undefined;
  const [dx, dy] = direction;
  let [best, least]: [number | undefined, number] = [undefined, Infinity];
  graph.nodes.forEach(({ x, y }, to) => {
    const along = (x - from.x) * dx + (y - from.y) * dy;
    const across = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
    if (along > 1 && along + 2 * across < least) [best, least] = [to, along + 2 * across];
  });
  return best;
}

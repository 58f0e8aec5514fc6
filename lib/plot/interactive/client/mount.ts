import { createCourse } from "./course.ts";
import { element } from "./dom.ts";
import type { EpisodeData, FigureData, ServiceGraphData } from "./figure_data.ts";
import { createGraph, graphLegend } from "./graph.ts";
import { createInspector } from "./inspector.ts";
import { serviceFacts } from "./service_facts.ts";
import { createStepper } from "./stepper.ts";
import { createStrip } from "./strip.ts";
import { followTheme } from "./theme.ts";
import { createLegend, createToolbar } from "./toolbar.ts";
import { createView } from "./view.ts";

/** Brings all figures of the page to life that are not yet. Each is in a shadow tree, so that no two of them, nor the page, share a name. */
export function mountFigures(style: string): void {
  for (const host of document.querySelectorAll<HTMLElement>("[data-aiops-figure]")) {
    const text = host.querySelector("script")?.textContent;
    if (host.shadowRoot !== null || !text) continue;
    const data = JSON.parse(text) as FigureData;
    const figure = element("figure", { class: "figure", "aria-label": data.title });
    if (data.kind === "episode") episodeFigure(data, figure);
    else graphFigure(data, figure);
    // From here on the static picture in the host is hidden.
    host.attachShadow({ mode: "open" }).append(element("style", {}, style), figure);
    followTheme(host, figure);
  }
}

/** Fills a figure with an episode, which is drawn for the width that it gets. */
export function episodeFigure(data: EpisodeData, figure: HTMLElement): void {
  const left = 76;
  const store = createView(data);
  const strip = createStrip(data, store, left);
  const course = createCourse(data, store, left);
  const stepper = createStepper(data, store, left);
  const { graph, words } = createInspector(data, store);
  const main = element("div", { class: "main" });
  if (data.panels) main.append(createLegend(data, store));
  main.append(strip.node, course.node, stepper.node);
  const isWide = data.graph.width > 420;
  figure.append(
    heading(data, createToolbar(data, store)),
    element(
      "div",
      { class: `body${isWide ? " wide-graph" : ""}${data.panels ? "" : " graph-first"}` },
      main,
      words,
      graph,
    ),
    element(
      "figcaption",
      { class: "hint" },
      data.panels
        ? "Point at the panels to read values; drag over them to zoom, double-click to go back. "
        : "",
      "Ctrl + wheel zooms; drag the window in the strip to move. The slider and its arrow keys go step by step.",
    ),
  );
  new ResizeObserver(() => {
    const width = main.clientWidth;
    if (width <= 2 * left) return;
    strip.draw(width - 14);
    course.draw(width);
    stepper.draw(width);
  }).observe(main);
}

/** Fills a figure with a service graph. */
export function graphFigure(data: ServiceGraphData, figure: HTMLElement): void {
  const facts = element("div", { class: "facts" });
  const show = (row: number | undefined) =>
    facts.replaceChildren(
      ...(row === undefined
        ? [
          element(
            "p",
            {},
            "Point at a service, or walk the graph with Tab and the arrow keys, to read what it is and whom it calls.",
          ),
        ]
        : serviceFacts(data, { row })),
    );
  const graph = createGraph(data.graph, show);
  graph.update({
    blame: data.blame,
    suspect: data.suspect,
    atFault: data.atFault < 0 ? [] : [data.atFault],
    alarmed: [],
  });
  show(undefined);
  figure.append(
    heading(data),
    element(
      "section",
      { class: "card graph-card" },
      graph.node,
      graphLegend({
        blame: data.blame.length > 0,
        suspect: data.suspect >= 0,
        atFault: data.atFault >= 0,
        alarm: false,
      }),
      facts,
    ),
  );
}

export function heading(
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
  ...tools: readonly HTMLElement[]
): HTMLElement {
  return element(
    "header",
    {},
    element("div", {}, element("h3", {}, title), element("p", { class: "muted" }, subtitle)),
    ...tools,
  );
}

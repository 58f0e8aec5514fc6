import { type DrawnPart, element, setAttributes, shape } from "./dom.ts";
import type { EpisodeData, RunData } from "./figure_data.ts";
import { linePath } from "./line_path.ts";
import { colourOf } from "./series_colour.ts";
import { clockText, timeTicks } from "./time_axis.ts";
import { createTip } from "./tip.ts";
import { tickText, valueAxis } from "./value_axis.ts";
import type { ViewStore } from "./view.ts";

/** A row of bars. */
interface LaneRow {
  readonly name: string;
  readonly kind: string;
  readonly runs: readonly RunData[];
}

/** A panel: a metric, or the anomaly scores. */
interface PanelRow {
  readonly label: string;
  readonly log: boolean;
  readonly scale: number;
  readonly limit?: { readonly value: number; readonly label: string };
  readonly series: readonly { readonly line: number; readonly values: readonly (number | null)[] }[];
}

/** Where things are in the drawing, in pixels. */
export interface Place {
  readonly left: number;
  readonly right: number;
  readonly xOf: (step: number) => number;
}

/** The part of the episode that is seen: lanes of what happened, a panel for each metric, and the step that is looked at. */
export function createCourse(data: EpisodeData, store: ViewStore, left: number): DrawnPart {
  const [laneHeight, panelHeight, axisHeight] = [19, 84, 22];
  const lanes = lanesOf(data);
  const panels = panelsOf(data);
  const lanesHeight = laneHeight * (lanes.length + (data.events.length > 0 ? 1 : 0)) + 8;
  const height = lanesHeight + panelHeight * panels.length + axisHeight;
  const svg = shape("svg", { height, class: "course-drawing", role: "img", "aria-label": data.title });
  const tip = createTip(data, store);
  const node = element("div", { class: "course" }, svg, tip.node);
  let width = 0;

  const draw = () => {
    const { from, until, step, hover } = store.get();
    const right = width - 14;
    const xOf = (at: number) => left + (right - left) * (at - from) / (until - from);
    const place: Place = { left, right, xOf };
    setAttributes(svg, { width, viewBox: `0 0 ${width} ${height}` });
    svg.replaceChildren(
      ...shades(data, { place, top: lanesHeight, height: height - axisHeight - lanesHeight, store }),
      cursor("step", {
        x: xOf(step + 0.5),
        seen: step >= from && step < until,
        height: height - axisHeight + 4,
      }),
      ...lanes.map((lane, i) => laneShape(lane, { top: laneHeight * i, place, data, store })),
      ...(data.events.length > 0
        ? [eventLane(data, { top: laneHeight * lanes.length, height: height - axisHeight, place, store })]
        : []),
      ...panels.map((panel, i) =>
        panelShape(panel, { top: lanesHeight + panelHeight * i, height: panelHeight, place, data, store })
      ),
      timeAxis(data, { top: height - axisHeight, place, store }),
      cursor("hover", {
        x: xOf((hover ?? 0) + 0.5),
        seen: hover !== undefined,
        height: height - axisHeight,
      }),
      ...panels.flatMap((panel, i) =>
        hover === undefined
          ? []
          : dots(panel, { top: lanesHeight + panelHeight * i, height: panelHeight, place, data, store })
      ),
    );
    tip.draw({ width, height, x: xOf((hover ?? 0) + 0.5) });
  };
  pointAt(svg, { data, store, left, widthOf: () => width });
  store.listen(draw);
  return {
    node,
    draw: (to) => {
      width = to;
      draw();
    },
  };
}

export function lanesOf(data: EpisodeData): LaneRow[] {
  return [
    { name: "fault", kind: "fault", runs: data.faults },
    { name: "SLO breach", kind: "breach", runs: data.breaches },
    { name: "alarm", kind: "alarm", runs: data.alarms },
    { name: "diagnosis", kind: "suspect", runs: data.suspects },
  ].filter(({ runs }) => runs.length > 0);
}

export function panelsOf(data: EpisodeData): PanelRow[] {
  if (!data.panels) return [];
  const metrics = data.metrics.map(({ label, log, scale, limit, whole, values }): PanelRow => ({
    label,
    log,
    scale,
    ...(limit !== undefined && { limit }),
    series: values.map((steps, line) => ({ line: whole ? -1 : line, values: steps })),
  }));
  const hasScores = data.scores.some((steps) => steps.some((score) => score !== null));
  if (!hasScores) return metrics;
  return [...metrics, {
    label: "anomaly score",
    log: false,
    scale: 0.01,
    limit: { value: 1, label: "alarm" },
    series: data.lines.map(({ row }, line) => ({ line, values: data.scores[row]! })),
  }];
}

/** Faults and breaches across all panels. */
export function shades(
  data: EpisodeData,
  { place, top, height, store }: { place: Place; top: number; height: number; store: ViewStore },
): SVGElement[] {
  const shade = (kind: string) => ({ from, until }: RunData) => {
    const seen = clipped({ from, until }, store);
    return seen === undefined ? [] : [shape("rect", {
      class: kind,
      x: place.xOf(seen.from),
      width: place.xOf(seen.until) - place.xOf(seen.from),
      y: top,
      height,
    })];
  };
  return [...data.faults.flatMap(shade("fault shade")), ...data.breaches.flatMap(shade("breach shade"))];
}

/** The seen part of a run. */
export function clipped(
  run: { readonly from: number; readonly until: number },
  store: ViewStore,
): { from: number; until: number } | undefined {
  const { from, until } = store.get();
  const seen = { from: Math.max(from, run.from), until: Math.min(until, run.until) };
  return seen.from < seen.until ? seen : undefined;
}

export function laneShape(
  { name, kind, runs }: LaneRow,
  { top, place, data, store }: { top: number; place: Place; data: EpisodeData; store: ViewStore },
): SVGElement {
  const middle = top + 9.5;
  const seen = runs.flatMap((run) => {
    const part = clipped(run, store);
    return part === undefined ? [] : [{ ...run, ...part }];
  });
  let said = "";
  return shape(
    "g",
    {},
    shape("text", { class: "name", x: 0, y: middle + 4 }, name),
    shape("line", { class: "rail", x1: place.left, x2: place.right, y1: middle, y2: middle }),
    ...seen.flatMap(({ from, until, text, rows }, i) => {
      const [x, end] = [place.xOf(from), place.xOf(until)];
      const colour = data.lines.find(({ row }) => kind === "suspect" && row === rows[0])?.colour;
      const bar = shape("rect", {
        class: `bar ${kind}`,
        style: kind === "suspect" ? `fill: ${colourOf(colour ?? -1)}` : undefined,
        x,
        y: middle - 6,
        width: Math.max(2, end - x - 0.5),
        height: 12,
        rx: 2,
      });
      if (kind === "breach" || kind === "alarm" || text === said) return [bar];
      const room = (seen[i + 1] === undefined ? place.right : place.xOf(seen[i + 1]!.from)) - end;
      const needed = 6.4 * text.length + 8;
      const inside = kind === "fault" && needed <= end - x;
      if (!inside && needed > room) return [bar];
      said = text;
      return [
        bar,
        shape(
          "text",
          { class: inside ? "bar-text" : "note", x: inside ? x + 5 : end + 5, y: middle + 4 },
          text,
        ),
      ];
    }),
  );
}

/** Actions as numbered discs, hollow where a guardrail refused one, each with a line through the panels. */
export function eventLane(
  data: EpisodeData,
  { top, height, place, store }: { top: number; height: number; place: Place; store: ViewStore },
): SVGElement {
  const { from, until, step: at } = store.get();
  const middle = top + 9.5;
  const seen = data.events.map((event, i) => ({ ...event, number: i + 1 }))
    .filter(({ step }) => step >= from && step < until);
  // Of many actions only those are numbered that have room; of a few also the first of those that are crowded.
  const isFew = seen.length <= 12;
  const places = seen.map(({ step }) => place.xOf(step + 0.5));
  let last = -Infinity;
  return shape(
    "g",
    {},
    shape("text", { class: "name", x: 0, y: middle + 4 }, "action"),
    shape("line", { class: "rail", x1: place.left, x2: place.right, y1: middle, y2: middle }),
    ...seen.flatMap(({ step, text, refused, number }, i) => {
      const x = places[i]!;
      const next = places[i + 1] ?? Infinity;
      const numbered = x - last >= 17 &&
        (isFew || (x - (places[i - 1] ?? -Infinity) >= 17 && next - x >= 17));
      const kind = `event${refused ? " refused" : ""}${step === at ? " current" : ""}`;
      const leader = isFew ? [shape("line", { class: "leader", x1: x, x2: x, y1: middle, y2: height })] : [];
      if (!numbered) return [...leader, shape("circle", { class: kind, cx: x, cy: middle, r: 2.5 })];
      last = x;
      const room = Math.min(next - 8, place.right) - x - 12;
      return [
        ...leader,
        shape("circle", { class: kind, cx: x, cy: middle, r: 7.5 }),
        shape("text", { class: `number${refused ? " refused" : ""}`, x, y: middle + 3.5 }, String(number)),
        ...(6.4 * text.length <= room
          ? [shape("text", { class: "note", x: x + 12, y: middle + 4 }, text)]
          : []),
      ];
    }),
  );
}

/** The seen values of the lines that are drawn, and their axis. */
export function panelScale(
  panel: PanelRow,
  { top, height, store }: { top: number; height: number; store: ViewStore },
) {
  const { from, until, drawn } = store.get();
  const series = panel.series.filter(({ line }) => line < 0 || drawn[line]);
  const known = series.flatMap(({ values }) => values.slice(from, until).filter((value) => value !== null))
    .map((value) => value * panel.scale);
  const most = known.reduce((a, b) => Math.max(a, b), 0);
  // A limit that is far from all values would flatten them; one that nearly matters is shown.
  const limit = panel.limit !== undefined && (panel.log || most > 0.4 * panel.limit.value)
    ? panel.limit
    : undefined;
  const axis = valueAxis(
    limit === undefined ? [...known, ...(panel.log ? [] : [0])] : [...known, limit.value],
    {
      log: panel.log,
      top: top + 22,
      bottom: top + height - 6,
    },
  );
  return { series, limit, axis };
}

export function panelShape(
  panel: PanelRow,
  { top, height, place, data, store }: {
    top: number;
    height: number;
    place: Place;
    data: EpisodeData;
    store: ViewStore;
  },
): SVGElement {
  const { from, until, emphasised } = store.get();
  const { series, limit, axis } = panelScale(panel, { top, height, store });
  return shape(
    "g",
    { class: "panel" },
    ...axis.ticks.flatMap((tick) => [
      shape("line", {
        class: "grid",
        x1: place.left,
        x2: place.right,
        y1: axis.place(tick),
        y2: axis.place(tick),
      }),
      shape(
        "text",
        { class: "tick", x: place.left - 7, y: axis.place(tick) + 3.5, "text-anchor": "end" },
        tickText(tick),
      ),
    ]),
    shape("text", { class: "label", x: place.left, y: top + 14 }, panel.label),
    ...(limit === undefined ? [] : [
      shape("line", {
        class: "limit",
        x1: place.left,
        x2: place.right,
        y1: axis.place(limit.value),
        y2: axis.place(limit.value),
      }),
      shape("text", { class: "limit-text", x: place.right, y: axis.place(limit.value) - 4 }, limit.label),
    ]),
    ...series.map(({ line, values }) => {
      const style = data.lines[line];
      return shape("path", {
        class: `line${emphasised === undefined || emphasised === line ? "" : " dimmed"}`,
        style: `stroke: ${style === undefined ? "var(--ink)" : colourOf(style.colour)}`,
        "stroke-dasharray": style?.dash || undefined,
        d: linePath(values, {
          from,
          until,
          xOf: (step) => place.xOf(step + 0.5),
          yOf: (value) => axis.place(value * panel.scale),
        }),
      });
    }),
  );
}

/** A dot on each line at the step under the pointer. */
export function dots(
  panel: PanelRow,
  { top, height, place, data, store }: {
    top: number;
    height: number;
    place: Place;
    data: EpisodeData;
    store: ViewStore;
  },
): SVGElement[] {
  const { hover } = store.get();
  const { series, axis } = panelScale(panel, { top, height, store });
  return series.flatMap(({ line, values }) => {
    const value = values[hover!];
    return value === null || value === undefined ? [] : [shape("circle", {
      class: "dot",
      style: `fill: ${line < 0 ? "var(--ink)" : colourOf(data.lines[line]!.colour)}`,
      cx: place.xOf(hover! + 0.5),
      cy: axis.place(value * panel.scale),
      r: 3.2,
    })];
  });
}

export function timeAxis(
  data: EpisodeData,
  { top, place, store }: { top: number; place: Place; store: ViewStore },
): SVGElement {
  const { from, until } = store.get();
  const seconds = (step: number) => data.stepSeconds * (data.first + step);
  const ticks = timeTicks(seconds(from), seconds(until), Math.max(2, (place.right - place.left) / 80));
  return shape(
    "g",
    {},
    shape("line", { class: "axis", x1: place.left, x2: place.right, y1: top, y2: top }),
    shape("text", { class: "name", x: 0, y: top + 15 }, "min:s"),
    ...ticks.flatMap((tick) => {
      const x = place.xOf(tick / data.stepSeconds - data.first);
      return [
        shape("line", { class: "axis", x1: x, x2: x, y1: top, y2: top + 4 }),
        shape("text", {
          class: "tick",
          x,
          y: top + 16,
          "text-anchor": x > place.right - 16 ? "end" : "middle",
        }, clockText(tick)),
      ];
    }),
  );
}

export function cursor(
  kind: string,
  { x, seen, height }: { x: number; seen: boolean; height: number },
): SVGElement {
  return shape("line", {
    class: `cursor ${kind}`,
    visibility: seen ? undefined : "hidden",
    x1: x,
    x2: x,
    y1: 0,
    y2: height,
  });
}

/** The pointer on the drawing: it reads values; a press goes to a step, a drag zooms, a double press goes back, the wheel zooms with Ctrl. */
export function pointAt(
  svg: SVGElement,
  { data, store, left, widthOf }: {
    data: EpisodeData;
    store: ViewStore;
    left: number;
    widthOf: () => number;
  },
): void {
  const positionOf = (event: MouseEvent) => {
    const { from, until } = store.get();
    const x = event.clientX - svg.getBoundingClientRect().left;
    return from + (until - from) * (x - left) / Math.max(1, widthOf() - 14 - left);
  };
  const stepOf = (event: MouseEvent) => {
    const { from, until } = store.get();
    return Math.max(from, Math.min(until - 1, Math.floor(positionOf(event))));
  };
  let pressed: { x: number; at: number; touch: boolean } | undefined;
  const selection = shape("rect", { class: "selection", y: 0, height: "100%" });
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pressed = { x: event.clientX, at: positionOf(event), touch: event.pointerType === "touch" };
    if (!pressed.touch) svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const isInside = event.clientX - box.left >= left - 4;
    store.set({ hover: isInside ? stepOf(event) : undefined, hoverY: event.clientY - box.top });
    if (pressed === undefined || pressed.touch || Math.abs(event.clientX - pressed.x) < 6) return;
    const [a, b] = [pressed.x - box.left, event.clientX - box.left].sort((one, other) => one - other) as [
      number,
      number,
    ];
    setAttributes(selection, {
      x: Math.max(left, a),
      width: Math.max(0, Math.min(widthOf() - 14, b) - Math.max(left, a)),
    });
    svg.append(selection);
  });
  svg.addEventListener("pointerup", (event) => {
    if (pressed === undefined) return;
    const [a, b] = [pressed.at, positionOf(event)].sort((one, other) => one - other) as [number, number];
    const dragged = !pressed.touch && Math.abs(event.clientX - pressed.x) >= 6;
    pressed = undefined;
    selection.remove();
    if (dragged) {
      store.show(Math.max(store.get().from, Math.floor(a)), Math.min(store.get().until, Math.ceil(b)));
    } else store.go(stepOf(event));
  });
  svg.addEventListener("pointercancel", () => pressed = undefined);
  svg.addEventListener("pointerleave", () => store.set({ hover: undefined }));
  svg.addEventListener("dblclick", () => store.show(...data.incident));
  svg.addEventListener("wheel", (event) => {
    const { from, until } = store.get();
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      store.zoom(Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY / 300))), positionOf(event));
    } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      event.preventDefault();
      const moved = Math.sign(sideways) *
        Math.max(1, Math.round(Math.abs(sideways) * (until - from) / widthOf()));
      store.show(from + moved, until + moved);
    }
  }, { passive: false });
}

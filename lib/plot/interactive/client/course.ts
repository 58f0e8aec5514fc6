import { type DrawnPart, element, setAttributes, shape } from "./dom.ts";
import type { EpisodeData } from "./figure_data.ts";
import { eventLane, laneShape, lanesOf, shades } from "./lanes.ts";
import { dots, panelShape, panelsOf } from "./panels.ts";
import type { Place } from "./place.ts";
import { clockText, timeTicks } from "./time_axis.ts";
import { createTip } from "./tip.ts";
import type { ViewStore } from "./view.ts";

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

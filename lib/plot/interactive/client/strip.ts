import { type DrawnPart, element, setAttributes, shape } from "./dom.ts";
import type { EpisodeData } from "./figure_data.ts";
import { linePath } from "./line_path.ts";
import { clockText } from "./time_axis.ts";
import { valueAxis } from "./value_axis.ts";
import type { ViewStore } from "./view.ts";

/** The whole episode as a strip, with a window on the part that is seen: to be dragged, resized at its edges, and moved by keys. */
export function createStrip(data: EpisodeData, store: ViewStore, left: number): DrawnPart {
  const [height, top, bottom] = [58, 6, 42];
  const svg = shape("svg", { height, class: "strip", "aria-hidden": "true" });
  const handle = element("div", {
    class: "window",
    role: "slider",
    tabindex: "0",
    "aria-label": "Part of the episode that is shown",
    "aria-valuemin": "0",
    "aria-orientation": "horizontal",
  });
  handle.append(element("i", { class: "edge start" }), element("i", { class: "edge end" }));
  const node = element("div", { class: "strip-frame" }, svg, handle);
  let width = 0;
  const xOf = (step: number) => left + (width - left) * step / data.count;
  const stepAt = (x: number) => data.count * (x - left) / Math.max(1, width - left);

  const place = () => {
    const { from, until } = store.get();
    handle.style.left = `${xOf(from)}px`;
    handle.style.width = `${Math.max(10, xOf(until) - xOf(from))}px`;
    const text = (step: number) => clockText(data.stepSeconds * (data.first + step));
    setAttributes(handle, {
      "aria-valuemax": data.count,
      "aria-valuenow": from,
      "aria-valuetext": `${text(from)} to ${text(until)} of ${text(data.count)}`,
    });
    svg.querySelector(".now")?.setAttribute("transform", `translate(${xOf(store.get().step + 0.5)},0)`);
  };

  const draw = (to: number) => {
    width = to;
    setAttributes(svg, { width, viewBox: `0 0 ${width} ${height}` });
    const stretch = (from: number, until: number, kind: string) =>
      shape("rect", {
        class: kind,
        x: xOf(from),
        width: Math.max(2, xOf(until) - xOf(from)),
        y: top,
        height: bottom - top,
      });
    svg.replaceChildren(
      shape("rect", {
        class: "back",
        x: left,
        y: top,
        width: Math.max(0, width - left),
        height: bottom - top,
      }),
      ...data.faults.map(({ from, until }) => stretch(from, until, "fault")),
      ...data.breaches.map(({ from, until }) => stretch(from, until, "breach")),
      shape("text", { x: 0, y: 20, class: "name" }, "whole"),
      shape("text", { x: 0, y: 33, class: "name" }, "episode"),
      ...courseOf(data, { xOf, top, bottom }),
      ...data.events.map(({ step }) =>
        shape("circle", { class: "event", cx: xOf(step + 0.5), cy: bottom - 4, r: 2 })
      ),
      shape("line", { class: "now", y1: top - 3, y2: bottom + 3, transform: "translate(-9,0)" }),
      shape("text", { x: left, y: height - 3, class: "tick" }, clockText(data.stepSeconds * data.first)),
      shape(
        "text",
        { x: width, y: height - 3, class: "tick", "text-anchor": "end" },
        clockText(data.stepSeconds * (data.first + data.count)),
      ),
    );
    place();
  };

  dragWindow(node, handle, { store, stepAt });
  handle.addEventListener("keydown", (event) => {
    const { from, until } = store.get();
    const tenth = Math.max(1, Math.round((until - from) / 10));
    const moves: Record<string, () => void> = {
      ArrowLeft: () => store.show(from - tenth, until - tenth),
      ArrowRight: () => store.show(from + tenth, until + tenth),
      PageDown: () => store.show(2 * from - until, from),
      PageUp: () => store.show(until, 2 * until - from),
      Home: () => store.show(0, until - from),
      End: () => store.show(data.count - until + from, data.count),
      ArrowUp: () => store.zoom(0.8, (from + until) / 2),
      ArrowDown: () => store.zoom(1.25, (from + until) / 2),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  });
  store.listen(place);
  return { node, draw };
}

/** The front's latency over the episode, or where there are no panels the highest anomaly score. */
export function courseOf(
  data: EpisodeData,
  { xOf, top, bottom }: { xOf: (step: number) => number; top: number; bottom: number },
): SVGElement[] {
  const metric = data.metrics[0];
  const values = metric === undefined
    ? Array.from(
      { length: data.count },
      (_, step) => data.scores.reduce((most, scores) => Math.max(most, scores[step] ?? 0), 0),
    )
    : metric.values.find((_, line) => data.lines[line]?.shown) ?? [];
  const known = values.filter((value) => value !== null);
  const axis = valueAxis(known, { log: metric?.log ?? false, top: top + 3, bottom: bottom - 3 });
  return [shape("path", {
    class: "course",
    d: linePath(values, { from: 0, until: data.count, xOf: (step) => xOf(step + 0.5), yOf: axis.place }),
  })];
}

/** Moves the window by the pointer: whole where it is held in the middle, one side where it is held at an edge. A press beside it puts it there. */
export function dragWindow(
  node: HTMLElement,
  handle: HTMLElement,
  { store, stepAt }: { store: ViewStore; stepAt: (x: number) => number },
): void {
  let held: { part: "all" | "start" | "end"; at: number; from: number; until: number } | undefined;
  const positionOf = (event: PointerEvent) => stepAt(event.clientX - node.getBoundingClientRect().left);
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = positionOf(event);
    const pressed = event.composedPath()[0] as Element;
    if (!handle.contains(pressed)) {
      const half = (store.get().until - store.get().from) / 2;
      store.show(at - half, at + half);
    }
    const { from, until } = store.get();
    const part = pressed.classList.contains("start")
      ? "start"
      : pressed.classList.contains("end")
      ? "end"
      : "all";
    held = { part, at, from, until };
    node.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => {
    if (held === undefined) return;
    const moved = positionOf(event) - held.at;
    const { part, from, until } = held;
    if (part === "all") store.show(from + moved, until + moved);
    else if (part === "start") store.show(Math.min(from + moved, until - 6), until);
    else store.show(from, Math.max(until + moved, from + 6));
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => held = undefined);
}

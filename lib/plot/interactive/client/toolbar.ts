import { button, element, setAttributes } from "./dom.ts";
import type { EpisodeData } from "./figure_data.ts";
import { swatch } from "./series_colour.ts";
import type { ViewStore } from "./view.ts";

/** Buttons that choose the part that is seen. */
export function createToolbar(data: EpisodeData, store: ViewStore): HTMLElement {
  const [begin, end] = data.incident;
  const middle = () => {
    const { from, until, step } = store.get();
    return step >= from && step < until ? step + 0.5 : (from + until) / 2;
  };
  const incident = button("Incident", "show the incident", () => store.show(begin, end));
  const whole = button("Whole episode", "show the whole episode", () => store.show(0, data.count));
  const closer = button("+", "zoom in", () => store.zoom(0.6, middle()));
  const wider = button("−", "zoom out", () => store.zoom(1 / 0.6, middle()));
  const isWhole = begin === 0 && end === data.count;
  const update = () => {
    const { from, until } = store.get();
    setAttributes(incident, { "aria-pressed": String(from === begin && until === end) });
    setAttributes(whole, { "aria-pressed": String(from === 0 && until === data.count) });
  };
  update();
  store.listen(update);
  return element(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Zoom" },
    ...(isWhole ? [] : [incident]),
    whole,
    wider,
    closer,
  );
}

/** The services with the colours of their lines; each can be left out, and stands out while it is pointed at. */
export function createLegend(data: EpisodeData, store: ViewStore): HTMLElement {
  const chips = data.lines.map((line, i) => {
    const chip = button("", "", () => {
      store.set({ drawn: store.get().drawn.map((drawn, other) => other === i ? !drawn : drawn) });
    });
    const name = data.graph.nodes[line.row]!.name;
    chip.replaceChildren(swatch(line.colour, line.dash), name);
    chip.className = "chip";
    setAttributes(chip, { title: undefined, "aria-label": `lines of ${name}` });
    chip.hidden = data.lines.length > 10 && !line.shown;
    chip.addEventListener("pointerenter", () => store.set({ emphasised: i }));
    chip.addEventListener("pointerleave", () => store.set({ emphasised: undefined }));
    return chip;
  });
  const update = () => {
    chips.forEach((chip, i) => setAttributes(chip, { "aria-pressed": String(store.get().drawn[i]) }));
  };
  const hidden = chips.filter((chip) => chip.hidden);
  const more = button(`+ ${hidden.length} more`, "show the other services", () => {
    for (const chip of hidden) chip.hidden = false;
    more.remove();
    hidden[0]!.focus();
  });
  more.className = "chip";
  update();
  store.listen(update);
  return element(
    "div",
    { class: "chips", role: "group", "aria-label": "Services that have lines" },
    ...chips,
    ...(hidden.length > 0 ? [more] : []),
  );
}

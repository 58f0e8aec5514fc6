import { button, type DrawnPart, element, setAttributes } from "./dom.ts";
import type { EpisodeData } from "./figure_data.ts";
import { notableSteps, stepText, type ViewStore } from "./view.ts";

/** A slider over the steps that are seen, in line with the time axis, and buttons to where something happens. */
export function createStepper(data: EpisodeData, store: ViewStore, left: number): DrawnPart {
  const slider = element("input", { type: "range", step: 1, "aria-label": "Step" }) as HTMLInputElement;
  const notable = notableSteps(data);
  const goTo = (step: number | undefined) => {
    if (step !== undefined) store.go(step);
  };
  const back = button(
    "◂",
    "to where something happens before",
    () => goTo(notable.findLast((step) => step < store.get().step)),
  );
  const on = button(
    "▸",
    "to where something happens next",
    () => goTo(notable.find((step) => step > store.get().step)),
  );
  const jumps = element("div", { class: "jumps" }, back, on);
  const rail = element("div", { class: "slider" }, slider);
  const node = element("div", { class: "stepper" }, jumps, rail);
  jumps.style.width = `${left}px`;
  let width = 0;
  const update = () => {
    const { from, until, step } = store.get();
    setAttributes(slider, { min: from, max: until - 1, "aria-valuetext": stepText(data, step) });
    slider.value = String(step);
    // The middle of the thumb is 8 pixels from the ends of the slider; that of a step is half a step from its own.
    const inset = (width - 14 - left) / (until - from) / 2 - 8;
    rail.style.margin = `0 ${14 + inset}px 0 ${inset}px`;
    slider.classList.toggle("away", step < from || step >= until);
    (back as HTMLButtonElement).disabled = !notable.some((one) => one < step);
    (on as HTMLButtonElement).disabled = !notable.some((one) => one > step);
  };
  slider.addEventListener("input", () => store.set({ step: Number(slider.value) }));
  slider.addEventListener("keydown", (event) => {
    const { step } = store.get();
    const moves: Record<string, number> = {
      ArrowLeft: step - 1,
      ArrowDown: step - 1,
      ArrowRight: step + 1,
      ArrowUp: step + 1,
      PageDown: step - 10,
      PageUp: step + 10,
      Home: 0,
      End: data.count - 1,
    };
    const to = moves[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    store.go(to);
  });
  store.listen(update);
  return {
    node,
    draw: (to) => {
      width = to;
      update();
    },
  };
}

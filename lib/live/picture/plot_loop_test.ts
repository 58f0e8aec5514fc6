import { match, ok, strictEqual, throws } from "node:assert";
import type { LiveEvent } from "../loop/journal.ts";
import { toSvg } from "../../plot/parts/svg.ts";
import { type DrawnView, plotLoop } from "./plot_loop.ts";

const START = 1_700_000_000;
const course = Array.from({ length: 60 }, (_, i) => {
  const inBreach = i >= 20 && i < 26;
  return {
    atSeconds: START + 5 * i,
    latencyP95Ms: inBreach ? 900 : 50,
    errorRate: 0.01,
    isMeasured: true,
    inBreach,
    hasAlarm: inBreach,
  };
});
const event = (type: LiveEvent["type"], step: number, text: string) => ({
  type,
  atSeconds: START + 5 * step,
  text,
});
const events = [
  event("alarm", 20, "incident shop-1: web is slow"),
  event("proposal", 21, "failover(db) is proposed: db is slow"),
  event("order", 21, "failover(db) is ordered of actions[0]"),
];
const view: DrawnView = {
  ...{ name: "shop", mode: "act", agent: "full", stepSeconds: 5, course, events },
  slo: { latencyP95Ms: 300, errorRate: 0.05 },
};
const drawn = (changes: Partial<DrawnView>) => toSvg(plotLoop({ ...view, ...changes }));

Deno.test("plotLoop() says how long the SLO was broken, and lists what happened", () => {
  const svg = drawn({});
  match(svg, /aria-label="shop, agent full in the mode act: 30 s in breach"/);
  for (const text of [">SLO breach<", ">alarm<", "incident shop-1", "failover(db) is ordered", ">minutes<"]) {
    ok(svg.includes(text), text);
  }
  match(drawn({ course: course.slice(0, 23) }), /15 s in breach, still in breach"/);
  match(drawn({ course: course.slice(0, 10) }), /the SLO holds"/);
});

Deno.test("plotLoop() tells of proposals where none becomes an order", () => {
  strictEqual(drawn({}).includes("is proposed"), false);
  ok(drawn({ mode: "suggest", events: events.slice(0, 2) }).includes("is proposed"));
});

Deno.test("plotLoop() draws a loop without a step, one whose SLO is not measured, and one with many events", () => {
  match(drawn({ course: [], events: [] }), /^<svg/);
  const gaps = course.map((point, i) =>
    i % 3 === 0 ? point : { ...point, latencyP95Ms: NaN, errorRate: NaN }
  );
  ok(!drawn({ course: gaps }).includes("NaN"));
  const many = Array.from({ length: 30 }, (_, i) => event("order", i, `order ${i}`));
  const svg = drawn({ events: many });
  ok(svg.includes("18 more events") && !svg.includes(">order 12<"));
});

Deno.test("plotLoop() refuses what is no view", () => {
  throws(() => plotLoop({} as DrawnView), { name: "UsageError", message: /^plotLoop: / });
});

import { ok, strictEqual } from "node:assert";
import { METRIC_COUNT, REQUEST_RATE } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { contextOf } from "../diagnoser.ts";
import { knowsLoad, learnBaseline } from "./baseline.ts";

const window = createWindow(SYNTHETIC, 3);
const observe = synthesize(1);
for (let i = 0; i < 3; i++) window.push(observe());
const { metrics } = window.signals();
const context = contextOf(SYNTHETIC);

Deno.test("loads are known of a table that states the layout of a known topology's observations", () => {
  strictEqual(knowsLoad(context, metrics), true);
});

Deno.test("loads are unknown without a topology, without the stated layout, and of a table without rows or without any value", () => {
  const { topology: _, ...bare } = context;
  strictEqual(knowsLoad(bare, metrics), false);
  const { layout: __, ...unstated } = metrics;
  strictEqual(knowsLoad(context, unstated), false);
  const columns = metrics.columns.map((column) => column.map(() => NaN));
  strictEqual(knowsLoad(context, { ...metrics, columns }), false);
  strictEqual(knowsLoad(context, createWindow(SYNTHETIC, 3).signals().metrics), false);
});

Deno.test("loads are unknown where the services are not the topology's, in its order", () => {
  const { services } = context;
  for (const others of [services.toReversed(), services.slice(1), [...services, "mail"]]) {
    strictEqual(knowsLoad({ ...context, services: others }, metrics), false);
  }
});

Deno.test("loads are known of a table with gaps, and so is all that does not follow from a metric that was never measured", () => {
  const columns = metrics.columns.map((column, i) =>
    i === METRIC_COUNT + REQUEST_RATE ? column.map(() => NaN) : column.with(i % 3, NaN)
  );
  strictEqual(knowsLoad(context, { ...metrics, columns }), true);
  const baseline = learnBaseline(SYNTHETIC, { ...metrics, columns });
  const whole = learnBaseline(SYNTHETIC, metrics);
  const [api, cache] = [0, 1];
  ok(Math.abs(baseline.usual(api, REQUEST_RATE) / whole.usual(api, REQUEST_RATE) - 1) < 0.2);
  ok(baseline.cpuPerRequest(api) > 0);
  ok(Number.isNaN(baseline.usual(cache, REQUEST_RATE)) && Number.isNaN(baseline.cpuPerRequest(cache)));
  const into = SYNTHETIC.calls.findIndex(({ callee }) => callee === "cache");
  ok(Number.isNaN(baseline.arrivingShare(into, (service) => baseline.usual(service, REQUEST_RATE))));
});

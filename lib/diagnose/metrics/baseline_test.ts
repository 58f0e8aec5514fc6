import { strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { contextOf } from "../diagnoser.ts";
import { knowsLoad } from "./baseline.ts";

const window = createWindow(SYNTHETIC, 3);
const observe = synthesize(1);
for (let i = 0; i < 3; i++) window.push(observe());
const { metrics } = window.signals();
const context = contextOf(SYNTHETIC);

Deno.test("loads are known of a table that states the layout of a known topology's observations", () => {
  strictEqual(knowsLoad(context, metrics), true);
});

Deno.test("loads are unknown without a topology, without the stated layout, and of a table with gaps or without rows", () => {
  const { topology: _, ...bare } = context;
  strictEqual(knowsLoad(bare, metrics), false);
  const { layout: __, ...unstated } = metrics;
  strictEqual(knowsLoad(context, unstated), false);
  const [first, ...others] = metrics.columns;
  strictEqual(knowsLoad(context, { ...metrics, columns: [first!.with(1, NaN), ...others] }), false);
  strictEqual(knowsLoad(context, createWindow(SYNTHETIC, 3).signals().metrics), false);
});

Deno.test("loads are unknown where the services are not the topology's, in its order", () => {
  const { services } = context;
  for (const others of [services.toReversed(), services.slice(1), [...services, "mail"]]) {
    strictEqual(knowsLoad({ ...context, services: others }, metrics), false);
  }
});

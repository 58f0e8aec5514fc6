import { deepStrictEqual, strictEqual } from "node:assert";
import type { LogRecord } from "../model/mod.ts";
import { createSignalWindow } from "./signal_window.ts";
import { synthesize, SYNTHETIC } from "./testing/synthetic.ts";
import { createWindow } from "./window.ts";

const said = (body: string): LogRecord => ({ timeSeconds: 0, service: "api", severityNumber: 9, body });

Deno.test("a window of signals drops logs with the observations that brought them", () => {
  const observe = synthesize(1);
  const window = createSignalWindow(SYNTHETIC, createWindow(3, 2));
  for (const body of ["first", "second", "third"]) {
    window.push({ ...observe(), logs: [said(body), said(body)] });
  }
  const { logs, spans, metrics } = window.signals();
  deepStrictEqual(logs!.map(({ body }) => body), ["second", "second", "third", "third"]);
  strictEqual(spans, undefined);
  deepStrictEqual([...metrics.timesSeconds], [5, 10]);
});

Deno.test("a window of signals without logs or spans says that there are none, not that they are empty", () => {
  const window = createSignalWindow(SYNTHETIC, createWindow(3, 2));
  window.push(synthesize(1)());
  deepStrictEqual(Object.keys(window.signals()), ["metrics"]);
});

import { deepStrictEqual, ok, throws } from "node:assert";
import type { Observation } from "../../model/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { createEvidenceBuffer, packWindow, unpackWindow } from "./evidence.ts";

const environment = createEnvironment({ fault: "slow_query", signals: ["logs", "traces"] });
const first = environment.reset({ seed: 1 }).observation;
const observations = [
  first,
  ...Array.from({ length: 90 }, () => environment.step({ kind: "noop" }).observation),
];

Deno.test("a packed window has every digit, log and span of the observations, as JSON", () => {
  const packed = JSON.parse(JSON.stringify(packWindow(observations)));
  deepStrictEqual(
    unpackWindow(packed),
    JSON.parse(JSON.stringify(observations)).map((plain: Observation, i: number) => ({
      ...plain,
      values: observations[i]!.values,
    })),
  );
});

Deno.test("a window that is damaged, or unpacks to another size, is refused", () => {
  const packed = packWindow([first]);
  throws(
    () => unpackWindow({ ...packed, values: packed.values.slice(0, 12) }),
    /can't be unpacked|must have/,
  );
  throws(
    () => unpackWindow({ ...packed, services: 4 }),
    /1 steps of 4 services must have 20 values, found 15/,
  );
  throws(() => packWindow([]), /must have observations/);
  throws(() => packWindow([first, { ...first, values: new Float64Array(5) }]), /all of one size/);
});

Deno.test("a buffer hands each observation out once, and of a long calm the latest alone", () => {
  const buffer = createEvidenceBuffer(10);
  deepStrictEqual(buffer.take(), {});
  for (const observation of observations.slice(0, 30)) buffer.push(observation);
  deepStrictEqual(buffer.take().observations!.steps, [20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
  buffer.push(observations[30]!);
  deepStrictEqual(buffer.take().observations!.steps, [30]);
});

Deno.test("logs and spans that are too large are left out, and the window says so", () => {
  const body = Array.from({ length: 4000 }, (_, i) => Math.sin(i) * 1e15).join(" ");
  const logs = Array.from(
    { length: 60 },
    (_, i) => ({
      timeSeconds: i,
      service: "db",
      severityNumber: 9,
      body: `${i * 7919 % 104729} ${[...body].sort(() => Math.sin(i * 7)).join("")}`,
    }),
  );
  const packed = packWindow([{ ...first, logs }]);
  ok(packed.telemetryLeftOut);
  deepStrictEqual(unpackWindow(packed)[0]!.logs, undefined);
});

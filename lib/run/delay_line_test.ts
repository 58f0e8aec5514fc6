import { deepStrictEqual, throws } from "node:assert";
import { createDelayLine } from "./delay_line.ts";

Deno.test("createDelayLine() gives back what went in so many steps ago, and nothing before", () => {
  const pass = createDelayLine<number>(2, "telemetry");
  deepStrictEqual([1, 2, 3, 4].map(pass), [undefined, undefined, 1, 2]);
  deepStrictEqual([1, 2].map(createDelayLine<number>(0, "telemetry")), [1, 2]);
});

Deno.test("createDelayLine() refuses a delay that is none", () => {
  for (const steps of [-1, 0.5, 25, NaN]) {
    throws(() => createDelayLine(steps, "telemetry"), /delay of telemetry must be 0 to 24/);
  }
});

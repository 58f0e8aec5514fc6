import { deepStrictEqual, strictEqual } from "node:assert";
import { timeAxis } from "./time_axis.ts";

Deno.test("timeAxis() takes seconds since 1970 as dates, and a made-up time in the unit that suits", () => {
  const dated = timeAxis(Float64Array.of(1.4e9, 1.4e9 + 300));
  strictEqual(dated.scale.type, "utc");
  deepStrictEqual([...dated.xs], [1.4e12, 1.4e12 + 300_000]);
  const hours = timeAxis(Float64Array.of(0, 3600, 16_275));
  strictEqual(hours.scale.label, "hours");
  deepStrictEqual([...hours.xs].slice(0, 2), [0, 1]);
  strictEqual(timeAxis(Float64Array.of(0, 400_000)).scale.label, "days");
  strictEqual(timeAxis(Float64Array.of(5)).scale.label, "seconds");
});

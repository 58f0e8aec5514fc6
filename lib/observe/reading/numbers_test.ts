import { ok, strictEqual, throws } from "node:assert";
import { cellNumber, nanosToSeconds, requireNumber, requireTime } from "./numbers.ts";

Deno.test("an empty cell, NaN in any spelling and what a double can't hold are NaN", () => {
  for (const cell of ["", " ", "NaN", "nan", "None", "inf", "-Infinity", "1e999"]) {
    ok(Number.isNaN(cellNumber(cell)), cell);
  }
});

Deno.test("numbers keep their values, and words are none", () => {
  strictEqual(cellNumber("0"), 0);
  strictEqual(cellNumber("-1.5e-3"), -0.0015);
  strictEqual(cellNumber("1,5"), undefined);
  throws(() => requireNumber("fast", "cpu", { path: "m.csv", line: 7 }), {
    name: "UsageError",
    message: 'm.csv:7: expected a number in the column "cpu", found "fast"',
  });
  throws(() => requireTime("", "time", { path: "m.csv", line: 2 }), { message: /a time in seconds/ });
});

Deno.test("nanoseconds beyond 2^53 keep their microseconds", () => {
  const seconds = nanosToSeconds("1675078742887497824");
  // Read in one piece the error would be up to 256 ns already before dividing; the difference of two times must stay exact to 1 us.
  ok(Math.abs(seconds - nanosToSeconds("1675078742887000000") - 0.000497824) < 1e-6);
  ok(Number.isNaN(nanosToSeconds("-6795364578871345152")), "Go's zero time");
});

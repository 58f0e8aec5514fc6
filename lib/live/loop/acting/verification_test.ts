import { strictEqual } from "node:assert";
import { verify } from "./verification.ts";

const reading = (latencyP95Ms: number) => ({
  latencyP95Ms,
  errorRate: 0,
  isMeasured: Number.isFinite(latencyP95Ms),
  inBreach: latencyP95Ms > 300,
});
const course = (...values: number[]) => values.map(reading);

Deno.test("an action has helped if the SLO held in the last quarter of the settling time", () => {
  strictEqual(verify(course(900, 900, 900, 900, 900, 900, 50, 50), 8).held, true);
  strictEqual(verify(course(50, 50, 50, 50, 50, 50, 50, 900), 8).held, false);
  strictEqual(verify(course(50, 50, 50, 50, 50, 50, NaN, 50), 8).held, true);
});

Deno.test("what was not measured has not helped", () => {
  const { held, why } = verify(course(50, 50, 50, 50, 50, 50, NaN, NaN), 8);
  strictEqual(held, false);
  strictEqual(why, "the SLO was not measured");
  strictEqual(verify([], 8).held, false);
});

import { UsageError } from "../../../model/mod.ts";
import { ok, strictEqual, throws } from "node:assert";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { plotScenarios } from "./scenarios.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

const within = (agent: string, steps: Record<string, number>) =>
  Object.entries(steps).map(([scenario, slo_steps]) => madeUpRecord({ agent, scenario, slo_steps }));
const byAgent = { noop: within("noop", { calm: 5, noisy: 90 }), full: within("full", { calm: 6, noisy: 8 }) };

Deno.test("plotScenarios() keeps the order of the scenarios and tells who is best in how many", () => {
  const picture = plotScenarios(byAgent);
  const svg = toSvg(picture);
  ok(svg.indexOf(">calm<") < svg.indexOf(">noisy<"));
  strictEqual(
    picture.getAttribute("aria-label"),
    "noop has the best mean in 1 of 2 scenarios; its own hardest is noisy: 90.0 SLO-violation steps",
  );
  throws(() => plotScenarios({}), UsageError);
});

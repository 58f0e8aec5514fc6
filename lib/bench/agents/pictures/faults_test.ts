import { UsageError } from "../../../model/mod.ts";
import { match, ok, strictEqual, throws } from "node:assert";
import { plotFaults } from "./faults.ts";
import { madeUpRecord } from "../testing/made_up_record.ts";
import type { Outcome } from "./outcome.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

/** An agent's outcome for each kind of fault. */
const against = (agent: string, steps: Record<string, number>) =>
  Object.entries(steps).map(([fault_type, slo_steps]) => madeUpRecord({ agent, fault_type, slo_steps }));
const byAgent = {
  noop: against("noop", { partition: 90, bad_deploy: 60, cache_flush: 5 }),
  full: against("full", { partition: 30, bad_deploy: 4, cache_flush: 9 }),
  oracle: against("oracle", { partition: 1, bad_deploy: 1, cache_flush: 1 }),
};
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotFaults() tells who is best how often, the oracle aside, and what is hardest for it", () => {
  strictEqual(
    titleOf(plotFaults(byAgent)),
    "full has the best mean against 2 of 3 kinds of fault, the oracle aside; its own hardest is partition: 30.0 SLO-violation steps",
  );
});

Deno.test("plotFaults() has the hardest faults on top, a number in each cell and one frame a row", () => {
  const svg = toSvg(plotFaults(byAgent));
  ok(svg.indexOf(">partition<") < svg.indexOf(">bad deploy<"));
  ok(svg.indexOf(">bad deploy<") < svg.indexOf(">cache flush<"));
  for (const text of ["90.0", "60.0", "5.0", "30.0", "4.0", "9.0"]) ok(svg.includes(`>${text}<`), text);
  const frames = /stroke="#D55E00"[^>]*>(.*?)<\/g>/s.exec(svg)?.[1] ?? "";
  strictEqual(frames.match(/<rect/g)?.length, 3);
});

Deno.test("plotFaults() frames the most reward, and leaves episodes without a fault out", () => {
  const reward = (agent: string, total_reward: number) => [
    madeUpRecord({ agent, total_reward }),
    madeUpRecord({ agent, total_reward: 999, fault_type: null }),
  ];
  match(
    titleOf(plotFaults({ a: reward("a", 5), b: reward("b", 7) }, { metric: "total_reward" })),
    /^b has the best mean against 1 of 1 kinds of fault; its.*: 7\.0 total reward$/,
  );
});

Deno.test("plotFaults() refuses what has no fault; same bytes twice", () => {
  throws(() => plotFaults({ a: [madeUpRecord({ fault_type: null })] }), UsageError);
  throws(() => plotFaults(byAgent, { metric: "detection_delay" as Outcome }), UsageError);
  strictEqual(toSvg(plotFaults(byAgent)), toSvg(plotFaults(byAgent)));
});

import { match, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../../model/mod.ts";
import { plotComparison } from "./comparison.ts";
import { madeUpRecord } from "../testing/made_up_record.ts";
import type { ByAgent, Outcome } from "./outcome.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

/** Agents with so many SLO-violation steps in each of their episodes. */
function agentsWith(sloSteps: Record<string, number[]>): ByAgent {
  return Object.fromEntries(
    Object.entries(sloSteps).map(([agent, values]) => [
      agent,
      values.map((slo_steps, i) => madeUpRecord({ agent, slo_steps, seed: i + 1 })),
    ]),
  );
}

const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;
const three = agentsWith({ noop: [90, 110], full: [30, 20], oracle: [5, 15] });

Deno.test("plotComparison() tells the share of the headroom: 100 to 25 of 100 to 10 is 83 %", () => {
  strictEqual(
    titleOf(plotComparison(three)),
    "full wins 83 % of the headroom between doing nothing and the oracle",
  );
});

Deno.test("plotComparison() sets the best on top, and the oracle is never the finding", () => {
  const svg = toSvg(plotComparison(three));
  ok(svg.indexOf(">oracle<") < svg.indexOf(">full<") && svg.indexOf(">full<") < svg.indexOf(">noop<"));
  match(titleOf(plotComparison(agentsWith({ noop: [90], oracle: [5] }))), /^noop wins 0 %/);
});

Deno.test("plotComparison() tells the paired difference from a reference, and where there is none to tell", () => {
  const reference = "noop";
  strictEqual(
    titleOf(plotComparison(agentsWith({ full: [10, 20, 30, 5], noop: [30, 40, 50, 25] }), { reference })),
    "full has 20.0 fewer SLO-violation steps an episode than noop (95 % interval 20.0 to 20.0)",
  );
  match(
    titleOf(plotComparison(agentsWith({ full: [50, 20, 30, 5], noop: [10, 40, 50, 5] }), { reference })),
    /^full and noop can't be told apart: 0\.0 /,
  );
  match(
    titleOf(plotComparison(agentsWith({ full: [50, 60, 50, 60], noop: [10, 20, 10, 20] }), { reference })),
    /^noop has 40\.0 fewer .* than full, the best of the others/,
  );
});

Deno.test("plotComparison() of three episodes, or of two trials, says that they are too few for intervals", () => {
  const few = plotComparison(agentsWith({ full: [10, 20, 30], noop: [30, 40, 50] }), { reference: "noop" });
  strictEqual(titleOf(few), "full and noop: -20.0 SLO-violation steps between them, too few to say more");
  ok(toSvg(few).includes("without intervals: 3 episodes are too few"));
  const trials = (count: number) =>
    toSvg(plotComparison({
      full: Array.from({ length: 40 }, (_, i) =>
        madeUpRecord({ agent: "full", seed: i, trial: 1 + i % count, slo_steps: i })),
    }));
  ok(trials(2).includes("without intervals: 2 trials are too few") && !trials(2).includes("NaN"));
  ok(trials(5).includes("with 95 % bootstrap intervals over 5 trials"));
});

Deno.test("plotComparison() takes more reward as better", () => {
  const byAgent = {
    a: [madeUpRecord({ agent: "a", total_reward: -5 })],
    b: [madeUpRecord({ agent: "b", total_reward: 5 })],
  };
  strictEqual(
    titleOf(plotComparison(byAgent, { metric: "total_reward" })),
    "b has the best mean: 5.0 total reward an episode",
  );
});

Deno.test("plotComparison() calls an agent best only where the paired interval to each other leaves out zero", () => {
  const base = [50, 60, 40, 55, 45, 52, 48, 61];
  const title = (agents: Record<string, number[]>) => titleOf(plotComparison(agentsWith(agents)));
  const near = base.map((steps, i) => steps + (i % 2 === 0 ? 5 : -4));
  const far = base.map((steps, i) => steps + 20 + i % 3);
  strictEqual(title({ base, far }), "base does best: 51.4 SLO-violation steps an episode");
  strictEqual(
    title({ base, near, far }),
    "base has the best mean, 51.4 SLO-violation steps an episode; near can't be told from it",
  );
  strictEqual(
    title({ a: base, b: near, c: base, d: near }),
    "a has the best mean, 51.4 SLO-violation steps an episode; c, b and d can't be told from it",
  );
  match(
    title({ noop: far.map((steps) => steps + 50), near, base, oracle: base.map((steps) => steps - 40) }),
    /^base wins 6\d % of the headroom between doing nothing and the oracle; near can't be told from it$/,
  );
  // Others' episodes on other seeds tell nothing.
  const elsewhere = base.map((slo_steps, i) =>
    madeUpRecord({ agent: "elsewhere", slo_steps, seed: 100 + i })
  );
  match(titleOf(plotComparison({ ...agentsWith({ far }), elsewhere })), /^elsewhere has the best mean: /);
});

Deno.test("plotComparison() has a panel for each scenario, each with every agent that met it", () => {
  const byAgent = {
    full: ["calm", "storm"].map((scenario) => madeUpRecord({ scenario })),
    noop: [madeUpRecord({ agent: "noop", scenario: "storm" })],
  };
  const svg = toSvg(plotComparison(byAgent));
  ok(svg.includes(">calm<") && svg.includes(">storm<"));
  strictEqual(svg.match(/>full</g)?.length, 2);
  strictEqual(svg.match(/>noop</g)?.length, 1);
});

Deno.test("plotComparison() says of an outcome that it did not happen", () => {
  ok(toSvg(plotComparison(three, { metric: "detection_delay" })).includes("did not happen"));
});

Deno.test("plotComparison() gives the same bytes however many pictures were drawn before", () => {
  strictEqual(toSvg(plotComparison(three)), toSvg(plotComparison(three)));
});

Deno.test("plotComparison() refuses no agents, agents without episodes and unknown metrics", () => {
  throws(() => plotComparison({}), UsageError);
  throws(() => plotComparison({ full: [] }), /none of "full"/);
  throws(() => plotComparison(three, { reference: "ful" }), /"ful"/);
  throws(() => plotComparison(three, { metric: "slo_step" as Outcome }), UsageError);
});

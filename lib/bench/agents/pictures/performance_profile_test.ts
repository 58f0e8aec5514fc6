import { match, strictEqual, throws } from "node:assert";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { plotPerformanceProfile } from "./performance_profile.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

const episodes = (agent: string, steps: number[], scenario = "default") =>
  steps.map((slo_steps, i) =>
    madeUpRecord({ agent, seed: i, slo_steps, total_reward: -slo_steps, scenario })
  );
const byAgent = { full: episodes("full", [0, 6, 12, 80]), noop: episodes("noop", [12, 60, 70, 90]) };
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotPerformanceProfile() reads the curves at a minute: 3 of 4 and 1 of 4 episodes", () => {
  strictEqual(
    titleOf(plotPerformanceProfile(byAgent)),
    "75 % of full's episodes have at most 12 SLO-violation steps (60 s), 25 % of noop's",
  );
  match(titleOf(plotPerformanceProfile(byAgent, { at: 5 })), /^25 % of full's episodes have at most 5 /);
});

Deno.test("plotPerformanceProfile() gives each scenario the same weight, whatever its number of episodes", () => {
  const full = [...episodes("full", [0, 0, 0, 0], "calm"), ...episodes("full", [99], "storm")];
  match(titleOf(plotPerformanceProfile({ full })), /^50 % of full's/);
});

Deno.test("plotPerformanceProfile() turns round where more is better", () => {
  match(
    titleOf(plotPerformanceProfile(byAgent, { metric: "total_reward", at: -20 })),
    /^75 % of full's episodes have more than -20 total reward, 25 % of noop's$/,
  );
});

Deno.test("plotPerformanceProfile() gives the same bytes twice, and refuses an outcome that never happened", () => {
  strictEqual(toSvg(plotPerformanceProfile(byAgent)), toSvg(plotPerformanceProfile(byAgent)));
  throws(() => plotPerformanceProfile(byAgent, { metric: "detection_delay" }), /No episode of "full"/);
});

import { match, ok, strictEqual, throws } from "node:assert";
import { createAgent, runEpisode, runTrial } from "../run/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { plotComparison, plotRemedies, plotTimeline, toSvg } from "./mod.ts";

const run = { agent: createAgent("full"), environment: createEnvironment(), seed: 7 };

Deno.test("plotTimeline() is an SVG that names the fault, the action and the axes", () => {
  const svg = toSvg(plotTimeline(runEpisode(run)));
  match(svg, /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  for (const text of ["noisy neighbour at db", "failover(db)", "p95 latency (ms)", "requests/s"]) {
    ok(svg.includes(text), `"${text}" is missing`);
  }
});

Deno.test("plotTimeline() refuses an episode without a trace", () => {
  throws(() => plotTimeline(runEpisode({ ...run, trace: false })), /trace: true/);
});

Deno.test("plotComparison() shows every agent and says the finding", () => {
  const byAgent = Object.fromEntries(
    ["noop", "full", "oracle"].map((agent) => [agent, runTrial({ agent, seeds: [1, 2, 3] })]),
  );
  const svg = toSvg(plotComparison(byAgent));
  match(svg, /full wins \d+ % of the headroom/);
  for (const agent of Object.keys(byAgent)) ok(svg.includes(`>${agent}<`));
});

Deno.test("plotRemedies() frames one best action for each fault", () => {
  const cells = [
    { fault: "a", action: "x", sloSteps: 3 },
    { fault: "a", action: "y", sloSteps: 90 },
    { fault: "b", action: "x", sloSteps: 80 },
    { fault: "b", action: "y", sloSteps: 4 },
  ];
  const svg = toSvg(plotRemedies(cells, "title"));
  const frames = /stroke="#D55E00"[^>]*>(.*?)<\/g>/s.exec(svg)?.[1] ?? "";
  strictEqual(frames.match(/<rect/g)?.length, 2);
});

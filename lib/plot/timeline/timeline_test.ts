import { match, ok, strictEqual, throws } from "node:assert";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { toSvg } from "../parts/svg.ts";
import { plotTimeline } from "./timeline.ts";

const run = { agent: createAgent("full"), environment: createEnvironment(), seed: 7 };
const episode = runEpisode(run);

Deno.test("plotTimeline() is an SVG that names the fault, the action, the lanes and the axes", () => {
  const svg = toSvg(plotTimeline(episode));
  match(svg, /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  const { fault_type, fault_service } = episode.record;
  for (
    const text of [
      `${fault_type!.replaceAll("_", " ")} at ${fault_service}`,
      "failover(db)",
      ">SLO breach<",
      ">alarm<",
      ">suspect<",
      ">action<",
      ">p95 latency (ms)<",
      ">requests/s<",
      ">simulated time (minutes), seed 7<",
    ]
  ) ok(svg.includes(text), `"${text}" is missing`);
});

Deno.test("plotTimeline() shades the breaches in all five panels, one shape a stretch", () => {
  const stretches =
    episode.steps.filter(({ sloViolated }, i) => sloViolated && !episode.steps[i - 1]?.sloViolated).length;
  const svg = toSvg(plotTimeline(episode));
  const shades = [...svg.matchAll(/<g [^>]*fill="#D55E00"[^>]*>(.*?)<\/g>/gs)].map(([, marks]) => marks!);
  strictEqual(shades.length, 5);
  for (const marks of shades) strictEqual(marks.match(/<rect/g)?.length, stretches);
});

Deno.test("plotTimeline() has no lane for what did not happen", () => {
  const svg = toSvg(plotTimeline(runEpisode({ ...run, agent: createAgent("noop") })));
  ok(svg.includes(">SLO breach<"));
  for (const lane of ["alarm", "suspect", "action"]) ok(!svg.includes(`>${lane}<`), lane);
});

Deno.test("plotTimeline() tells eight actions in words and counts the others", () => {
  const busy = runEpisode({ ...run, agent: createAgent("random") });
  match(toSvg(plotTimeline(busy)), />\d+ more actions</);
});

Deno.test("plotTimeline() refuses an episode without a trace", () => {
  throws(() => plotTimeline(runEpisode({ ...run, trace: false })), /trace: true/);
});

Deno.test("plotTimeline() gives the same bytes twice", () => {
  strictEqual(toSvg(plotTimeline(episode)), toSvg(plotTimeline(episode)));
});

Deno.test("plotTimeline() moves the numbers of actions that follow on each other apart", () => {
  const busy = plotTimeline(runEpisode({ ...run, agent: createAgent("random") }));
  const places = [...busy.querySelectorAll("circle")].filter((circle) => circle.getAttribute("r") === "7")
    .map((circle) => Number(circle.getAttribute("cx")));
  strictEqual(places.length, 8);
  places.slice(1).forEach((x, i) => ok(x - places[i]! > 14));
});

Deno.test("plotTimeline() leaves out what is missing, and names the lines that there are", () => {
  const environment = createEnvironment({ scrapes: { lostShare: 0.5, silent: ["db"] } });
  const svg = toSvg(plotTimeline(runEpisode({ ...run, agent: createAgent("noop"), environment })));
  ok(!svg.includes("NaN"));
  ok(svg.includes(">api<") && !svg.includes(">db<"));
});

Deno.test("plotTimeline() has a panel for the error budget of an SLO with an objective", () => {
  const environment = createEnvironment({ slo: { objective: 0.99 } });
  const svg = toSvg(plotTimeline(runEpisode({ ...run, environment })));
  ok(svg.includes(">error budget left (%)<") && svg.includes(">left<"));
  ok(!toSvg(plotTimeline(episode)).includes("error budget"));
});

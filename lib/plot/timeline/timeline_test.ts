import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { PART } from "../parts/palette.ts";
import { toSvg } from "../parts/svg.ts";
import { incidentWindow } from "./incident_window.ts";
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
      ">simulated time (minutes:seconds), seed 7<",
    ]
  ) ok(svg.includes(text), `"${text}" is missing`);
});

Deno.test("plotTimeline() names each of two faults with its service", () => {
  const environment = createEnvironment({ topology: "boutique", faultCount: 2 });
  const two = runEpisode({ agent: createAgent("noop"), environment, seed: 7 });
  const [first, second] = two.faults.map(({ type, service }) =>
    `${type.replaceAll("_", " ").replace("cpu", "CPU")} at ${service}`
  );
  const title = plotTimeline(two).getAttribute("aria-label")!;
  strictEqual(title.split(", agent noop")[0]!.toLowerCase(), `${first}, ${second}`.toLowerCase());
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

/** The labels of the time axis. */
function times(svg: string): string[] {
  return [...svg.matchAll(/>(\d+:\d\d)<\/text>/g)].map(([, time]) => time!);
}

Deno.test("plotTimeline() shows the incident below a strip with the whole episode, in which the part is marked", () => {
  const card = plotTimeline(episode);
  const { from, until } = incidentWindow(episode.steps);
  ok(toSvg(card).includes(">to 20:00<"));
  const bars = [...card.querySelectorAll("rect")].filter((rect) => rect.getAttribute("height") === "28")
    .map((rect) => ({
      x: Number(rect.getAttribute("x")),
      width: Number(rect.getAttribute("width")),
      fill: rect.getAttribute("fill"),
    }));
  const [whole, part] = [bars[0]!, bars.find(({ fill }) => fill === PART)!];
  const share = (x: number) => (x - whole.x) / whole.width;
  ok(
    Math.abs(share(part.x) - from / 240) < 1e-3 && Math.abs(share(part.x + part.width) - until / 240) < 1e-3,
  );
  deepStrictEqual([...new Set(times(toSvg(card)))][0], "7:30");
});

Deno.test("plotTimeline() shows the part asked for, and has no strip where that is all", () => {
  const part = toSvg(plotTimeline(episode, { zoom: [8, 9] }));
  deepStrictEqual(times(part).slice(0, 7), ["8:00", "8:10", "8:20", "8:30", "8:40", "8:50", "9:00"]);
  ok(part.includes(">whole<") && part.includes(">1 more action outside of this part<"));
  const all = toSvg(plotTimeline(episode, { zoom: "episode" }));
  ok(!all.includes(">whole<") && !all.includes("outside of this part"));
  deepStrictEqual([times(all)[0], times(all).at(-1)], ["0:00", "20:00"]);
});

Deno.test("plotTimeline() draws nothing of what lies outside of the part", () => {
  const after = toSvg(plotTimeline(episode, { zoom: [11, 12] }));
  for (const lane of ["fault", "SLO breach", "suspect", "action"]) ok(!after.includes(`>${lane}<`), lane);
  throws(() => plotTimeline(episode, { zoom: [30, 40] }), /0 to 20, found 30 to 40/);
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

import { deepStrictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { incidentWindow } from "./incident_window.ts";
import { timelineOptions, timelineWindow, type TimelineZoom } from "./zoom.ts";

const episode = runEpisode({ agent: createAgent("noop"), environment: createEnvironment(), seed: 7 });
const windowOf = (zoom?: TimelineZoom) => timelineWindow("plot", episode, zoom === undefined ? {} : { zoom });

Deno.test("timelineWindow() is the incident, the episode, or the steps between two minutes, cut to the episode", () => {
  deepStrictEqual(windowOf(), incidentWindow(episode.steps));
  deepStrictEqual(windowOf("incident"), windowOf());
  deepStrictEqual(windowOf("episode"), { from: 0, until: 240 });
  deepStrictEqual(windowOf([8, 12]), { from: 96, until: 144 });
  deepStrictEqual(windowOf([-1, Infinity]), { from: 0, until: 240 });
});

Deno.test("timelineWindow() refuses a part without steps", () => {
  for (const zoom of [[12, 8], [20, 30], [3, 3], [NaN, 4]] as const) {
    throws(() => windowOf(zoom), /^UsageError: plot: zoom must go .* 0 to 20, found/);
  }
  throws(() => timelineWindow("plot", { ...episode, steps: [] }, {}), UsageError);
});

Deno.test("the options of a timeline know no other zoom", () => {
  for (const zoom of ["incidents", 5, [1], [1, 2, 3], ["1", "2"]]) {
    deepStrictEqual(timelineOptions.safeParse({ zoom }).success, false, String(zoom));
  }
  deepStrictEqual(timelineOptions.safeParse({}).success, true);
});

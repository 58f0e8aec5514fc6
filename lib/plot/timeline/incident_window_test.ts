import { deepStrictEqual } from "node:assert";
import type { EpisodeStep } from "../../run/mod.ts";
import { incidentWindow } from "./incident_window.ts";

/** Steps of which some have a fault, a breach or an action. */
function stepsOf(
  count: number,
  { fault = [], breach = [], action = [], first = 0 }: {
    fault?: readonly number[];
    breach?: readonly number[];
    action?: readonly number[];
    first?: number;
  },
): EpisodeStep[] {
  return Array.from({ length: count }, (_, i) => ({
    step: first + i,
    activeFaults: fault.includes(first + i) ? [{}] : [],
    sloViolated: breach.includes(first + i),
    executed: { kind: action.includes(first + i) ? "restart" : "noop" },
  } as unknown as EpisodeStep));
}

const range = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => from + i);

Deno.test("incidentWindow() is from the first fault or breach to the last, with a minute before and two after", () => {
  deepStrictEqual(incidentWindow(stepsOf(240, { fault: [98, 99], breach: [98, 109] })), {
    from: 86,
    until: 134,
  });
});

Deno.test("incidentWindow() shows more around a long incident, by its length", () => {
  deepStrictEqual(incidentWindow(stepsOf(1000, { fault: range(300, 500) })), { from: 270, until: 560 });
});

Deno.test("incidentWindow() stays within the episode, and is all of it where the incident is most of it", () => {
  deepStrictEqual(incidentWindow(stepsOf(100, { breach: [97] })), { from: 85, until: 100 });
  deepStrictEqual(incidentWindow(stepsOf(100, { fault: [2], first: 1 })), { from: 1, until: 27 });
  deepStrictEqual(incidentWindow(stepsOf(100, { fault: range(30, 80) })), { from: 0, until: 100 });
});

Deno.test("incidentWindow() of an episode without an incident is its actions, or the whole", () => {
  deepStrictEqual(incidentWindow(stepsOf(200, { action: [50] })), { from: 38, until: 75 });
  deepStrictEqual(incidentWindow(stepsOf(200, {})), { from: 0, until: 200 });
});

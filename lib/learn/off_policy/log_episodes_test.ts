import { deepStrictEqual, throws } from "node:assert";
import type { LoggedDecision } from "../decision_log.ts";
import { episodesOf } from "./log_episodes.ts";

const decision = (seed: number, step: number): LoggedDecision => ({
  ...{ seed, step, signature: "-", action: "noop", executed: true, propensity: 1, reward: 0, earned: 0 },
});

Deno.test("episodesOf() puts the rows of a log into the order of seeds and steps, whatever theirs is", () => {
  const rows = [decision(7, 4), decision(2, 1), decision(7, 0), decision(2, 0), decision(7, 2)];
  deepStrictEqual(
    episodesOf(rows).map((its) => its.map(({ seed, step }) => `${seed}/${step}`).join(" ")),
    ["2/0 2/1", "7/0 7/2 7/4"],
  );
});

Deno.test("episodesOf() refuses a step that stands there twice, with both rows", () => {
  throws(
    () => episodesOf([decision(7, 0), decision(2, 1), decision(7, 0)]),
    /^UsageError: A log holds each step of an episode once, found step 0 of seed 7 in rows 1 and 3$/,
  );
});

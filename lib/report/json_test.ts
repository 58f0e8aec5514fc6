import { deepStrictEqual, strictEqual } from "node:assert";
import { METRIC_COUNT } from "../model/mod.ts";
import { createAgent, runEpisode } from "../run/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { episodeToJson } from "./json.ts";

const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });
const parsed = JSON.parse(episodeToJson(episode));

Deno.test("episodeToJson() says what was run, with the very record of the CSV", () => {
  strictEqual(parsed.agent, "full");
  strictEqual(parsed.topology.name, "three-tier");
  deepStrictEqual(parsed.record, episode.record);
});

Deno.test("episodeToJson() holds one object a step, metrics, scores and replicas by name", () => {
  strictEqual(parsed.steps.length, 240);
  const row = episode.topology.services.findIndex(({ name }) => name === "db") * METRIC_COUNT;
  const { metrics, detection, replicas } = parsed.steps[99];
  deepStrictEqual(Object.values(metrics.db), [...episode.steps[99]!.values.slice(row, row + METRIC_COUNT)]);
  deepStrictEqual(Object.keys(metrics.db)[0], "latencyP95Ms");
  strictEqual(detection.scores.db, episode.steps[99]!.detection!.scores[row / METRIC_COUNT]);
  deepStrictEqual(Object.keys(replicas), ["api", "cache", "db"]);
});

Deno.test("episodeToJson() tells of an action as data and in words", () => {
  const first = episode.steps.findIndex(({ executed }) => executed.kind !== "noop");
  const { executed, executedText } = parsed.steps[first];
  deepStrictEqual(executed, { kind: "open_breaker", caller: "api", callee: "db" });
  strictEqual(executedText, "open_breaker(api, db)");
});

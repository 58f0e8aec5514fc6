import { match, ok } from "node:assert";
import { createAgent, runEpisode } from "../run/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { incidentReport } from "./incident.ts";
import { episodeToJson } from "./json.ts";
import { timelineText } from "./timeline.ts";

const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });

Deno.test("timelineText() shows state, alarm with score, diagnosis with confidence, action and outcome of seed 7", () => {
  const text = timelineText(episode);
  match(text, /BREACH .* db \d+\.\d/);
  match(text, /diagnosis \w+ at db, confidence 0\.\d+: /);
  match(text, /action {4}failover\(db\)/);
  match(text, /outcome {3}the SLO is met again/);
  ok(text.split("\n").length < 60, "quiet stretches are condensed");
});

Deno.test("incidentReport() says what failed, how it was found and what was done", () => {
  const text = incidentReport(episode);
  match(text, /fault {7}noisy_neighbour at db/);
  match(text, /diagnosis .*: right/);
  match(text, /actions {5}failover\(db\) at \d+/);
});

Deno.test("episodeToJson() holds one object a step, with metrics by name", () => {
  const parsed = JSON.parse(episodeToJson(episode));
  ok(parsed.steps.length === 240 && parsed.steps[100].metrics.db.cpuUtilisation <= 1);
});

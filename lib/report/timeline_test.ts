import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { createAgent, runEpisode } from "../run/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { incidentReport } from "./incident.ts";
import { timelineText } from "./timeline.ts";

const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });

Deno.test("timelineText() shows state, alarm with score, diagnosis with confidence, action and outcome of seed 7", () => {
  const text = timelineText(episode);
  match(text, /BREACH .* db \d+\.\d/);
  match(text, /diagnosis db at fault: (?:over )?\d+ % sure; most likely [\w ]+ \(\d+ %\); /);
  match(text, /action {4}failover\(db\)/);
  match(text, /outcome {3}the SLO is met again/);
  ok(text.split("\n").length < 60, "quiet stretches are condensed");
});

Deno.test("timelineText() condenses a long breach and says when it begins and ends", () => {
  const untouched = runEpisode({ agent: createAgent("noop"), environment: createEnvironment(), seed: 7 });
  const lines = timelineText(untouched).split("\n");
  const breach = lines.filter((line) => line.includes("BREACH"));
  const { first_slo, slo_steps } = untouched.record;
  ok(slo_steps > 40 && breach.length <= 3 + slo_steps / 12, `${breach.length} lines of ${slo_steps} steps`);
  ok(breach[0]!.includes(` ${first_slo} `));
  match(lines.join("\n"), /the SLO is met again/);
});

Deno.test("timelineText() tells of an alarm in a healthy step, once as long as it lasts", () => {
  const detection = { scores: Float64Array.of(0, 0, 1.7), globalScore: 0.6, anomalous: true };
  const quiet = runEpisode({
    agent: createAgent("noop"),
    environment: createEnvironment({ faultFreeShare: 1 }),
    seed: 1,
  });
  const steps = quiet.steps.map((step) => step.step >= 70 && step.step < 80 ? { ...step, detection } : step);
  const alarms = timelineText({ ...quiet, steps }).split("\n").filter((line) => line.endsWith("db 1.7"));
  strictEqual(alarms.length, 1);
  match(alarms[0]!, /^ {2}5:50 {4}70 {2}healthy/);
});

Deno.test("timelineText() and incidentReport() fit 100 columns where reasons, names and actions are many", () => {
  for (
    const [agent, topology] of [["full", "boutique"], ["random", "boutique"], ["prototype", "random-30"]]
  ) {
    const environment = createEnvironment({ topology: topology! });
    const long = runEpisode({ agent: createAgent(agent!), environment, seed: 5 });
    const lines = `${timelineText(long)}\n${incidentReport(long)}`.split("\n");
    deepStrictEqual(lines.filter((line) => line.length > 100), [], agent!);
  }
});

Deno.test("timelineText() has a dash where a value is missing", () => {
  const environment = createEnvironment({ scrapes: { silent: ["api"] } });
  const lines = timelineText(runEpisode({ agent: createAgent("noop"), environment, seed: 7 })).split("\n");
  match(lines.find((line) => line.includes("BREACH"))!, /BREACH {8,}- {8}-$/);
  ok(!lines.some((line) => line.includes("NaN")));
});

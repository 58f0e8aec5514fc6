import { deepStrictEqual, doesNotMatch, match, ok } from "node:assert";
import type { Diagnosis } from "../model/mod.ts";
import { createAgent, type Episode, runEpisode } from "../run/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { incidentReport } from "./incident.ts";

const environment = createEnvironment();
const episode = runEpisode({ agent: createAgent("full"), environment, seed: 7 });

/** The episode with one more action, on a diagnosis of its own. */
function withFalseAlarm(base: Episode, at: number): Episode {
  const diagnosis: Diagnosis = { suspect: "cache", confidence: 0.4, ranking: [], rationale: "" };
  const executed = { kind: "restart", service: "cache" } as const;
  const steps = base.steps.map((step) => step.step === at ? { ...step, diagnosis, executed } : step);
  return { ...base, steps };
}

Deno.test("incidentReport() says what failed, how it was found and what was done", () => {
  const text = incidentReport(episode);
  match(text, /fault {7}noisy_neighbour at db/);
  match(text, /diagnosis .*: right/);
  match(text, /actions {5}open_breaker\(api, db\) at \d+, failover\(db\) at \d+/);
});

Deno.test("incidentReport() shows the diagnosis that the record judges, not that of a false alarm before", () => {
  const text = incidentReport(withFalseAlarm(episode, 70));
  match(text, /diagnosis +db at fault: .*: right/);
  match(text, /actions {5}restart\(cache\) at 70, open_breaker\(api, db\)/);
});

Deno.test("incidentReport() calls an action without any fault a false alarm, and no recovery what was no breach", () => {
  const quiet = runEpisode({
    agent: createAgent("noop"),
    environment: createEnvironment({ faultFreeShare: 1 }),
    seed: 1,
  });
  const text = incidentReport(withFalseAlarm(quiet, 70));
  match(text, /fault {7}none\n/);
  match(text, /SLO {9}met in every step/);
  match(text, /diagnosis {3}cache at fault: 40 % sure: a false alarm/);
  doesNotMatch(text, /recovery|wrong/);
});

Deno.test("incidentReport() says that an incident never ended, and how often it came back", () => {
  const record = { ...episode.record, sustained_recovery: null, flaps: 1 };
  const text = incidentReport({ ...episode, record });
  match(text, /recovery {4}none: still in breach at the end/);
  match(text, /breached again 1 time\n/);
});

Deno.test("incidentReport() shows the diagnosis on which was acted, not one of a step before in which nothing was done", () => {
  const late = runEpisode({ agent: createAgent("full"), environment, seed: 8 });
  const begins = late.record.fault_t_start!;
  ok(
    late.steps.find(({ executed }) => executed.kind !== "noop")!.step > begins,
    "acts later than the fault begins",
  );
  const diagnosis: Diagnosis = { suspect: "cache", confidence: 0.4, ranking: [], rationale: "" };
  const steps = late.steps.map((step) => step.step === begins ? { ...step, diagnosis } : step);
  match(incidentReport({ ...late, steps }), /diagnosis +api at fault: .*: service right/);
});

Deno.test("incidentReport() names a benign event beside the faults", () => {
  const environment = createEnvironment({ faultCount: 0, benign: "load-test" });
  const lines = incidentReport(runEpisode({ agent: createAgent("noop"), environment, seed: 7 })).split("\n");
  deepStrictEqual(lines.slice(1, 3), ["  fault       none", "  benign      load-test"]);
});

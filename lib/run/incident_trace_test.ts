import { deepStrictEqual, match, notStrictEqual, ok, strictEqual, throws } from "node:assert";
import type { Action, Span } from "../model/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { incidentTrace } from "./incident_trace.ts";
import { ALARM, CALM, DIAGNOSIS, FAULT, madeUpEpisode } from "./testing/made_up_episode.ts";
import type { EpisodeStep } from "./records.ts";
import { runEpisode } from "./run_episode.ts";
import { createAgent } from "./trial.ts";

const RESTART: Action = { kind: "restart", service: "db" };
const ROLLBACK: Action = { kind: "rollback", service: "db" };
const BREACH = { sloViolated: true, detection: ALARM };

/** Fault at 10, breach 11 to 19, alarm at 12, asked at 13, restart at 14, refused at 16, rollback at 17. */
const STORY: Record<number, Partial<EpisodeStep>> = {
  9: { detection: CALM },
  10: { detection: CALM },
  11: { sloViolated: true, detection: CALM },
  12: BREACH,
  13: { ...BREACH, diagnosis: DIAGNOSIS },
  14: { ...BREACH, diagnosis: DIAGNOSIS, proposed: RESTART, executed: RESTART, reason: "try it" },
  15: BREACH,
  16: { ...BREACH, proposed: RESTART, refused: "restart(db) refused: the cooldown is 20" },
  17: { ...BREACH, proposed: ROLLBACK, executed: ROLLBACK, reason: "then this" },
  18: BREACH,
  19: BREACH,
  25: { proposed: { kind: "restore" }, executed: { kind: "restore" } },
};
const episode = madeUpEpisode(STORY, { faults: [FAULT] });

const inSteps = ({ name, startSeconds, endSeconds, failed }: Span) => [
  name,
  startSeconds / 5,
  endSeconds / 5,
  failed,
];

Deno.test("incidentTrace() tells the incident from fault to repair, and nothing of what came after", () => {
  deepStrictEqual(incidentTrace(episode).map(inSteps), [
    ["incident", 10, 20, false],
    ["detect", 10, 12, false],
    ["diagnose", 13, 14, false],
    ["act restart(db)", 14, 17, false],
    ["act rollback(db)", 17, 20, false],
  ]);
});

Deno.test("incidentTrace() has breaches, faults and refusals as events of the root, in the order of time", () => {
  const { events } = incidentTrace(episode)[0]!;
  deepStrictEqual(events!.map(({ name, timeSeconds }) => [name, timeSeconds / 5]), [
    ["aiops.fault.began", 10],
    ["aiops.slo.breach_began", 11],
    ["aiops.action.refused", 16],
    ["aiops.fault.over", 18],
    ["aiops.slo.breach_over", 20],
  ]);
  deepStrictEqual(events![2]!.attributes, {
    "aiops.action": "restart(db)",
    "aiops.action.kind": "restart",
    "aiops.service": "db",
    "aiops.guardrail.reason": "restart(db) refused: the cooldown is 20",
  });
});

Deno.test("incidentTrace() gives each span what the agent knew, and the root the truth by that name", () => {
  const [root, detect, diagnose, act] = incidentTrace(episode);
  strictEqual(root!.attributes!["aiops.truth.fault"], "slow_query");
  deepStrictEqual(detect!.attributes, {
    "aiops.service": "db",
    "aiops.detection.score": 6,
    "aiops.detection.global_score": 2.5,
  });
  deepStrictEqual(diagnose!.attributes, {
    "aiops.diagnosis.suspect": "db",
    "aiops.diagnosis.fault": "slow_query",
    "aiops.diagnosis.confidence": 0.9,
    "aiops.diagnosis.rationale": "db is slow",
  });
  strictEqual(act!.attributes!["aiops.decision.reason"], "try it");
});

Deno.test("incidentTrace() says that the guardrails, not the agent, took an action back", () => {
  const executed: Action = { kind: "scale", service: "db", delta: -1 };
  const taken = madeUpEpisode({ ...STORY, 15: { ...BREACH, executed } }, { faults: [FAULT] });
  const span = incidentTrace(taken).find(({ name }) => name === "act scale(db, -1)")!;
  strictEqual(span.attributes!["aiops.decision.by"], "guardrail");
});

Deno.test("incidentTrace() is failed to the end if users are never served again, and so is a detector without an alarm", () => {
  const down = Array.from(
    { length: 15 },
    (_, i) => [15 + i, { sloViolated: true, detection: CALM }] as const,
  );
  deepStrictEqual(incidentTrace(madeUpEpisode(Object.fromEntries(down), { faults: [FAULT] })).map(inSteps), [
    ["incident", 10, 30, true],
    ["detect", 10, 30, true],
  ]);
});

Deno.test("incidentTrace() lasts as long as the fault where users felt none, and has no detect without a detector", () => {
  deepStrictEqual(incidentTrace(madeUpEpisode({}, { faults: [FAULT] })).map(inSteps), [
    ["incident", 10, 18, false],
  ]);
});

Deno.test("incidentTrace() begins with a breach that came before any fault, and needs no fault", () => {
  const early = { 4: { sloViolated: true } };
  deepStrictEqual(incidentTrace(madeUpEpisode(early, { faults: [FAULT] })).map(inSteps), [
    ["incident", 4, 18, false],
  ]);
  deepStrictEqual(incidentTrace(madeUpEpisode(early)).map(inSteps), [["incident", 4, 5, false]]);
});

Deno.test("incidentTrace() is empty without fault and breach, and refuses an episode without steps", () => {
  deepStrictEqual(incidentTrace(madeUpEpisode({ 8: { detection: ALARM, executed: RESTART } })), []);
  throws(
    () => incidentTrace({ ...episode, steps: [] }),
    /^UsageError: An incident can't be traced without steps: run the episode with trace: true$/,
  );
});

Deno.test("incidentTrace() is one trace: ids in hex, each its own, all but the root within the root", () => {
  for (const [name, seed] of [["full", 7], ["prototype", 7], ["random", 3]] as const) {
    const environment = createEnvironment();
    const spans = incidentTrace(runEpisode({ agent: createAgent(name), environment, seed }));
    const [root, ...rest] = spans;
    match(root!.traceId, /^[0-9a-f]{32}$/);
    for (const span of spans) match(span.spanId, /^[0-9a-f]{16}$/);
    strictEqual(new Set(spans.map(({ spanId }) => spanId)).size, spans.length);
    for (const { traceId, parentSpanId, startSeconds, endSeconds } of rest) {
      deepStrictEqual([traceId, parentSpanId], [root!.traceId, root!.spanId]);
      ok(root!.startSeconds <= startSeconds && startSeconds <= endSeconds && endSeconds <= root!.endSeconds);
    }
  }
});

Deno.test("incidentTrace() agrees with the record, gives the same ids for the same episode, others for another agent", () => {
  const environment = createEnvironment();
  for (const seed of [1, 2, 3, 4, 7]) {
    const run = (agent: string) => runEpisode({ agent: createAgent(agent), environment, seed });
    const first = run("full");
    const [root, detect] = incidentTrace(first);
    const { fault_t_start, first_slo, sustained_recovery, detection_delay } = first.record;
    strictEqual(root!.startSeconds, 5 * fault_t_start!);
    strictEqual(root!.endSeconds, 5 * (first_slo! + sustained_recovery!));
    strictEqual(detect!.endSeconds - detect!.startSeconds, 5 * detection_delay!);
    deepStrictEqual(incidentTrace(run("full")), incidentTrace(first));
    notStrictEqual(incidentTrace(run("noop"))[0]!.traceId, root!.traceId);
  }
});

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { SEVERITY } from "../model/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { incidentLog } from "./incident_log.ts";
import { incidentTrace } from "./incident_trace.ts";
import { ALARM, DIAGNOSIS, FAULT, madeUpEpisode } from "./testing/made_up_episode.ts";
import { runEpisode } from "./run_episode.ts";
import { createAgent } from "./trial.ts";

const executed = { kind: "rollback", service: "db" } as const;
const episode = madeUpEpisode({
  10: { sloViolated: true, detection: ALARM },
  11: { sloViolated: true, detection: ALARM, diagnosis: DIAGNOSIS, proposed: executed, executed },
  12: { proposed: executed, refused: "rollback(db) refused: the cooldown is 20" },
}, { faults: [FAULT] });

Deno.test("incidentLog() tells what happened in words, graver than the rest where users or guardrails are concerned", () => {
  deepStrictEqual(
    incidentLog(episode).map((
      { timeSeconds, severityNumber, body },
    ) => [timeSeconds / 5, severityNumber, body]),
    [
      [10, SEVERITY.info, "slow_query at db begins"],
      [10, SEVERITY.error, "the SLO is breached: p95 up to 220 ms, errors up to 6 %"],
      [10, SEVERITY.warn, "alarm: the highest score is 6.00"],
      [11, SEVERITY.info, "db at fault: 90 % sure; most likely slow query; db is slow"],
      [11, SEVERITY.info, "rollback(db)"],
      [12, SEVERITY.info, "the SLO is met again"],
      [12, SEVERITY.warn, "rollback(db) refused: the cooldown is 20"],
      [18, SEVERITY.info, "slow_query at db is over"],
    ],
  );
});

Deno.test("incidentLog() names the span of a diagnosis and an action, the root for the rest, none outside", () => {
  const [root, , diagnose, act] = incidentTrace(episode);
  deepStrictEqual(
    incidentLog(episode).map(({ spanId }) => spanId),
    [root, root, root, diagnose, act, root, undefined, undefined].map((span) => span?.spanId),
  );
  strictEqual(incidentLog(episode)[3]!.traceId, root!.traceId);
});

Deno.test("incidentLog() tells of a false alarm too, and of nothing where nothing was", () => {
  const bodies = incidentLog(madeUpEpisode({ 8: { detection: ALARM, executed } })).map(({ body }) => body);
  deepStrictEqual(bodies, ["alarm: the highest score is 6.00", "rollback(db)"]);
  deepStrictEqual(incidentLog(madeUpEpisode({})), []);
});

Deno.test("each span of incidentTrace() that is work has its log record, in episodes of an agent at random", () => {
  const run = runEpisode({ agent: createAgent("random"), environment: createEnvironment(), seed: 3 });
  const told = new Set(incidentLog(run).map(({ spanId }) => spanId));
  const work = incidentTrace(run).filter(({ name }) => name.startsWith("act ") || name === "diagnose");
  ok(work.length > 10);
  for (const { spanId } of work) ok(told.has(spanId));
});

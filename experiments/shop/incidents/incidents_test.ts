import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import type { AuditRecord } from "../../../lib/live/mod.ts";
import { rowsToCsv } from "../../../lib/report/csv.ts";
import { csvRows } from "../../../lib/report/csv_rows.ts";
import { storyOf } from "./from_audit.ts";
import { jobName, jobsOf } from "./jobs.ts";
import { impactOf } from "./measure.ts";
import { type IncidentRow, readRows, tableOf } from "./table.ts";

const SLO = { latencyP95Ms: 100, errorRate: 0.02 };
const GOOD = { p95Ms: 60, failedShare: 0, turnedAwayShare: 0 };
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

Deno.test("impactOf() counts seconds of slow, failed and missing answers, and apart from them requests that were turned away", () => {
  const course = [
    GOOD,
    { ...GOOD, p95Ms: 101 },
    { ...GOOD, failedShare: 0.03 },
    null,
    { ...GOOD, turnedAwayShare: 0.6 },
    ...times(30, GOOD),
  ];
  deepStrictEqual(impactOf(course, SLO, 30), {
    violationSeconds: 3,
    recoverySeconds: 4,
    turnedAwaySeconds: 0.6,
    unseenSeconds: 1,
  });
});

Deno.test("impactOf() calls nobody recovered who was well for too short a time", () => {
  strictEqual(impactOf([null, ...times(29, GOOD)], SLO, 30).recoverySeconds, null);
  strictEqual(impactOf(times(30, GOOD), SLO, 30).recoverySeconds, 0);
});

const diagnosis = (suspect: string): AuditRecord => ({
  ...{ type: "diagnosis", incident: "i", step: 1, suspect, confidence: 0.5, ranking: [], rationale: "" },
});
const order = (key: string): AuditRecord => ({
  ...{ type: "order", incident: "i", proposal: "p", idempotencyKey: key, actuator: "webhook", dryRun: false },
  ...{ action: { kind: "restart", service: "db" }, mode: "act", reason: "" },
});
const receipt = (key: string, outcome: "done" | "failed"): AuditRecord => ({
  ...{ type: "receipt", incident: "i", idempotencyKey: key, outcome, detail: "" },
});

Deno.test("storyOf() takes the suspect at the first order, and only what was done for an action", () => {
  const records = [
    ...[diagnosis("api"), diagnosis("db"), order("1"), receipt("1", "done"), diagnosis("cache")],
    ...[order("2"), receipt("2", "failed")],
  ];
  deepStrictEqual(storyOf(records), {
    ...{ suspect: "db", actions: ["restart(db)"], failed: 1, refused: 0, escalated: false },
  });
});

Deno.test("jobsOf() goes round by repeats and leaves out what was run", () => {
  const done = new Set([jobName({ fault: "error_burst", agent: "full", repeat: 1 })]);
  deepStrictEqual(
    jobsOf({ faults: ["error_burst", "bad_deploy"], agents: ["full"], repeats: 2, done }).map(jobName),
    [
      ...["bad_deploy-full-1", "error_burst-full-2", "bad_deploy-full-2"],
    ],
  );
  throws(() => jobsOf({ faults: ["error_burst"], agents: ["ful"], repeats: 1, done }), /did you mean "full"/);
});

const ROW: IncidentRow = {
  ...{
    fault: "error_burst",
    agent: "full",
    repeat: 1,
    seconds: 60,
    violationSeconds: 20,
    recoverySeconds: 25,
  },
  ...{
    turnedAwaySeconds: 6.4,
    unseenSeconds: 0,
    service: "api",
    suspect: "api",
    actions: "restart(api); restore",
  },
  ...{ failedOrders: 0, refused: 2, escalated: false },
};

Deno.test("rows come back from their CSV as they were, those without recovery or suspect too", () => {
  const rows = [ROW, { ...ROW, repeat: 2, recoverySeconds: null, suspect: null, escalated: true }];
  deepStrictEqual(readRows(csvRows(rowsToCsv(rows.map((row) => ({ ...row }))))), rows);
});

Deno.test("the table has medians with intervals over all faults and for each", () => {
  const rows = [10, 20, 20, 30].map((violationSeconds, i) => ({ ...ROW, repeat: i + 1, violationSeconds }));
  const text = tableOf([...rows, { ...ROW, fault: "bad_deploy", suspect: "db" }]);
  match(text, /^error_burst +full +20 \[10, 30\] +6 \[6, 6\] +4 of 4 /m);
  match(text, /^all +full .* 4 of 5 /m);
  // One incident is too few for an interval.
  match(text, /^bad_deploy +full +20 +6 +1 of 1 /m);
});

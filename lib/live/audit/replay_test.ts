import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { createAgent } from "../../agent/mod.ts";
import { describeAction } from "../../model/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { openAuditLog } from "./audit_log.ts";
import type { AuditRecord } from "./record_types.ts";
import { createEvidenceBuffer } from "./evidence.ts";
import { readIncidents } from "./incidents.ts";
import { replayIncident, replayText } from "./replay.ts";

const WARMUP_STEPS = 60;

/** Runs an agent on a fault without acting, and writes what it says as the loop does. @returns the step and text of its proposals */
function recordIncident(path: string): string[] {
  const environment = createEnvironment({ fault: "slow_query" });
  const { topology, slo } = environment;
  const agent = createAgent("full");
  const seed = 5;
  agent.begin({ topology, slo, warmupSteps: WARMUP_STEPS, seed });
  let now = 0;
  const log = openAuditLog(path, { clock: { now: () => now }, flush: false });
  log.append({
    type: "started",
    name: "test",
    mode: "act",
    agent: "full",
    topology: JSON.parse(JSON.stringify(topology)),
    slo: JSON.parse(JSON.stringify(slo)),
    stepSeconds: 5,
    warmupSteps: WARMUP_STEPS,
    seed,
  });
  const evidence = createEvidenceBuffer(WARMUP_STEPS + 24);
  let { observation } = environment.reset({ seed: 4 });
  const said: string[] = [];
  for (let step = 0; step < 200; step++) {
    now = 5 * step;
    evidence.push(observation);
    const { decision: { action, reason } } = agent.act(observation);
    agent.learn({ executed: { kind: "noop" }, reward: 0, sloViolated: false });
    if (action.kind !== "noop") {
      said.push(`${step} ${describeAction(action)}`);
      log.append({
        type: "proposal",
        proposal: `p-${step}`,
        incident: "i-1",
        step,
        action,
        reason,
        evidence: [],
        ...evidence.take(),
      });
    }
    ({ observation } = environment.step({ kind: "noop" }));
  }
  log.append({ type: "ended", incident: "i-1", step: 199, reason: "test over", ...evidence.take() });
  log.close();
  return said;
}

Deno.test("an incident of the log, played to the same agent, has the same proposals in the same steps, and another agent's own", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    const said = recordIncident(path);
    ok(said.length > 0);
    const [incident] = readIncidents(path);
    const start = incident!.observations[0]!.step;
    ok(incident!.observations.length > WARMUP_STEPS);
    const replay = replayIncident(incident!, createAgent("full"));
    const recorded = replay.steps.flatMap(({ step, recorded }) => recorded.map((text) => `${step} ${text}`));
    deepStrictEqual(recorded, [
      ...said.map((text) => text.replace(" ", " proposed ")),
      "199 ended: test over",
    ]);
    // The agent of the replay has seen the steps from there on alone, and so may propose a little earlier or later.
    const replayed = replay.steps.filter(({ proposed }) => proposed.kind !== "noop");
    strictEqual(describeAction(replayed[0]!.proposed), said[0]!.replace(/^\d+ /, ""));
    ok(Math.abs(replayed[0]!.step - parseInt(said[0]!)) <= 5, `${replayed[0]!.step} after ${start}`);
    const quiet = replayIncident(incident!, createAgent("noop"));
    ok(quiet.steps.every(({ proposed, alarm }) => proposed.kind === "noop" && !alarm));
    match(replayText(replay), /^incident i-1, replayed by full \(times in UTC\)\n/);
    throws(
      () => replayIncident({ ...incident!, observations: [] }, createAgent("full")),
      /0 observations in the log, and a warm-up takes 60/,
    );
  }));

Deno.test("a replay tells what the log has in the order and at the time at which it was written, with who approved and what was taken back", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    recordIncident(path);
    const [incident] = readIncidents(path);
    const at = incident!.observations.at(-1)!.step - 20;
    const start = { sequence: 1, previous: "", hash: "" };
    const order = {
      incident: "i-1",
      actuator: "actions[0]",
      dryRun: false,
      mode: "approve",
      reason: "a",
    } as const;
    const limit = { kind: "limit_traffic", factor: 0.5 } as const;
    const written = ([
      [1000, {
        type: "proposal",
        proposal: "p",
        incident: "i-1",
        step: at,
        action: limit,
        reason: "a",
        evidence: [],
      }],
      [1000, { type: "approval-asked", proposal: "p", incident: "i-1", untilSeconds: 1300 }],
      [1029, { type: "approval-approved", proposal: "p", incident: "i-1", by: "Ann", through: "page" }],
      [1030, { type: "order", ...order, proposal: "p", idempotencyKey: "k", action: limit }],
      [1031, { type: "receipt", incident: "i-1", idempotencyKey: "k", outcome: "done", detail: "limited" }],
      [5000, {
        type: "order",
        ...order,
        proposal: "lifting",
        idempotencyKey: "l",
        action: { kind: "restore" },
      }],
    ] as [number, AuditRecord][]).map(([timeSeconds, record]) => ({ ...start, timeSeconds, record }));
    const replay = replayIncident({ ...incident!, entries: written }, createAgent("noop"));
    deepStrictEqual(
      replay.steps.map(({ step, timeSeconds, recorded }) => [step - at, timeSeconds, ...recorded]),
      [
        [0, 1000, "proposed limit_traffic(0.5)", "approval asked for p"],
        [5, 1029, "p approved by Ann, page"],
        [6, 1030, "ordered limit_traffic(0.5) of actions[0]", "done: limited"],
        [800, 5000, "ordered restore of actions[0]"],
      ],
    );
    match(replayText(replay), /\n +\d+ 00:17:09 {2}log: p approved by Ann, page\n/);
  }));

Deno.test("incidents are not read from a log that was changed", () =>
  inFolder((folder) => {
    const path = `${folder}/audit.jsonl`;
    recordIncident(path);
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace("test over", "test done"));
    throws(() => readIncidents(path), /is not whole: line \d+: its hash/);
  }));

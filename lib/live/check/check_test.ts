import { createHash } from "node:crypto";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { createActuators } from "../actuators/catalogue.ts";
import { parseLiveConfig } from "../config/parse.ts";
import type { Mode } from "../contract.ts";
import { systemClock } from "../loop/system_clock.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { createTopology } from "../../simulator/mod.ts";
import { METRIC_COUNT } from "../../model/mod.ts";
import { checkActuators } from "./check_actuators.ts";
import { checkFiles } from "./check_files.ts";
import { checkGate } from "./check_gate.ts";
import { checkListen } from "./check_listen.ts";
import { checkRoutes } from "./check_routes.ts";
import { type CheckResult, verdictText } from "./check_result.ts";
import { unitNotes } from "./unit_notes.ts";

const topology = createTopology("three-tier");

async function parts(actions: readonly unknown[]) {
  const config = parseLiveConfig({
    name: "shop",
    topology: "three-tier",
    slo: { latencyP95Ms: 300, errorRate: 0.02 },
    source: { type: "simulator" },
    actions,
  });
  const made = await createActuators(config.actions, { topology, clock: systemClock });
  return { config, made };
}

/** What the routes of some entries are found to be, but for what is well. */
async function troublesOf(actions: readonly unknown[], mode: Mode = "act"): Promise<string[]> {
  const { config, made } = await parts(actions);
  return checkRoutes({ config, mode, topology, routing: made.routing })
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ asked, verdict, text }) => `${asked} ${verdict}: ${text}`);
}

Deno.test("checkGate() refuses the mode act without a gate that this agent has passed with what it starts with", () =>
  inFolder((folder) => {
    const [gate, learnt] = [`${folder}/gate.json`, `${folder}/learnt.json`];
    const agent = { name: "full policy=linear-ucb", parts: { diagnoser: "fused", policy: "linear-ucb" } };
    const acting = { agent, mode: "act" } as const;
    const found = (files: { gate?: string; learnt?: string }, mode: Mode = "act") =>
      checkGate(files, { ...acting, mode }).map(({ verdict, text }) => `${verdict}: ${text}`);
    deepStrictEqual(found({}), []);
    deepStrictEqual(found({ gate, learnt }), [`wrong: ${gate}: it is not there: no gate was passed`]);
    Deno.writeTextFileSync(learnt, "what was learnt");
    const state = createHash("sha256").update("what was learnt").digest("hex");
    const pass = {
      ...{ format: "aiops gate", version: 2, verdict: "passed", agent, state, log: "1".repeat(64) },
      ...{ bound: "bernstein", confidence: 0.95, leastReward: -6, greatestReward: 1, lowerBound: 0.6 },
      ...{ toBeat: 0.5, logged: 0.5, decisions: 900, episodes: 90 },
    };
    const write = (changed: object) => Deno.writeTextFileSync(gate, JSON.stringify({ ...pass, ...changed }));
    write({});
    deepStrictEqual(found({ gate, learnt }), [`ok: ${gate} was passed by "full policy=linear-ucb"`]);
    match(found({ gate })[0]!, /^wrong: .*with what it had learnt, and starts here without$/);
    write({ confidence: 0.1 });
    match(found({ gate, learnt })[0]!, /^wrong: .*confidence must be 0\.9 or more, found 0\.1$/);
    write({ agent: { ...agent, name: "mine" } });
    match(found({ gate, learnt })[0]!, /^ok: /);
    write({ agent: { name: "blind", parts: { policy: "fixed-list" } } });
    match(
      found({ gate, learnt })[0]!,
      /^wrong: .*it was passed by "blind", and "full policy=linear-ucb" is to act$/,
    );
    match(found({ gate, learnt }, "suggest")[0]!, /^note: .*: the mode act is refused$/);
    write({ lowerBound: 0.4 });
    match(found({ gate, learnt })[0]!, /^wrong: .*lowerBound must lie above toBeat, 0\.5/);
    write({});
    Deno.writeTextFileSync(learnt, "something else");
    match(
      found({ gate, learnt })[0]!,
      /^wrong: .*passed it with the state [0-9a-f]{8}…, and starts here with/,
    );
    Deno.writeTextFileSync(gate, "{");
    deepStrictEqual(found({ gate, learnt }), [`wrong: ${gate}: it is not JSON`]);
  }));

Deno.test("checkRoutes() names entries that match nothing, can't be carried out, or are never reached", async () => {
  const by = { type: "dry-run" };
  const rest = { by };
  deepStrictEqual(await troublesOf([rest]), []);
  deepStrictEqual(await troublesOf([]), [
    "actions wrong: there is no entry, so that the mode act refuses every action",
  ]);
  deepStrictEqual(await troublesOf([], "observe"), []);
  deepStrictEqual(await troublesOf([{ match: { service: "ap1*" }, by }, rest]), [
    'actions[0].match wrong: service "ap1*" matches no service: did you mean "api"? Known: api, cache, db',
  ]);
  deepStrictEqual(await troublesOf([rest, { match: { kind: "restart" }, by }]), [
    "actions[1].match note: is never reached: entries before it match all that it matches",
  ]);
  const argv = { type: "command", argv: ["/bin/true", "{service}"] };
  deepStrictEqual(await troublesOf([{ match: { kind: ["restart", "limit_traffic"] }, by: argv }, rest]), [
    'actions[0].match wrong: command can\'t carry out limit_traffic: "{service}" needs what limit_traffic(0.5) has not',
    "actions note: no entry carries out limit_traffic: where the agent proposes it, it is refused",
  ]);
  match(
    (await troublesOf([{ match: { kind: "restart" }, by }]))[0]!,
    /^actions note: no entry carries out rollback, /,
  );
});

/** The findings of one actuator. */
async function askedOf(by: unknown, dryRuns = true): Promise<CheckResult[]> {
  const { made } = await parts([{ match: { kind: "restart" }, by }]);
  return await checkActuators(made, { topology, dryRuns });
}

Deno.test("checkActuators() looks for programs and servers, asks for dry runs where they ask the system, and says what it has not asked", async () => {
  const verdicts = (found: readonly CheckResult[]) => found.map(({ verdict }) => verdict);
  const [missing] = await askedOf({ type: "command", argv: ["/no/such/program"] });
  deepStrictEqual(missing, {
    asked: "actions[0] command",
    verdict: "wrong",
    text: 'the program "/no/such/program" is not there',
  });
  const [plain] = await askedOf({ type: "command", argv: ["/etc/passwd"] });
  match(plain!.text, /is not executable/);
  deepStrictEqual(verdicts(await askedOf({ type: "command", argv: ["/bin/true"] })), ["ok", "not asked"]);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const [closed] = await askedOf({ type: "webhook", url: `http://127.0.0.1:${port}/x` });
  strictEqual(closed!.verdict, "away");
  match(closed!.text, /does not answer: .*refused/i);
  const seen: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    seen.push(`${request.method} ${request.method === "POST" && (await request.json()).dryRun}`);
    return new Response("");
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  deepStrictEqual(verdicts(await askedOf({ type: "webhook", url })), ["ok", "not asked"]);
  deepStrictEqual(verdicts(await askedOf({ type: "webhook", url, sendDryRuns: true })), ["ok", "ok"]);
  deepStrictEqual(verdicts(await askedOf({ type: "webhook", url, sendDryRuns: true }, false)), ["ok"]);
  deepStrictEqual(seen, ["HEAD false", "HEAD false", "POST true", "HEAD false"]);
  await server.shutdown();
});

Deno.test("checkFiles() and checkListen() name what can't be written or had, and leave nothing behind", () =>
  inFolder((folder) => {
    const files = {
      audit: `${folder}/audit.jsonl`,
      state: `${folder}/no/state.json`,
      stop: `${folder}/STOP`,
      lease: folder,
    };
    deepStrictEqual(checkFiles(files).map(({ text }) => text.replaceAll(folder, "F")), [
      "F/audit.jsonl can be written",
      "cannot write F/no/state.json: the folder F/no is not there",
      "cannot write F: it is a folder",
    ]);
    deepStrictEqual([...Deno.readDirSync(folder)], []);
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const listen = { hostname: "127.0.0.1", port: listener.addr.port };
    const used = checkListen({ listen, files }, 100);
    deepStrictEqual([used.verdict, /it is in use.*listen\.port/.test(used.text)], ["wrong", true]);
    const lease = `${folder}/lease.json`;
    Deno.writeTextFileSync(lease, JSON.stringify({ owner: "one", untilSeconds: 110 }));
    strictEqual(checkListen({ listen, files: { ...files, lease } }, 100).verdict, "note");
    listener.close();
    strictEqual(checkListen({ listen, files }, 100).verdict, "ok");
  }));

/** Notes on a system whose front has these values and whose other services are well. */
function notesOf(front: readonly number[], slo = { latencyP95Ms: 300, errorRate: 0.02 }): string[] {
  const values = new Float64Array(topology.services.length * METRIC_COUNT);
  topology.services.forEach(({ name }, i) =>
    values.set(name === topology.front ? front : [20, 0.001, 0.4, 0.4, 100], i * METRIC_COUNT)
  );
  return unitNotes(values, { topology, slo });
}

Deno.test("unitNotes() finds seconds for ms, per cent for shares, and limits that are always or never exceeded", () => {
  const well = [90, 0.001, 0.4, 0.4, 100];
  const first = (value: number, at: number) => notesOf(well.map((one, i) => i === at ? value : one));
  deepStrictEqual(notesOf(well), []);
  deepStrictEqual(notesOf([NaN, NaN, NaN, NaN, NaN]), []);
  match(first(0.09, 0).join(), /^latencyP95Ms is below 1 ms \(api 0\.09\) .*"factor": 1000$/);
  match(first(3, 1).join(), /^errorRate is above 1 \(api 3\).*"factor": 0\.01/);
  match(first(40, 2).join(), /^cpuUtilisation is above 1\.5/);
  match(first(40, 3).join(), /^memoryUtilisation is above 1\.5/);
  match(
    notesOf(well, { latencyP95Ms: 0.3, errorRate: 0.02 }).join(),
    /^slo\.latencyP95Ms is 0\.3, .*90, exceeds/,
  );
  match(notesOf(well, { latencyP95Ms: 300_000, errorRate: 0.02 }).join(), /3333 times the present value/);
});

Deno.test("verdictText() counts errors and notes, and says what only an order would tell", () => {
  const of = (...verdicts: CheckResult["verdict"][]) =>
    verdictText(verdicts.map((verdict, i) => ({ asked: `thing ${i}`, verdict, text: "" })));
  match(of("ok"), /^Nothing is wrong\. Everything was asked/);
  match(of("wrong", "away", "note"), /^2 of 3 things are wrong, 1 note to read/);
  ok(of("ok", "not asked").endsWith("would tell: thing 1."));
});

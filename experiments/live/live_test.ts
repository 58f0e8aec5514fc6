import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert";
import { permissionsOf, readLiveConfig } from "../../lib/live/mod.ts";
import { inFolder } from "../../lib/live/loop/testing/in_folder.ts";
import { systemClock } from "../../lib/live/loop/system_clock.ts";
import { fakePrometheus } from "../../lib/live/sources/testing/fake_prometheus.ts";
import { entriesOf } from "../../lib/live/loop/testing/harness.ts";
import { live } from "../live.ts";
import { assemble } from "./assemble.ts";
import { printed } from "../testing/printed.ts";
import { runWithin } from "./child.ts";
import { endOf, freePort, runLive, startLive, until } from "./testing/programs.ts";

/** A simulated system in fast time, whose agent proposes something in nearly every step. */
const CONFIG = {
  name: "sim",
  topology: "three-tier",
  slo: { latencyP95Ms: 220, errorRate: 0.06 },
  stepSeconds: 0.1,
  warmupSteps: 2,
  source: { type: "simulator" },
  agent: "random",
  mode: "observe",
  actions: [{ by: { type: "dry-run" } }],
  approval: { timeoutSeconds: 300, secret: { env: "APPROVAL_KEY" } },
};
const KEY = { APPROVAL_KEY: "key of the approvals" };

/** Writes a configuration with what differs. */
function writeConfig(folder: string, changes: Record<string, unknown> = {}): string {
  const path = `${folder}/sim.json`;
  Deno.writeTextFileSync(path, JSON.stringify({ ...CONFIG, listen: { port: freePort() }, ...changes }));
  return path;
}

async function textOf(url: string): Promise<string | undefined> {
  const answer = await fetch(url);
  const text = await answer.text();
  return answer.ok ? text : undefined;
}

Deno.test("the loop's process can reach the host and run the command of its configuration, and is refused all others by Deno", () =>
  inFolder(async (folder) => {
    const path = writeConfig(folder, {
      source: {
        type: "prometheus",
        url: "http://127.0.0.1:9",
        queries: { latencyP95Ms: "a", errorRate: "b" },
      },
      actions: [{ by: { type: "command", argv: ["/bin/true", "{service}"] } }],
      listen: { port: 1 },
    });
    const settings = await readLiveConfig(path);
    const allowed = permissionsOf(settings);
    const { state } = settings.config.files;
    Deno.writeTextFileSync(state, "");
    strictEqual(
      await runWithin("testing/probe.ts", {
        allowed: { ...allowed, net: ["127.0.0.1:9"], run: ["/bin/true"] },
        state,
      }, allowed),
      0,
    );
    deepStrictEqual(JSON.parse(Deno.readTextFileSync(state)), [
      "another port of its host",
      "another host",
      "a name to look up",
      "another command",
      "a shell",
      "another file to read",
      "another file to write",
      "a variable",
      "the machine",
      "code from elsewhere",
    ]);
  }));

Deno.test("deno task live says what it is for, prints its schema, and names mistakes in one line with exit code 2", () =>
  inFolder(async (folder) => {
    match(await printed(() => live(["--help"])), /Usage: deno task live CONFIG/);
    ok(JSON.parse(await printed(() => live(["--schema"]))).properties.slo);
    const path = writeConfig(folder);
    const wrong: [string[], RegExp][] = [
      [[`${folder}/smi.json`], /Cannot read the configuration's file/],
      [[path, "--mode", "obsreve"], /did you mean "observe"\?/],
      [["approve", "x"], /needs --config CONFIG/],
      [["verify"], /needs the path of an audit log/],
      [[path, "more"], /Unexpected argument "more"/],
    ];
    for (const [args, message] of wrong) {
      const { code, err } = await runLive(args);
      deepStrictEqual([code, err.trim().split("\n").length], [2, 1], err);
      match(err, message);
    }
  }));

Deno.test("what only the loop's process finds out ends both with the same exit code and one line", () =>
  inFolder(async (folder) => {
    const path = writeConfig(folder, {
      source: {
        type: "prometheus",
        url: `http://127.0.0.1:${freePort()}`,
        queries: { latencyP95Ms: "a", errorRate: "b" },
      },
    });
    const away = await runLive([path, "--check"], KEY);
    strictEqual(away.code, 2, away.err);
    match(away.out, /The loop may touch this, and nothing else:\n {2}--allow-net=/);
    const keyless = await runLive([writeConfig(folder), "--steps", "1"]);
    deepStrictEqual([keyless.code, keyless.err.trim()], [
      2,
      "error: approval.secret: cannot read the secret: the variable APPROVAL_KEY is not there",
    ]);
  }));

Deno.test("--check says which queries and actuators have answered, and which service a query has no series of", () =>
  inFolder(async (folder) => {
    const prometheus = fakePrometheus(systemClock);
    const value = () => 1;
    prometheus.series.set("p95", ["api", "db"].map((service) => ({ labels: { service }, value })));
    prometheus.series.set(
      "errors",
      ["api", "cache", "db"].map((service) => ({ labels: { service }, value })),
    );
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) =>
        prometheus.send(request.url, {
          method: request.method,
          ...(request.method === "POST" && { body: new URLSearchParams(await request.text()) }),
        }),
    );
    const path = writeConfig(folder, {
      source: {
        type: "prometheus",
        url: `http://127.0.0.1:${server.addr.port}`,
        queries: { latencyP95Ms: "p95", errorRate: "errors" },
      },
    });
    const { code, out, err } = await runLive([path, "--check"], KEY);
    await server.shutdown();
    deepStrictEqual([code, err], [0, ""]);
    const lines = out.trim().split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "));
    deepStrictEqual(lines.filter((line) => line.startsWith("source")), [
      "source.queries.latencyP95Ms | ok | has series of api, db",
      'source.queries.latencyP95Ms | note | has no series of "cache" now',
      "source.queries.errorRate | ok | has series of api, cache, db",
    ]);
    ok(
      lines.some((line) =>
        line.startsWith("units | note | slo.errorRate is 0.06, which the present value, 1,")
      ),
    );
    match(lines.at(-1)!, /^Nothing is wrong, \d notes to read\. Everything was asked/);
  }));

Deno.test("a token that the server repeats in its answer is shown by neither check nor page", () =>
  inFolder(async (folder) => {
    const token = "PROMTOKEN-987654321";
    Deno.writeTextFileSync(`${folder}/token`, `Bearer ${token}\n`);
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) =>
        Response.json({
          status: "error",
          errorType: "bad_data",
          error: `${"x".repeat(150)} authorization: ${request.headers.get("authorization")}`,
        }, { status: 400 }),
    );
    const path = writeConfig(folder, {
      source: {
        type: "prometheus",
        url: `http://127.0.0.1:${server.addr.port}`,
        queries: { latencyP95Ms: "a", errorRate: "b" },
        headers: { authorization: { file: "token" } },
      },
      approval: undefined,
    });
    const { code, out, err } = await runLive([path, "--check"], KEY);
    const end = new AbortController();
    const live = await assemble(path, "observe");
    const running = live.run(end.signal);
    const url = `http://127.0.0.1:${JSON.parse(Deno.readTextFileSync(path)).listen.port}`;
    const page = await until(async () => (await textOf(url))?.match(/[^]*authorization: [^]*/)?.[0]);
    end.abort();
    await running;
    await live.close();
    await server.shutdown();
    strictEqual(code, 2);
    match(out, /authorization: .*\*\*\*/);
    doesNotMatch(out + err + page, /987654321/);
  }));

Deno.test("a state file that is gone beside an audit log with entries is a loss: the loop does not start until it is told to begin anew", () =>
  inFolder(async (folder) => {
    const path = writeConfig(folder);
    strictEqual((await runLive([path, "--steps", "1"], KEY)).code, 0);
    Deno.removeSync(`${folder}/state.json`);
    const refused = await runLive([path, "--steps", "1"], KEY);
    strictEqual(refused.code, 2);
    match(refused.err, /^error: the state file ".*" is gone, .* or start with --begin-anew\n$/);
    strictEqual((await runLive([path, "--steps", "1", "--begin-anew"], KEY)).code, 0);
    const reasons = entriesOf(`${folder}/audit.jsonl`).map(({ record }) =>
      "reason" in record && record.reason
    );
    ok(reasons.includes("begun anew: the state of before was gone"));
    strictEqual((await runLive([path, "--steps", "1"], KEY)).code, 0);
  }));

Deno.test("SIGTERM ends the loop with a whole audit log, SIGUSR2 stops its actions for good, and no secret is shown", () =>
  inFolder(async (folder) => {
    const path = writeConfig(folder, { mode: "act" });
    const url = `http://127.0.0.1:${JSON.parse(Deno.readTextFileSync(path)).listen.port}`;
    const child = startLive([path], KEY);
    await until(async () => (await textOf(url))?.match(/is proposed/) ?? undefined);
    child.kill("SIGUSR2");
    await until(async () => (await textOf(url))?.match(/kill switch on/) ?? undefined);
    const page = await textOf(url);
    const metrics = await textOf(`${url}/metrics`);
    child.kill("SIGTERM");
    const { code, out, err } = await endOf(child);
    deepStrictEqual([code, err], [0, ""]);
    match(metrics!, /aiops_steps_total \d+/);
    const audit = Deno.readTextFileSync(`${folder}/audit.jsonl`);
    const types = entriesOf(`${folder}/audit.jsonl`).map(({ record }) => record.type);
    deepStrictEqual([types[0], types.at(-1)], ["started", "stopped"]);
    ok(types.includes("mode-changed"));
    ok(Deno.readTextFileSync(`${folder}/STOP`).includes("SIGUSR2"));
    for (const text of [page!, metrics!, out, audit, Deno.readTextFileSync(`${folder}/state.json`)]) {
      doesNotMatch(text, /key of the approvals/);
    }
    match(await printed(() => live(["verify", `${folder}/audit.jsonl`])), /is whole: \d+ entries/);
  }));

Deno.test("an approval is decided from the command line, once, and its incident can be replayed", () =>
  inFolder(async (folder) => {
    const path = writeConfig(folder, { mode: "approve" });
    const child = startLive([path, "--zone", "Asia/Kolkata"], KEY);
    const state = `${folder}/state.json`;
    const [asked] = await until(async () => {
      const { approvals } = JSON.parse(await Deno.readTextFile(state)) as { approvals: { id: string }[] };
      return approvals.length > 0 ? approvals : undefined;
    });
    const { id } = asked!;
    const unknown = await runLive(["reject", `${id}x`, "--config", path], KEY);
    deepStrictEqual([unknown.code, unknown.err.includes(`did you mean "${id}"`)], [2, true], unknown.err);
    const link = await runLive(["approve", id, "--config", path, "--link"], KEY);
    match(await textOf(link.out.trim()) ?? "", /Carry out/);
    const other = await runLive(["reject", id, "--config", path], { APPROVAL_KEY: "a key of somebody else" });
    deepStrictEqual([other.code, /the loop said 403/.test(other.err)], [1, true], other.err);
    const done = await runLive(["reject", id, "--config", path, "--by", "Ann"], KEY);
    deepStrictEqual([done.code, done.out.trim()], [0, `${id} is rejected`]);
    const late = await runLive(["reject", id, "--config", path], KEY);
    deepStrictEqual([late.code, /did you mean|Known|No approval waits/.test(late.err)], [2, true], late.err);
    child.kill("SIGINT");
    const ended = await endOf(child);
    strictEqual(ended.code, 0);
    match(ended.out, /INCIDENT {3}incident sim-/);
    const [, clock] = /^(\d\d:\d\d:\d\d) .* is watched in the mode approve/m.exec(ended.out)!;
    const hoursAgo = (Date.now() - Date.parse(`1970-01-01T${clock}+05:30`)) / 3.6e6 % 24;
    ok(hoursAgo < 0.1, `${clock} is not the time in Kolkata`);
    ok(ended.out.includes(`Decide: deno task live approve ${id} --config ${path}`), ended.out);
    const rejected = entriesOf(`${folder}/audit.jsonl`).map(({ record }) => record).find(({ type }) =>
      type === "approval-rejected"
    );
    ok(
      rejected?.type === "approval-rejected" && rejected.by === "Ann" && rejected.through === "command line",
    );
    match(
      await printed(() => live(["replay", `${folder}/audit.jsonl`, "--agent", "threshold-only"])),
      /replayed by threshold-only \(times in UTC\)/,
    );
    const inKolkata = ["replay", `${folder}/audit.jsonl`, "--zone", "Asia/Kolkata"];
    match(await printed(() => live(inKolkata)), /\(times in Asia\/Kolkata\)/);
  }));

Deno.test("a loop whose starter is killed ends, too", () =>
  inFolder(async (folder) => {
    const path = writeConfig(folder);
    const child = startLive([path], KEY);
    const audit = `${folder}/audit.jsonl`;
    await until(() => Deno.stat(audit));
    child.kill("SIGKILL");
    await endOf(child);
    await until(() => Promise.resolve(entriesOf(audit).at(-1)?.record.type === "stopped" ? true : undefined));
  }));

Deno.test("each step is a span with its stages as children, sent by Deno where OTEL_DENO says so", () =>
  inFolder(async (folder) => {
    type Span = { name: string; spanId: string; parentSpanId?: string };
    const spans: Span[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      const body = await request.json();
      for (const { scopeSpans } of body.resourceSpans ?? []) {
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      return Response.json({});
    });
    const { code, err } = await runLive([writeConfig(folder), "--steps", "3"], {
      ...KEY,
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
    });
    await server.shutdown();
    deepStrictEqual([code, err], [0, ""]);
    const steps = spans.filter(({ name }) => name === "step");
    strictEqual(steps.length, 3);
    for (const { spanId } of steps) {
      const children = spans.filter(({ parentSpanId }) => parentSpanId === spanId);
      deepStrictEqual(children.map(({ name }) => name).sort(), ["act", "agent", "observe"]);
    }
  }));

Deno.test("--check names what is wrong in one table and ends with code 2, and a loop without its source or its address says so", () =>
  inFolder(async (folder) => {
    const away = {
      type: "prometheus",
      url: `http://127.0.0.1:${freePort()}`,
      queries: { latencyP95Ms: "a", errorRate: "b" },
      attempts: 1,
    };
    const path = writeConfig(folder, {
      source: away,
      mode: "act",
      actions: [{
        match: { kind: "restart" },
        by: { type: "command", argv: ["/no/such/program", "{service}"] },
      }],
      files: { audit: "no/audit.jsonl" },
    });
    const { code, out } = await runLive([path, "--check"], KEY);
    strictEqual(code, 2);
    for (
      const line of [
        /^source\.url +away +http:\S+ cannot be reached: .*refused/m,
        /^actions\[0\] command +wrong +the program "\/no\/such\/program" is not there/m,
        /^files\.audit +wrong +cannot write .*the folder .*no is not there/m,
        /^listen +ok/m,
      ]
    ) match(out, line);
    // A source that is away may come back; a loop does not end for it.
    const alone = await runLive([writeConfig(folder, { source: away, actions: [] }), "--steps", "2"], KEY);
    deepStrictEqual([alone.code, alone.err], [0, ""], alone.err);
    match(alone.out, /Not there yet: source\.url: .*refused/);
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    const second = await runLive([writeConfig(folder, { listen: { port } }), "--steps", "2"], KEY);
    deepStrictEqual(
      [second.code, second.err.includes(`127.0.0.1:${port}: it is in use. Another loop needs`)],
      [
        2,
        true,
      ],
      second.err,
    );
    const quiet = await runLive([writeConfig(folder, { mode: "act" }), "--steps", "20", "--quiet"], KEY);
    const loud = await runLive([writeConfig(folder, { mode: "act" }), "--steps", "20"], KEY);
    doesNotMatch(quiet.out, /ORDER|INCIDENT|ended after/);
    match(loud.out, / ORDER {6}.* is ordered of actions\[0\] dry-run/);
    const linesOf = (kind: string) =>
      loud.out.split("\n").filter((line) => line.includes(` ${kind} `)).length;
    const [, steps, incidents, actions] =
      / ended after (\d+) steps.*: \d+ alarms?, (\d+) incidents? opened, \d+ proposals?, (\d+) actions?/
        .exec(loud.out.trimEnd().split("\n").at(-1)!)!;
    deepStrictEqual([steps, incidents, actions].map(Number), [20, linesOf("INCIDENT"), linesOf("ORDER")]);
  }));

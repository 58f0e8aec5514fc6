import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { madeUpHost } from "../testing/made_up_host.ts";
import { serveSessions } from "../http/server.ts";
import { TOOLS } from "../tools/mod.ts";

/** A test with the official client on a server. */
function calling(
  test: (made: {
    client: Client;
    /** Calls a tool: what it answers, or the text of its error. */
    call: (name: string, args?: Record<string, unknown>) => Promise<Record<string, unknown>>;
    errorOf: (name: string, args?: Record<string, unknown>) => Promise<string>;
    host: ReturnType<typeof madeUpHost>["host"];
  }) => Promise<void>,
) {
  return async () => {
    const { host } = madeUpHost({ scenarios: [{ name: "db", fault: "slow_query:db:1" }] });
    const server = serveSessions({ host, listen: { port: 0 }, now: () => 0 });
    const client = new Client({ name: "test", version: "1" });
    const answer = (name: string, args: Record<string, unknown> = {}) =>
      client.callTool({ name, arguments: args });
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)));
      await test({
        client,
        host,
        async call(name, args) {
          const result = await answer(name, args);
          ok(!result.isError, JSON.stringify(result.content));
          return result.structuredContent as Record<string, unknown>;
        },
        async errorOf(name, args) {
          const result = await answer(name, args);
          strictEqual(result.isError, true, JSON.stringify(result));
          return (result.content as { text: string }[])[0]!.text;
        },
      });
    } finally {
      await client.close();
      await server.close();
    }
  };
}

Deno.test(
  "every tool is listed and can be called: an incident is read, detected, diagnosed, mended and scored",
  calling(async ({ client, call, host }) => {
    const { tools } = await client.listTools();
    deepStrictEqual(tools.map(({ name }) => name), TOOLS.map(({ name }) => name));
    const called = new Set<string>();
    const { session } = await call("start_episode", { split: "judging", index: 1 });
    const say = (name: string, args: object = {}) => {
      called.add(name);
      return call(name, { session, ...args });
    };
    called.add("start_episode");
    strictEqual((await say("advance", { steps: 75 })).step, 135);
    const { alarm_steps } = await say("detect", { detector: "cusum" }) as { alarm_steps: number[] };
    ok(alarm_steps.length > 0 && alarm_steps.every((step) => step > 60 && step <= 135));
    const diagnosis = await say("diagnose");
    deepStrictEqual([diagnosis.suspect, diagnosis.fault], ["db", "slow_query"]);
    match(String(diagnosis.answer), /^db at fault: /);
    const metrics = await say("read_metrics", { service: "db", last: 3 }) as {
      steps: number[];
      services: object;
    };
    deepStrictEqual(metrics.steps, [133, 134, 135]);
    deepStrictEqual(Object.keys(metrics.services), ["db"]);
    const logs = await say("read_logs", { min_severity: "debug", limit: 3, last: 60 }) as {
      records: unknown[];
      found: number;
    };
    ok(logs.records.length === 3 && logs.found > 3);
    const { traces } = await say("read_traces", { service: "db", limit: 2 }) as {
      traces: { milliseconds: number; spans: { service: string }[] }[];
    };
    ok(traces.length === 2 && traces.every(({ spans }) => spans.some(({ service }) => service === "db")));
    ok("topology" in await say("read_topology"));
    await say("submit_diagnosis", { suspects: [{ service: "db", kind: "slow_query" }] });
    strictEqual((await say("act", { action: "failover(db)", reason: "the database is slow" })).step, 136);
    strictEqual((await say("act", { action: "limit_traffic(0.55)" })).executed, "limit_traffic(0.55)");
    const { actions } = await say("read_changes") as { actions: { step: number }[] };
    deepStrictEqual(actions.map(({ step }) => step), [135, 136]);
    const { contents } = await client.readResource({ uri: `aiops://sessions/${session}/audit` });
    match((contents[0] as { text: string }).text, /^\[\{"step":135.*"failover"/);
    const { score } = await say("end_episode") as { score: { verdicts: Record<string, unknown> } };
    deepStrictEqual([score.verdicts.localisation, score.verdicts.analysis], [true, true]);
    deepStrictEqual([...called].sort(), TOOLS.map(({ name }) => name).sort());
    strictEqual(host.count, 0, "the place of an episode that has ended is free");
  }),
);

Deno.test(
  "the diagnosis of a healthy system begins with nobody, in words",
  calling(async ({ call }) => {
    const { session } = await call("start_episode", { suite: "quiet", split: "judging", index: 1 });
    await call("advance", { session, steps: 30 });
    const diagnosis = await call("diagnose", { session });
    const [first] = Object.keys(diagnosis);
    strictEqual(first, "answer");
    match(String(diagnosis.answer), /^nobody (?:at fault: over 99 % sure; if anybody, |can be named$)/);
    ok(!/^\w+ at fault: under 1 %/.test(String(diagnosis.rationale)));
  }),
);

Deno.test(
  "what a caller does wrong is told as the tool's error, with the nearest name",
  calling(async ({ call, errorOf, host }) => {
    match(await errorOf("advance"), /Which session\? Give the session that start_episode told/);
    match(await errorOf("advance", { session: "nobody's" }), /no such session/);
    match(await errorOf("start_episode", { suite: "smal" }), /did you mean "small"/);
    strictEqual(host.count, 0, "an episode that could not begin takes no place");
    const { session } = await call("start_episode");
    match(await errorOf("act", { session, action: "restart(bd)" }), /did you mean "restart\(db\)"/);
    match(await errorOf("detect", { session, detector: "cusun" }), /did you mean "cusum"/);
    match(await errorOf("read_metrics", { session, service: "web" }), /Cannot find the service "web"/);
    await call("start_episode", { session, index: 2 });
    strictEqual(host.count, 1, "a session plays one episode after the other");
  }),
);

Deno.test(
  "guardrails and the runbook are resources, and prompts say how to begin",
  calling(async ({ client }) => {
    const { resources } = await client.listResources();
    deepStrictEqual(resources.map(({ uri }) => uri), ["aiops://guardrails", "aiops://runbook"]);
    const read = async (uri: string) =>
      ((await client.readResource({ uri })).contents[0] as { text: string }).text;
    match(await read("aiops://guardrails"), /restartCooldownSteps 20: steps between two restarts/);
    match(
      await read("aiops://runbook"),
      /- database, cpu_saturation.*: open_breaker\(api, db\),failover\(db\)/,
    );
    const { prompts } = await client.listPrompts();
    deepStrictEqual(prompts.map(({ name }) => name), ["work_incident", "write_postmortem"]);
    const { messages } = await client.getPrompt({ name: "write_postmortem", arguments: { session: "s-1" } });
    match(JSON.stringify(messages), /of session s-1/);
  }),
);

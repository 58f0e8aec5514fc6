import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { FAULT_TYPES } from "../../model/mod.ts";
import { environmentOptions } from "../../bench/agents/resolve.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { madeUpHost } from "../testing/made_up_host.ts";
import { connect } from "../testing/socket_client.ts";
import { serveSessions } from "../http/server.ts";

/** What is sent to a client that calls everything there is, up to a step, or to the end of the episode and what follows. */
async function everythingSent(
  { faultCount, index, until }: {
    readonly faultCount: number;
    readonly index: number;
    readonly until: number;
  },
): Promise<string[]> {
  const { host } = madeUpHost({ scenarios: [{ name: "system", faultCount }] });
  const server = serveSessions({ host, listen: { port: 0 }, now: () => 0 });
  const client = await connect(server.url);
  const sent: string[] = [];
  try {
    const step = (data: object) => client.ask({ type: "step", data });
    const tool = (name: string, args: object = {}) =>
      client.ask({
        type: "mcp",
        data: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } },
      });
    const look = async () => {
      await client.ask({ type: "state" });
      for (const name of ["read_metrics", "read_topology", "read_changes", "detect", "diagnose"]) {
        await tool(name);
      }
      await tool("read_logs", { min_severity: "debug" });
      await tool("read_traces");
      await step({ kind: "restart", service: "nobody" });
      await step({ kind: "index", index: 999 });
      await client.ask({ type: "reset", data: { suite: "none" } });
      await client.ask("{");
    };
    for (
      const path of [
        "/health",
        "/metadata",
        "/schema",
        "/openapi.json",
        "/state",
        "/aiops/splits",
        "/problems",
        "/agents",
      ]
    ) {
      sent.push(await (await fetch(server.url + path)).text());
    }
    for (
      const [path, body] of Object.entries({
        "/reset": { seed: index, split: "judging" },
        "/step": { action: { kind: "noop" } },
        "/aiops/tasks": { split: "small/judging" },
        "/aiops/task": { split: "small/judging", index },
        "/aiops/num_tasks": { split: "small/judging" },
        "/mcp": { jsonrpc: "2.0", id: 1, method: "tools/list" },
      })
    ) {
      const response = await fetch(server.url + path, { method: "POST", body: JSON.stringify(body) });
      sent.push(`${[...response.headers].filter(([name]) => name !== "date")}`, await response.text());
    }
    await client.ask({ type: "reset", data: { split: "judging", seed: index, telemetry: true } });
    await look();
    await step({ kind: "advance", steps: Math.max(1, until - 61) });
    await look();
    await step({ kind: "submit_diagnosis", suspects: [{ service: "db" }] });
    if (until >= 240) {
      await step({ kind: "end" });
      await look();
    }
    return [...sent, ...client.received];
  } finally {
    await client.close();
    await server.close();
  }
}

/** What MCP's own client gets over HTTP, headers and bodies, that calls everything there is up to a step, or to the end of the episode and what follows. */
async function everythingSentOverMcp(
  { faultCount, index, until }: {
    readonly faultCount: number;
    readonly index: number;
    readonly until: number;
  },
): Promise<string[]> {
  const { host } = madeUpHost({ scenarios: [{ name: "system", faultCount }] });
  const server = serveSessions({ host, listen: { port: 0 }, now: () => 0 });
  const client = new Client({ name: "looks at everything", version: "1" });
  const sent: string[] = [];
  const keeping = async (url: string | URL, init?: RequestInit) => {
    const response = await fetch(url, init);
    const headers = [...response.headers].filter(([name]) => name !== "date");
    const body = await response.clone().text();
    sent.push(`${response.status} ${headers} ${body}`);
    return response;
  };
  try {
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { fetch: keeping as typeof fetch }),
    );
    const call = (name: string, args: object = {}) =>
      client.callTool({ name, arguments: { ...args } }).catch((error) => sent.push(String(error)));
    await client.listTools();
    await client.listResources();
    await client.listResourceTemplates();
    await client.listPrompts();
    await call("start_episode", { split: "judging", index });
    const session = "session-1";
    const look = async () => {
      for (const name of ["read_metrics", "read_topology", "read_changes", "read_traces"]) {
        await call(name, { session });
      }
      await call("read_logs", { session, min_severity: "debug" });
      for (const name of ["detect", "diagnose"]) await call(name, { session });
      await call("act", { session, action: "restart(nobody)" });
      await call("advance", { session, steps: -1 });
      await call("end_episode", { session: "session-9" });
      await client.readResource({ uri: `aiops://sessions/${session}/audit` }).catch((error) =>
        sent.push(String(error))
      );
    };
    await look();
    await call("advance", { session, steps: Math.max(1, until - 61) });
    await look();
    await call("submit_diagnosis", { session, suspects: [{ service: "db" }] });
    if (until >= 240) {
      await call("end_episode", { session });
      await look();
    }
    return sent;
  } finally {
    await client.close();
    await server.close();
  }
}

/** The faults of a task of the judging split. */
function faultsOf(index: number) {
  const { host } = madeUpHost({ scenarios: [{ name: "system", faultCount: 1 }] });
  const { scenario, seed } = host.tasks.find({ split: "judging", index });
  const environment = createEnvironment(environmentOptions(scenario));
  environment.reset({ seed });
  return environment.faults;
}

Deno.test("until a fault begins, every byte that is sent is that of an episode without one: no name, no place, no time, no seed", async () => {
  for (const index of [0, 3]) {
    const [fault] = faultsOf(index);
    const until = fault!.startStep - 1;
    ok(until > 62, "there is something to see");
    const withFault = await everythingSent({ faultCount: 1, index, until });
    deepStrictEqual(withFault, await everythingSent({ faultCount: 0, index, until }));
    ok(withFault.length > 40);
    const overMcp = await everythingSentOverMcp({ faultCount: 1, index, until });
    deepStrictEqual(overMcp, await everythingSentOverMcp({ faultCount: 0, index, until }));
    ok(overMcp.length > 25 && overMcp.some((text) => text.includes('"latencyP95Ms"')));
  }
});

Deno.test("in a whole episode no fault is named but where the agent's own diagnosis, or the list of all kinds, names one", async () => {
  const ours = /"(?:kinds|fault|rationale|evidence|indicators)":(?:"[^"]*"|\[[^\]]*\])/g;
  const truth = /startStep|durationSteps|activeFaults|onsetFraction|fault_t_start|fault_type|"seed"\s*:/;
  for (const index of [0, 3, 5]) {
    const sent = await everythingSent({ faultCount: 1, index, until: 240 });
    const [documents, played] = [sent.slice(0, 20), sent.slice(20)];
    ok(documents.some((text) => text.includes("cpu_saturation")), "the list of all kinds is a document");
    const overMcp = await everythingSentOverMcp({ faultCount: 1, index, until: 240 });
    // Schemas list all kinds.
    const begun = overMcp.findIndex((text) => text.includes("steps_left"));
    ok(begun > 3 && overMcp.some((text) => text.includes("ranking")));
    for (const text of [...played, ...overMcp.slice(begun)]) {
      // What a diagnoser of ours says is worked out from what was sent before, by anyone who has it.
      const told = text.includes("ranking") ? text.replaceAll("\\", "").replaceAll(ours, "") : text;
      const named = FAULT_TYPES.filter((type) => told.includes(type));
      deepStrictEqual(named, [], `task ${index}: ${told.slice(0, 300)}`);
      strictEqual(truth.exec(told)?.[0], undefined, `task ${index}: ${told.slice(0, 300)}`);
    }
  }
});

Deno.test("a problem in AIOpsLab's words tells its results, and no fault, place or step of one", async () => {
  const { host } = madeUpHost({ scenarios: [{ name: "system", faultCount: 1 }] });
  const server = serveSessions({ host, listen: { port: 0 }, now: () => 0 });
  try {
    for (const number of [0, 1, 2, 3]) {
      for (const task of ["detection", "localization", "mitigation"]) {
        const body = JSON.stringify({ problem_id: `${task}-${number}`, agent_name: "silent" });
        const text = await (await fetch(`${server.url}/simulate`, { method: "POST", body })).text();
        ok(text.includes('"results"'));
        deepStrictEqual(FAULT_TYPES.filter((type) => text.includes(type)), []);
        const { results } = JSON.parse(text);
        const told = [
          "Detection Accuracy",
          "Localization Accuracy",
          "success",
          "is_subset",
          "TTD",
          "TTL",
          "TTM",
        ];
        deepStrictEqual(Object.keys(results).filter((key) => ![...told, "steps"].includes(key)), []);
      }
    }
  } finally {
    await server.close();
  }
});

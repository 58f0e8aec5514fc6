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

/** The same of a client of MCP over HTTP: of each answer its status, its headers and its bytes. */
async function everythingSentOverMcp(
  { faultCount, index, until }: {
    readonly faultCount: number;
    readonly index: number;
    readonly until: number;
  },
): Promise<string[]> {
  const { host } = madeUpHost({ scenarios: [{ name: "system", faultCount }] });
  const server = serveSessions({ host, listen: { port: 0 }, now: () => 0 });
  const client = new Client({ name: "test", version: "1" });
  const sent: string[] = [];
  const listening = async (url: string | URL, init?: RequestInit) => {
    const response = await fetch(url, init);
    const text = await response.text();
    const headers = [...response.headers].filter(([name]) => name !== "date");
    sent.push(`${response.status} ${headers} ${text}`.replaceAll(server.url, ""));
    return new Response([202, 204].includes(response.status) ? null : text, response);
  };
  try {
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { fetch: listening }),
    );
    const { tools } = await client.listTools();
    const { resources } = await client.listResources();
    await client.listResourceTemplates();
    await client.listPrompts();
    for (const { uri } of resources) await client.readResource({ uri });
    const call = (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args });
    const begun = await call("start_episode", { split: "judging", index });
    const { session } = begun.structuredContent as { session: string };
    const look = async () => {
      for (const { name } of tools) {
        if (/^(read|detect|diagnose)/.test(name)) await call(name, { session });
        // What is asked wrongly is answered by an error.
        if (name !== "end_episode") await call(name, { session, nonsense: 1, service: "nobody", steps: -1 });
        await call(name, { session: "session-999" });
      }
      await call("act", { session, kind: "restart", service: "nobody" });
      await client.readResource({ uri: `aiops://sessions/${session}/audit` }).catch(() => {});
      await client.readResource({ uri: "aiops://sessions/none/audit" }).catch(() => {});
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
  }
});

Deno.test("over MCP too, until a fault begins, status, headers and bytes of every answer are those without one", async () => {
  for (const index of [0, 3]) {
    const [fault] = faultsOf(index);
    const until = fault!.startStep - 1;
    const withFault = await everythingSentOverMcp({ faultCount: 1, index, until });
    deepStrictEqual(withFault, await everythingSentOverMcp({ faultCount: 0, index, until }));
    ok(withFault.some((text) => text.includes(`"step":${until - 1}`)), "it was played up to the fault");
    const later = { index, until: fault!.startStep + 40 };
    ok(
      `${await everythingSentOverMcp({ faultCount: 1, ...later })}` !==
        `${await everythingSentOverMcp({ faultCount: 0, ...later })}`,
      "a fault is seen once it has begun",
    );
  }
});

Deno.test("in a whole episode no fault is named but where the agent's own diagnosis, or the list of all kinds, names one", async () => {
  const ours = /"(?:kinds|fault|rationale|evidence|indicators)":(?:"[^"]*"|\[[^\]]*\])/g;
  const truth = /startStep|durationSteps|activeFaults|onsetFraction|fault_t_start|fault_type|"seed"\s*:/;
  for (const index of [0, 3, 5]) {
    const sent = await everythingSent({ faultCount: 1, index, until: 240 });
    const overMcp = await everythingSentOverMcp({ faultCount: 1, index, until: 240 });
    const begun = overMcp.findIndex((text) => text.includes('"session":"'));
    ok(begun > 0);
    const [documents, played] = [sent.slice(0, 20), [...sent.slice(20), ...overMcp.slice(begun)]];
    ok(documents.some((text) => text.includes("cpu_saturation")), "the list of all kinds is a document");
    for (const text of played) {
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

import { deepStrictEqual, match } from "node:assert";
import { toOtlpLogs } from "../../lib/otlp/mod.ts";
import { unpackWindow } from "../../lib/live/mod.ts";
import { entriesOf } from "../../lib/live/loop/testing/harness.ts";
import { inFolder } from "../../lib/live/loop/testing/in_folder.ts";
import { agentParts } from "../../lib/run/mod.ts";
import { assemble } from "./assemble.ts";
import { freePort, until } from "./testing/programs.ts";

Deno.test("logs that name a service in the letters of its exporter reach the agent under the topology's name", () =>
  inFolder(async (folder) => {
    const path = `${folder}/sim.json`;
    const port = freePort();
    Deno.writeTextFileSync(
      path,
      JSON.stringify({
        name: "sim",
        topology: "three-tier",
        slo: { latencyP95Ms: 220, errorRate: 0.06 },
        stepSeconds: 0.1,
        warmupSteps: 2,
        source: { type: "simulator" },
        agent: "random",
        mode: "suggest",
        actions: [{ by: { type: "dry-run" } }],
        intake: { otlp: true },
        listen: { port },
      }),
    );
    const end = new AbortController();
    const live = await assemble(path, "suggest");
    const running = live.run(end.signal);
    const logs = ["API", "Cron"].map((service) => (
      { service, timeSeconds: 1_700_000_000, severityNumber: 17, body: "out of memory" } as const
    ));
    const received = await until(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(toOtlpLogs(logs)),
      });
      await answer.body?.cancel();
      const services = entriesOf(`${folder}/audit.jsonl`).flatMap(({ record }) =>
        "observations" in record && record.observations
          ? unpackWindow(record.observations).flatMap(({ logs = [] }) => logs.map(({ service }) => service))
          : []
      );
      return services.length > 0 ? [...new Set(services)] : undefined;
    });
    end.abort();
    await running;
    await live.close();
    deepStrictEqual(received.sort(), ["Cron", "api"]);
  }));

Deno.test("a gate that an agent has passed is not passed by the same agent with other parts", () =>
  inFolder(async (folder) => {
    const path = `${folder}/sim.json`;
    const pass = {
      ...{ format: "aiops gate", version: 2, verdict: "passed", log: "1".repeat(64), bound: "betting" },
      ...{ agent: { name: "the new one", parts: agentParts("full") }, confidence: 0.95 },
      ...{ leastReward: -6, greatestReward: 1, lowerBound: 1, toBeat: 0, logged: 0 },
      ...{ decisions: 90, episodes: 90 },
    };
    Deno.writeTextFileSync(`${folder}/gate.json`, JSON.stringify(pass));
    const found = async (agent: unknown) => {
      const config = {
        ...{ name: "sim", topology: "three-tier", slo: { latencyP95Ms: 220, errorRate: 0.06 } },
        ...{ source: { type: "simulator" }, mode: "act", actions: [{ by: { type: "dry-run" } }] },
        ...{ agent, files: { gate: "gate.json" } },
      };
      Deno.writeTextFileSync(path, JSON.stringify(config));
      const live = await assemble(path, "act");
      const results = await live.check(new AbortController().signal, { dryRuns: false });
      await live.close();
      return results.filter(({ asked }) => asked === "files.gate").map(({ verdict, text }) =>
        `${verdict} ${text}`
      )
        .join();
    };
    match(await found("full"), /^ok /);
    match(await found({ agent: "full", policy: "playbook" }), /^ok /);
    match(
      await found({ agent: "full", policy: "random" }),
      /^wrong .*passed by "the new one", and "full policy=random" is to act/,
    );
    match(await found({ agent: "full", detector: "cusum" }), /^wrong .*"full detector=cusum" is to act/);
  }));

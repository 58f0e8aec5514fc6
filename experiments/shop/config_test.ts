import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import {
  createServiceMetrics,
  createSimulatedSystem,
  metricsText,
  parseLiveConfig,
  permissionsOf,
  readLiveConfig,
} from "../../lib/live/mod.ts";
import { ACTION_KINDS } from "../../lib/model/mod.ts";
import { createTopology } from "../../lib/simulator/mod.ts";
import { frontProgram } from "./parts/front.ts";
import { replicaProgram } from "./parts/own_programs.ts";
import { liveConfigOf, QUERIES } from "./live_config.ts";
import { monitoringPrograms } from "./parts/monitoring.ts";
import { DEFAULT_PORT, planShop, portsOf } from "./plan.ts";

const own = new URL("shop.json", import.meta.url).pathname;

Deno.test("the configuration that comes with the shop is that of its first port, and can be read", async () => {
  const { config, topology } = await readLiveConfig(own);
  const plan = planShop({ folder: "/tmp/aiops-shop", firstPort: DEFAULT_PORT });
  const text = JSON.parse(await Deno.readTextFile(own));
  const { latencyP95Ms } = config.slo;
  deepStrictEqual(text, liveConfigOf(plan, { latencyP95Ms, topology: "topology.json" }));
  deepStrictEqual(topology.services.map(({ name }) => name), ["api", "cache", "db"]);
});

Deno.test("every action has somebody who carries it out, and only one's own machine is spoken to", async () => {
  const settings = await readLiveConfig(own);
  const kinds = settings.config.actions.flatMap(({ match: { kind } }) => kind ?? []);
  deepStrictEqual([...new Set([...kinds, "noop"])].sort(), [...ACTION_KINDS].sort());
  for (const host of permissionsOf(settings).net) match(host, /^(127\.0\.0\.1:\d+|unix:\/tmp\/aiops-shop\/)/);
});

Deno.test("the key is a reference to a file and stands in no configuration", () => {
  const plan = planShop({ folder: "/srv/shop", firstPort: 20_000 });
  const text = JSON.stringify(liveConfigOf(plan, { latencyP95Ms: 100, topology: "three-tier" }));
  match(text, /"secret":\{"file":"\/srv\/shop\/control\.key"\}/);
  parseLiveConfig(JSON.parse(text));
});

Deno.test("no two parts of the shop listen on one port, and all do within a hundred", () => {
  const ports = portsOf(planShop({ folder: "/tmp/x", firstPort: 20_000 })).map(([, port]) => port);
  strictEqual(new Set(ports).size, ports.length);
  for (const port of ports) ok(port >= 20_000 && port < 20_100);
});

Deno.test("HAProxy and Prometheus are told of every replica's port, on the loopback interface alone", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const plan = planShop({ folder, firstPort: 20_000 });
    await frontProgram(plan);
    await monitoringPrograms(plan);
    const front = await Deno.readTextFile(`${folder}/haproxy.cfg`);
    const prometheus = await Deno.readTextFile(`${folder}/prometheus.yml`);
    for (let i = 0; i < 4; i++) {
      ok(front.includes(`server api${i} 127.0.0.1:${plan.apiPort(i)} check`));
      ok(prometheus.includes(`"127.0.0.1:${plan.apiControlPort(i)}"`));
    }
    const binds = [...front.matchAll(/^\s*bind (.*):/gm)].map(([, host]) => host);
    deepStrictEqual(binds, ["127.0.0.1", "127.0.0.1"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("every metric and label of the queries is there in the served simulator, too", async () => {
  const system = createSimulatedSystem({ topology: createTopology("three-tier"), seed: 1 });
  const metrics = createServiceMetrics(system);
  system.advance();
  metrics.update(5);
  const text = await metricsText([metrics.registry]);
  const queries = JSON.stringify(QUERIES);
  const names = new Set(queries.match(/\b(http|process)_\w+/g));
  strictEqual(names.size, 6);
  for (const name of names) match(text, new RegExp(`^${name}\\{.*service="api"`, "m"));
  match(text, /_count\{[^}]*status="500"/);
});

Deno.test("replicas send telemetry only where the live loop is told to take it", () => {
  const seen = [false, true].map((sendsTelemetry) => {
    const plan = planShop({ folder: "/tmp/x", firstPort: 20_000, sendsTelemetry });
    const config = parseLiveConfig(liveConfigOf(plan, { latencyP95Ms: 100, topology: "three-tier" }));
    const { env = {} } = replicaProgram(plan, 0, "good");
    return [config.intake.otlp, env.OTEL_DENO, env.OTEL_EXPORTER_OTLP_ENDPOINT];
  });
  deepStrictEqual(seen, [[false, undefined, undefined], [true, "true", "http://127.0.0.1:20090"]]);
});

import { match, strictEqual } from "node:assert";
import {
  createPrometheusSource,
  createSimulatedSystem,
  parseLiveConfig,
  type PrometheusConfig,
  systemClock,
} from "../../lib/live/mod.ts";
import { createTopology } from "../../lib/simulator/mod.ts";
import { runAtSpeed } from "../simulate/pace.ts";
import { createSimulationServer } from "../simulate/server.ts";
import { eventually, freePort, hasProgram } from "../testing/debian_program.ts";
import { liveConfigOf } from "./live_config.ts";
import { planShop } from "./plan.ts";
import { startReplica } from "./testing/replica.ts";

const [PROMETHEUS, PROMTOOL] = ["/usr/bin/prometheus", "/usr/bin/promtool"];
const withPrometheus = await hasProgram(PROMETHEUS, "prometheus");
const withPromtool = await hasProgram(PROMTOOL, "prometheus");

Deno.test({
  name: "the shop's queries find every metric of every service of the served simulator in a real Prometheus",
  ignore: !withPrometheus,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const port = freePort();
    const stop = new AbortController();
    const topology = createTopology("three-tier");
    const { handle, advance } = createSimulationServer(createSimulatedSystem({ topology, seed: 1 }), {
      speed: 5,
    });
    const running = runAtSpeed(advance, { speed: 5, clock: systemClock, signal: stop.signal });
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handle);
    await Deno.writeTextFile(
      `${folder}/prometheus.yml`,
      `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs: [{ job_name: simulated, static_configs: [{ targets: ["127.0.0.1:${server.addr.port}"] }] }]
`,
    );
    const prometheus = new Deno.Command(PROMETHEUS, {
      args: [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      ...{ stdout: "null", stderr: "null" },
    }).spawn();
    try {
      const shop = planShop({ folder, firstPort: 20_000 });
      const plan = { ...shop, ports: { ...shop.ports, prometheus: port } };
      const { source: config, stepSeconds } = parseLiveConfig(
        liveConfigOf(plan, { latencyP95Ms: 300, topology: topology.name }),
      );
      const source = createPrometheusSource(config as PrometheusConfig, {
        ...{ topology, clock: systemClock, stepSeconds },
      });
      let values: Float64Array = new Float64Array();
      await eventually("a value for each metric of each service", 40, async () => {
        ({ values } = await source.observe(1, systemClock.now()));
        return values.every((value) => Number.isFinite(value));
      });
      strictEqual(values.length, 15);
      await source.check();
      await source.close();
    } finally {
      stop.abort();
      await running;
      await server.shutdown();
      prometheus.kill("SIGTERM");
      await prometheus.status;
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "promtool has nothing to say against the metrics of a replica of the shop",
  ignore: !withPromtool,
  fn: async () => {
    await using replica = await startReplica({ sendsTelemetry: false });
    await replica.ask("/items/1");
    const text = await replica.metrics();
    match(text, /^http_server_request_duration_seconds_bucket\{le="\+Inf",service="db",status="500"\} 1$/m);
    const child = new Deno.Command(PROMTOOL, {
      args: ["check", "metrics"],
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
    const { stdout, stderr } = await child.output();
    strictEqual(new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout), "");
  },
});

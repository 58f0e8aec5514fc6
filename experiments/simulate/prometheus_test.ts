import { match, ok, rejects, strictEqual } from "node:assert";
import {
  createAgentMetrics,
  createPrometheusSource,
  createSimulatedSystem,
  metricsText,
  openMetricsText,
  parseLiveConfig,
  type PrometheusConfig,
} from "../../lib/live/mod.ts";
import { createServiceMetrics } from "../../lib/live/mod.ts";
import { systemClock } from "../../lib/live/loop/system_clock.ts";
import { breachesSlo, METRIC_COUNT, METRICS, STEP_SECONDS } from "../../lib/model/mod.ts";
import { createTopology } from "../../lib/simulator/mod.ts";
import { eventually, freePort, hasProgram } from "../testing/debian_program.ts";
import { runAtSpeed } from "./pace.ts";
import { createSimulationServer } from "./server.ts";

const DURATION = "http_server_request_duration_seconds";
/** Programs of the Debian package. */
const [PROMETHEUS, PROMTOOL] = ["/usr/bin/prometheus", "/usr/bin/promtool"];
const WINDOW_SECONDS = 4;
const SPEED = 20;
const all = `sum by (service) (rate(${DURATION}_count[${WINDOW_SECONDS}s]))`;
const failed = `sum by (service) (rate(${DURATION}_count{status=~"5.."}[${WINDOW_SECONDS}s]))`;
/** The queries of a real system, which know nothing of a simulation. */
const QUERIES = {
  latencyP95Ms: {
    query: `histogram_quantile(0.95, sum by (service, le) (rate(${DURATION}_bucket[${WINDOW_SECONDS}s])))`,
    factor: 1000,
  },
  errorRate: { query: `${failed} / ${all}`, absent: 0 },
  cpuUtilisation:
    `sum by (service) (rate(process_cpu_seconds_total[${WINDOW_SECONDS}s])) / sum by (service) (process_cpu_limit_cores)`,
  memoryUtilisation:
    "sum by (service) (process_resident_memory_bytes) / sum by (service) (process_memory_limit_bytes)",
  requestRate: all,
};
/** How far a value over a window of scrapes may lie outside of what the steps in it showed, as a share and as such. */
const TOLERANCE: Readonly<Record<typeof METRICS[number], readonly [share: number, absolute: number]>> = {
  latencyP95Ms: [0.25, 1],
  errorRate: [0.25, 0.01],
  cpuUtilisation: [0.15, 0.02],
  memoryUtilisation: [0.02, 0.01],
  requestRate: [0.15, 1],
};

const withPrometheus = await hasProgram(PROMETHEUS, "prometheus");
const withPromtool = await hasProgram(PROMTOOL, "prometheus");

function sourceOn(port: number, more: object = {}) {
  const { source } = parseLiveConfig({
    ...{ name: "test", topology: "three-tier", slo: { latencyP95Ms: 300, errorRate: 0.05 } },
    source: { type: "prometheus", url: `http://127.0.0.1:${port}`, queries: QUERIES, ...more },
  });
  const topology = createTopology("three-tier");
  return createPrometheusSource(source as PrometheusConfig, { topology, clock: systemClock, stepSeconds: 1 });
}

Deno.test({
  name:
    "a real Prometheus that scrapes the served simulator gives back what the simulator shows, in calm and in trouble",
  ignore: !withPrometheus,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const port = freePort();
    const stop = new AbortController();
    const topology = createTopology("three-tier");
    const system = createSimulatedSystem({ topology, seed: 3 });
    const { handle, advance } = createSimulationServer(system, { speed: SPEED });
    const seen: { readonly atSeconds: number; readonly values: Float64Array }[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handle);
    const running = runAtSpeed((steps) => {
      for (let i = 0; i < steps; i++) {
        advance(1);
        seen.push({ atSeconds: systemClock.now(), values: system.observation.values });
      }
    }, { speed: SPEED, clock: systemClock, signal: stop.signal });
    await Deno.writeTextFile(
      `${folder}/prometheus.yml`,
      `global: { scrape_interval: 250ms, scrape_timeout: 250ms }
scrape_configs: [{ job_name: simulated, static_configs: [{ targets: ["127.0.0.1:${server.addr.port}"] }] }]
`,
    );
    const prometheus = new Deno.Command(PROMETHEUS, {
      args: [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      const source = sourceOn(port);
      await eventually("Prometheus is ready", 30, async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
        await answer?.body?.cancel();
        return answer?.ok ?? false;
      });
      const observe = () => source.observe(1, systemClock.now());
      await eventually("a window of samples", 30, async () => {
        const oldest = systemClock.now() - WINDOW_SECONDS - 1;
        return seen.some(({ atSeconds }) => atSeconds < oldest) && (await observe()).values.every((value) =>
          !Number.isNaN(value)
        ) &&
          (await source.past(WINDOW_SECONDS + 3)).length >= WINDOW_SECONDS + 2;
      });
      await source.check();
      strictEqual(source.state.trouble, undefined);
      strictEqual(source.state.skewSeconds, 0);

      /** Holds an observation against what the steps that it is made of showed. */
      const compare = async (when: string) => {
        const { values, timeSeconds } = await observe();
        const steps = seen.filter(({ atSeconds }) =>
          atSeconds > timeSeconds - WINDOW_SECONDS - 1 && atSeconds <= timeSeconds
        );
        for (const [row, { name }] of topology.services.entries()) {
          for (const [column, metric] of METRICS.entries()) {
            const at = row * METRIC_COUNT + column;
            const shown = steps.map((step) => step.values[at]!);
            const [share, absolute] = TOLERANCE[metric];
            const low = Math.min(...shown) * (1 - share) - absolute;
            const high = Math.max(...shown) * (1 + share) + absolute;
            ok(
              values[at]! >= low && values[at]! <= high,
              `${when}: ${metric} of ${name} is ${values[at]}, steps ${low} to ${high}`,
            );
          }
        }
        return breachesSlo(values, 0, system.environment.slo);
      };
      strictEqual(await compare("in calm"), false);
      system.inject({ type: "slow_query", service: "db", severity: 1, durationSteps: 2000 });
      await eventually(
        "the breach",
        30,
        () => observe().then(({ values }) => breachesSlo(values, 0, system.environment.slo)),
      );
      await compare("in trouble");

      await eventually("five whole observations of the past", 30, async () => {
        const past = await source.past(5);
        return past.length === 5 && past.every(({ values }) => values.every((value) => !Number.isNaN(value)));
      });
      await rejects(
        sourceOn(port, { services: { db: { latencyP95Ms: "rate(x" } } }).check(),
        /^UsageError: source\.services\.db\.latencyP95Ms: the server says: invalid parameter "query": 1:7: parse error: unclosed left parenthesis$/,
      );
      await rejects(
        sourceOn(port, { serviceLabel: "svc" }).check(),
        /have no label "svc"\. There: "service"/,
      );
      await rejects(
        sourceOn(port, { queries: { ...QUERIES, requestRate: "rate(up[1m])[1m:]" } }).check(),
        /is a range of samples/,
      );
      const long = { ...QUERIES, requestRate: `${all}${" + 0".repeat(3000)}` };
      // A busy machine scrapes late now and then: values are missing then, and not for long.
      const withLong = sourceOn(port, { queries: long });
      await eventually(
        "an answer to a long query",
        30,
        async () =>
          (await withLong.observe(1, systemClock.now())).values.every((value) => !Number.isNaN(value)),
      );

      // Prometheus marks the series of a target that is gone as stale, and a rate ends with its window.
      await server.shutdown();
      await eventually("series that are stale", 30, async () => (await observe()).values.every(Number.isNaN));
      strictEqual(source.state.available, true);
      await end(prometheus);
      ok((await observe()).values.every(Number.isNaN));
      strictEqual(source.state.available, false);
    } finally {
      stop.abort();
      await running;
      await server.shutdown();
      await end(prometheus);
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "promtool has nothing to say against the metrics of simulated services and of the agent",
  ignore: !withPromtool,
  fn: async () => {
    const system = createSimulatedSystem({ topology: createTopology("boutique"), seed: 3 });
    const services = createServiceMetrics(system);
    system.advance();
    services.update(STEP_SECONDS);
    const agent = createAgentMetrics();
    agent.step({ seconds: 0.1, sloBreached: true });
    agent.alarm();
    agent.diagnosis("cart");
    agent.action({ kind: "restart", outcome: "done" });
    agent.refusal({ kind: "restart", rule: "cooldown" });
    const registries = [services.registry, agent.registry];
    strictEqual(await promtool(["check", "metrics"], await metricsText(registries)), "");
    // It reads OpenMetrics where it fills a database.
    const folder = await Deno.makeTempDir();
    const timed = (await openMetricsText(registries)).replaceAll(/^([^#\n].*)$/gm, "$1 1700000000");
    await Deno.writeTextFile(`${folder}/open.txt`, timed);
    const said = await promtool([
      "tsdb",
      "create-blocks-from",
      "openmetrics",
      `${folder}/open.txt`,
      `${folder}/data`,
    ]);
    match(said, /BLOCK ULID/);
    await Deno.remove(folder, { recursive: true });
  },
});

/** Ends a process that may have ended. */
async function end(process: Deno.ChildProcess): Promise<void> {
  try {
    process.kill("SIGTERM");
  } catch {
    // It has ended already.
  }
  await process.status;
}

/** What promtool prints, on success or not. */
async function promtool(args: readonly string[], stdin = ""): Promise<string> {
  const child = new Deno.Command(PROMTOOL, {
    args: [...args],
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
}

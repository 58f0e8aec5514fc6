import type { Plan } from "../plan.ts";
import type { Program } from "../processes/supervisor.ts";
import { HEAP_MB } from "../sizes.ts";
import { cpuOf, type Server } from "./database.ts";
import { reachable } from "./http.ts";

const deno = (file: string, args: readonly (string | number)[], heapMb?: number): Program["argv"] => [
  Deno.execPath(),
  "run",
  "--no-prompt",
  "--quiet",
  "--allow-net=127.0.0.1",
  "--allow-env",
  "--allow-sys",
  "--allow-read",
  ...(heapMb === undefined ? [] : [`--v8-flags=--max-old-space-size=${heapMb}`]),
  new URL(file, import.meta.url).pathname,
  ...args.map(String),
];

/** Seconds from one export of spans and logs to the next, and the share of the requests that is traced: all of them would cost a tenth of the processor time. */
const [EXPORT_SECONDS, TRACED_SHARE] = [2, 0.25];

/** Environment of a program that sends spans and logs to the live loop, if that takes them; what it can't send is dropped. */
function telemetryTo(port: number): NonNullable<Program["env"]> {
  return {
    OTEL_DENO: "true",
    OTEL_SERVICE_NAME: "api",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_METRICS_EXPORTER: "none",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: String(TRACED_SHARE),
    OTEL_BSP_SCHEDULE_DELAY: String(1_000 * EXPORT_SECONDS),
    OTEL_BLRP_SCHEDULE_DELAY: String(1_000 * EXPORT_SECONDS),
  };
}

/** A replica of `api`, counted from 0. */
export function replicaProgram(plan: Plan, replica: number, version: string): Program {
  const { ports } = plan;
  const [port, control] = [plan.apiPort(replica), plan.apiControlPort(replica)];
  return {
    name: `api${replica}`,
    argv: deno("api.ts", [port, control, ports.cacheLink, ports.pooler, version], HEAP_MB),
    ...(plan.sendsTelemetry && { env: telemetryTo(ports.live) }),
    ready: () => reachable(port, "/health"),
  };
}

/** The link before the database, whose far end is the first primary, or before the cache. */
export function linkProgram({ ports }: Plan, to: "db" | "cache"): Program {
  const [listen, control] = [ports[`${to}Link`], ports[`${to}LinkControl`]];
  return {
    name: `${to}-link`,
    argv: deno("link.ts", [listen, to === "db" ? ports.primary : ports.cache, control]),
    ready: () => reachable(control),
  };
}

/** The users. */
export function loadProgram({ ports }: Plan): Program {
  return {
    name: "load",
    argv: deno("load.ts", [ports.front, ports.load]),
    ready: () => reachable(ports.load),
  };
}

/** A program that nobody wants: a session of a database server, which ends with it, or a neighbour on its processor. */
export function rogueProgram(
  { ports }: Plan,
  { name, kind, server }: {
    readonly name: string;
    readonly kind: "sessions" | "neighbours";
    readonly server: Server;
  },
): Program {
  return {
    name,
    restarts: false,
    argv: kind === "sessions"
      ? [
        "psql",
        ...["-qtA", "-h", "127.0.0.1", "-p", String(ports[server]), "-U", "shop", "-d", "shop", "-c"],
        "select count(*) from reviews a, reviews b where a.stars + b.item % 7 = b.stars",
      ]
      // Each in a session of its own: the kernel shares a processor out by sessions first.
      : ["taskset", "-c", String(cpuOf(server)), "setsid", "stress-ng", "--cpu", "1", "--quiet"],
  };
}

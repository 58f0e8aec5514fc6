import { UsageError } from "../lib/model/mod.ts";
import { createSimulatedSystem } from "../lib/live/mod.ts";
import { systemClock } from "../lib/live/loop/system_clock.ts";
import { checkTopology, createTopology } from "../lib/simulator/mod.ts";
import { helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { TOPOLOGY_OPTION, topologyOf } from "./cli/topology_file.ts";
import { runAtSpeed } from "./simulate/pace.ts";
import { createSimulationServer } from "./simulate/server.ts";

/** Where it is served: this machine alone can reach it. */
const HOSTNAME = "127.0.0.1";
/** Fastest and slowest, in times of real time. */
const [MIN_SPEED, MAX_SPEED] = [0.1, 10_000];

const OPTIONS = {
  serve: { type: "boolean", help: "let the system run behind HTTP until it is stopped" },
  topology: TOPOLOGY_OPTION,
  port: { type: "string", value: "PORT", help: "port on this machine; 0: a free one (8950)" },
  seed: { type: "string", value: "N", help: "what the system's noise is drawn from (1)" },
  speed: { type: "string", value: "FACTOR", help: "times real time, 0.1 to 10,000 (1)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task simulate --serve [options]",
  about:
    "Lets a simulated system run, with the metrics of its services behind /metrics and faults on command, for dashboards,\n" +
    "rules and `deno task live`. GET / is a page that says how; POST /faults takes { type, service, severity, durationSteps },\n" +
    "DELETE /faults ends them, POST /actions takes { kind, service }, GET /state tells all. At another speed than 1, rates are\n" +
    "still those per simulated second, only changes come sooner.",
  options: OPTIONS,
  examples: [
    "deno task simulate --serve",
    "deno task simulate --serve --topology boutique --speed 10 --port 8950",
    'curl -H \'content-type: application/json\' -d \'{"type":"slow_query","service":"db"}\' http://127.0.0.1:8950/faults',
  ],
});

/** Serves a simulated system until the signal is aborted. @throws {UsageError} for a mistake in the arguments */
export async function simulate(
  args: readonly string[],
  { signal, onListen = () => {} }: {
    readonly signal?: AbortSignal;
    /** Hears of the port. */
    readonly onListen?: (port: number) => void;
  } = {},
): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (!given.serve) throw new UsageError("A system is simulated behind HTTP: deno task simulate --serve");
  const speed = speedOf(given.speed);
  const port = wholeNumber(given.port, { name: "port", fallback: 8950, min: 0, max: 65_535 });
  const seed = wholeNumber(given.seed, { name: "seed", fallback: 1, min: 0 });
  const named = topologyOf(given.topology ?? "three-tier");
  const topology = typeof named === "string" ? createTopology(named) : checkTopology(named);
  const { handle, advance } = createSimulationServer(createSimulatedSystem({ topology, seed }), { speed });
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const server = listen(handle, {
    port,
    stopped,
    onListen: (found) => {
      console.log(
        `${topology.name} at ${speed} times real time: http://${HOSTNAME}:${found}/ (metrics on /metrics)`,
      );
      onListen(found);
    },
  });
  const onSignal = () => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, onSignal);
  try {
    await runAtSpeed(advance, { speed, clock: systemClock, signal: stopped });
    await server.finished;
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(name, onSignal);
  }
}

/** @throws {UsageError} if the port is taken */
function listen(
  handle: (request: Request) => Promise<Response>,
  { port, stopped, onListen }: { port: number; stopped: AbortSignal; onListen: (port: number) => void },
): Deno.HttpServer {
  try {
    return Deno.serve(
      { hostname: HOSTNAME, port, signal: stopped, onListen: ({ port: found }) => onListen(found) },
      handle,
    );
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UsageError(`The port ${port} is taken: --port 0 finds a free one`);
  }
}

function speedOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const speed = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (speed >= MIN_SPEED && speed <= MAX_SPEED) return speed;
  throw new UsageError(
    `The option --speed needs a number from ${MIN_SPEED} to ${MAX_SPEED}, found "${text}"`,
  );
}

if (import.meta.main) await main(simulate);

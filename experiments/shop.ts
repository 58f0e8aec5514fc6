import { tmpdir } from "node:os";
import { UsageError } from "../lib/model/mod.ts";
import { textTable } from "../lib/report/table.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import type { ShopOrder } from "./shop/daemon.ts";
import { SHOP_FAULTS, shopFault } from "./shop/faults.ts";
import { missingPackages } from "./shop/packages.ts";

const DEFAULT_PORT = 18_800;
const MAX_RATE = 200;
/** Requests a second from the start: a tenth of what two replicas bear. */
const FIRST_RATE = 40;
const [START_MS, LOOK_MS, ORDER_MS] = [90_000, 200, 120_000];

const OPTIONS = {
  folder: {
    type: "string",
    value: "FOLDER",
    help: "where its data and logs go (aiops-shop in the system's folder for temporary files)",
  },
  port: {
    type: "string",
    value: "N",
    help: `first of its hundred ports on the loopback interface (${DEFAULT_PORT})`,
  },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task shop up|status|load RATE|break FAULT|mend|down|faults [options]",
  about:
    "Runs a little shop of real processes on this machine, which breaks for real: HAProxy, replicas of an api, Redis, " +
    "PostgreSQL with a standby, pgbouncer, users, Prometheus and Alertmanager.",
  options: OPTIONS,
  examples: ["deno task shop up", "deno task shop break error_burst", "deno task shop down"],
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The shop's daemon, by its control port. */
function controlOf(port: number) {
  const url = `http://127.0.0.1:${port}`;
  return {
    /** What it says of itself; undefined if it does not run. */
    state: async (): Promise<Record<string, unknown> | undefined> => {
      try {
        return await (await fetch(`${url}/state`, { signal: AbortSignal.timeout(ORDER_MS) })).json();
      } catch {
        return undefined;
      }
    },
    order: async (path: string, order: ShopOrder = {}): Promise<string> => {
      let response: Response;
      try {
        response = await fetch(`${url}/${path}`, {
          method: "POST",
          body: JSON.stringify(order),
          signal: AbortSignal.timeout(ORDER_MS),
        });
      } catch {
        throw new UsageError(`No shop runs on port ${port}: start one with "deno task shop up"`);
      }
      const { done, failed } = await response.json();
      if (failed !== undefined) throw new Error(failed);
      return done;
    },
  };
}

async function up(
  { folder, port }: { folder: string; port: number },
  print: (text: string) => void,
): Promise<void> {
  const control = controlOf(port);
  if (await control.state() !== undefined) throw new UsageError(`A shop runs on port ${port} already`);
  const missing = await missingPackages();
  if (missing.length > 0) {
    throw new UsageError(
      `The shop needs packages of Debian that are not here: apt-get install ${missing.join(" ")}`,
    );
  }
  await Deno.mkdir(folder, { recursive: true });
  const daemon = new URL("./shop/daemon.ts", import.meta.url).pathname;
  new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-prompt", daemon, folder, String(port)],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn().unref();
  let told = "";
  for (const until = Date.now() + START_MS; Date.now() < until; await pause(LOOK_MS)) {
    const stage = String((await control.state())?.stage ?? "starting");
    if (stage.startsWith("failed")) throw new Error(`The shop ${stage}`);
    if (stage === "ready") {
      await control.order("load", { rate: FIRST_RATE });
      return print(
        `The shop is open: http://127.0.0.1:${port + 1}, Prometheus http://127.0.0.1:${
          port + 40
        }, ${FIRST_RATE} requests a second. ` +
          "Break it with deno task shop break FAULT, see deno task shop faults.",
      );
    }
    if (stage !== told) print(told = stage);
  }
  throw new Error(`The shop was not ready in ${START_MS / 1_000} s; its logs are in ${folder}`);
}

/** Runs the shop. @throws {UsageError} for a mistake on the command line */
export async function shop(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return print(HELP);
  const [command, operand, ...more] = operands;
  const takesOperand = command === "load" || command === "break";
  if (more.length > 0 || (operand !== undefined && !takesOperand)) {
    throw new UsageError(`Unexpected argument "${more[0] ?? operand}"`);
  }
  const port = Number(given.port ?? DEFAULT_PORT);
  if (!(Number.isInteger(port) && port >= 1024 && port <= 65_400)) {
    throw new UsageError(
      `The option --port must be a whole number from 1024 to 65400, found "${given.port}"`,
    );
  }
  const folder = given.folder ?? `${tmpdir()}/aiops-shop`;
  const control = controlOf(port);
  switch (command) {
    case "up":
      return await up({ folder, port }, print);
    case "status": {
      const state = await control.state();
      return print(state === undefined ? `No shop runs on port ${port}` : JSON.stringify(state, null, 2));
    }
    case "load": {
      const rate = Number(operand);
      if (!(rate >= 0 && rate <= MAX_RATE)) {
        throw new UsageError(`load takes 0 to ${MAX_RATE} requests a second, found "${operand ?? ""}"`);
      }
      return print(await control.order("load", { rate }));
    }
    case "break":
      shopFault(operand ?? "");
      return print(await control.order("break", { fault: operand! }));
    case "mend":
      return print(await control.order("mend"));
    case "down":
      await control.order("down");
      while (await control.state() !== undefined) await pause(LOOK_MS);
      return print("The shop is closed: all its processes have ended");
    case "faults":
      return print(
        textTable(
          ["fault", "service", "what is done"],
          Object.entries(SHOP_FAULTS).map(([name, { service, about }]) => [name, service, about]),
        ),
      );
    default:
      throw new UsageError(
        `The command must be up, status, load, break, mend, down or faults, found "${command ?? ""}"`,
      );
  }
}

if (import.meta.main) await main((args) => shop(args));

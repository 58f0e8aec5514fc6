import { tmpdir } from "node:os";
import { UsageError } from "../lib/model/mod.ts";
import { textTable } from "../lib/report/table.ts";
import { helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { calibrate } from "./shop/measured/calibrate.ts";
import { compareShop } from "./shop/compare/compare.ts";
import { shopDifferencesText } from "./shop/compare/differences.ts";
import { keepRecordings, KEPT_FOLDER, readRecordings } from "./shop/compare/recordings.ts";
import { shopComparisonText } from "./shop/compare/text.ts";
import { createShopClient } from "./shop/client.ts";
import { SHOP_FAULTS, shopFault } from "./shop/faults.ts";
import { runIncidents } from "./shop/incidents/run.ts";
import { DEFAULT_PORT, planShop } from "./shop/plan.ts";
import { FIRST_RATE, MAX_RATE } from "./shop/sizes.ts";
import { closeShop, configPath, openShop } from "./shop/start.ts";
import { statusText } from "./shop/measured/status.ts";

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
  telemetry: {
    type: "boolean",
    help:
      "the replicas send spans and logs to deno task live, whose configuration takes them (8 % more processor time)",
    section: "up, calibrate",
  },
  json: { type: "boolean", help: "the status as JSON", section: "status" },
  seconds: {
    type: "string",
    value: "N",
    help: "length of a run at each of its two rates (45)",
    section: "calibrate",
  },
  faults: {
    type: "string",
    value: "A,B",
    help: "faults to try (all that have a remedy)",
    section: "incidents",
  },
  agents: { type: "string", value: "A,B", help: "agents, and noop for none (full)" },
  repeats: { type: "string", value: "N", help: "incidents of each fault and agent (2)" },
  limit: { type: "string", value: "N", help: "seconds that an incident may last (120)" },
  results: {
    type: "string",
    value: "FOLDER",
    help:
      "where they are written; what is there is not run again (incidents in the shop's folder); where compare and keep read them, A,B for several",
  },
  help: { type: "boolean", help: "this text" },
} as const;

const COMMANDS = [
  "up",
  "status",
  "load",
  "break",
  "mend",
  "down",
  "faults",
  "calibrate",
  "incidents",
  "compare",
  "keep",
] as const;

const HELP = helpText({
  usage:
    "deno task shop up|status|mend|down|faults [options]\n       deno task shop load RATE | break FAULT | calibrate | incidents | compare | keep [options]",
  about:
    "Runs a little shop of real processes on this machine, which breaks for real: HAProxy, replicas of an api, Redis,\n" +
    "PostgreSQL with a standby, pgbouncer, users, Prometheus and Alertmanager.",
  options: OPTIONS,
  examples: [
    "deno task shop up",
    "deno task shop calibrate",
    "deno task live /tmp/aiops-shop/shop.json --mode act",
    "deno task shop break error_burst",
    "deno task shop incidents --faults error_burst,bad_deploy --agents full,noop",
    "deno task shop compare",
    "deno task shop down",
  ],
});

const listOf = (text: string | undefined) => text?.split(",").map((name) => name.trim()).filter(Boolean);

/** Runs the shop. @throws {UsageError} for a mistake on the command line */
export async function shop(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): Promise<void> {
  const { operands: [command, operand, ...more], given } = readCommandLine(args, OPTIONS);
  if (given.help) return print(HELP);
  const takesOperand = command === "load" || command === "break";
  if (more.length > 0 || (operand !== undefined && !takesOperand)) {
    throw new UsageError(`Unexpected argument "${more[0] ?? operand}"`);
  }
  const firstPort = wholeNumber(given.port, { name: "port", fallback: DEFAULT_PORT, min: 1024, max: 65_400 });
  const plan = planShop({
    folder: given.folder ?? `${tmpdir()}/aiops-shop`,
    firstPort,
    sendsTelemetry: given.telemetry ?? false,
  });
  const client = createShopClient(firstPort);
  switch (command) {
    case "up":
      await openShop(plan, { client, print });
      return print([
        `The shop is open with ${FIRST_RATE} requests a second: http://127.0.0.1:${plan.ports.front}/items/1`,
        `  Prometheus  http://127.0.0.1:${plan.ports.prometheus}`,
        `  watch it    deno task live ${configPath(plan)}`,
        "  break it    deno task shop break error_burst",
        "  close it    deno task shop down",
      ].join("\n"));
    case "status": {
      const report = await client.report();
      if (report === undefined) return print(`No shop runs on port ${firstPort}`);
      return print(given.json ? JSON.stringify(report, null, 2) : statusText(report));
    }
    case "load": {
      const rate = Number(operand);
      if (!(rate >= 0 && rate <= MAX_RATE)) {
        throw new UsageError(`load takes 0 to ${MAX_RATE} requests a second, found "${operand ?? ""}"`);
      }
      return print(await client.order("load", { rate }));
    }
    case "break":
      shopFault(operand ?? "");
      return print(await client.order("break", { fault: operand! }));
    case "mend":
      return print(await client.order("mend"));
    case "down":
      return print(await closeShop(plan, client));
    case "faults":
      return print(
        textTable(
          ["fault", "service", "what is done", "ended by"],
          Object.entries(SHOP_FAULTS).map(([name, { service, about, mendedBy }]) => [
            ...[name, service, about],
            mendedBy.join(", ") || "itself",
          ]),
        ),
      );
    case "calibrate": {
      const seconds = wholeNumber(given.seconds, { name: "seconds", fallback: 45, min: 10, max: 3_600 });
      return await calibrate(plan, { client, seconds, print });
    }
    case "incidents":
      return await runIncidents(plan, {
        client,
        print,
        faults: listOf(given.faults) ?? Object.keys(SHOP_FAULTS),
        agents: listOf(given.agents) ?? ["full"],
        repeats: wholeNumber(given.repeats, { name: "repeats", fallback: 2, min: 1, max: 100 }),
        limitSeconds: wholeNumber(given.limit, { name: "limit", fallback: 120, min: 20, max: 3_600 }),
        results: given.results ?? `${plan.folder}/incidents`,
      });
    case "compare": {
      const faults = compareShop(readRecordings(...(listOf(given.results) ?? [KEPT_FOLDER])));
      return print(`${shopComparisonText(faults)}\n\n${shopDifferencesText(faults)}`);
    }
    case "keep": {
      const recordings = readRecordings(...(listOf(given.results) ?? [`${plan.folder}/incidents`]));
      keepRecordings(recordings, KEPT_FOLDER);
      return print(
        `${recordings.rows.length} incidents, ${recordings.recordings.length} of them recorded: ${KEPT_FOLDER}`,
      );
    }
    default:
      throw new UsageError(`The command must be one of ${COMMANDS.join(", ")}, found "${command ?? ""}"`);
  }
}

if (import.meta.main) await main((args) => shop(args));

import { helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { UsageError } from "../lib/model/mod.ts";
import { main } from "./cli/main.ts";
import { readRedisAddress } from "./queue/redis_address.ts";
import { codeHash } from "./runner/identity.ts";
import { presentCommit } from "./runner/provenance.ts";

const OPTIONS = {
  queue: { type: "string", value: "URL", help: "the Redis, as redis://host:6379 (needed)" },
  concurrency: { type: "string", value: "N", help: "jobs at a time (the number of processors)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task worker --queue URL [options]",
  about:
    "Works on experiments that `deno task experiment FILE --queue URL` submits, from any machine that has the same\n" +
    "commit checked out. Ctrl+C ends it: what it is at is saved, and the rest of its job given back.",
  options: OPTIONS,
  examples: ["deno task worker --queue redis://127.0.0.1:6390 --concurrency 2"],
});

/** How often an idle worker looks whether somebody waits for other code (ms). */
const LOOK_MS = 5000;

/** Works on a queue until a signal ends it. @throws {UsageError} for a mistake in the arguments; {Error} without Redis, or for code that nobody submitted */
export async function worker(args: readonly string[]): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (given.queue === undefined) throw new UsageError("The option --queue is needed, as redis://host:6379");
  const address = readRedisAddress(given.queue);
  const concurrency = wholeNumber(given.concurrency, {
    ...{ name: "concurrency", fallback: navigator.hardwareConcurrency, min: 1, max: 256 },
  });
  const { connectRedis } = await import("./queue/connect.ts");
  const { createVersionCheck } = await import("./queue/version_check.ts");
  const { workOnQueue } = await import("./queue/work.ts");
  const redis = await connectRedis(address, console.error);
  const code = codeHash();
  const check = createVersionCheck(redis, { code, commit: presentCommit() });
  try {
    await check.refuseOthers();
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  console.log(
    `Working for ${address.shown}, ${concurrency} at a time, code ${code.slice(0, 12)}; Ctrl+C ends it`,
  );
  const timer = setInterval(() => void check.news().then((lines) => lines.forEach(say), () => {}), LOOK_MS);
  try {
    await workOnQueue(redis, { code, concurrency, say, signal: endSignal() });
  } finally {
    clearInterval(timer);
    redis.disconnect();
  }
  console.log("Ended");
}

function say(line: string): void {
  console.log(line);
}

/** Aborted by the first SIGINT or SIGTERM; the second ends the process at once, as it does elsewhere. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  const end = () => {
    for (const signal of signals) Deno.removeSignalListener(signal, end);
    controller.abort();
  };
  for (const signal of signals) Deno.addSignalListener(signal, end);
  return controller.signal;
}

if (import.meta.main) await main(worker);

/**
 * Keeps the shop running. On its control port it takes `POST /down|break|mend|load` from programs of this machine and signed orders of an agent on
 * `POST /orders`, and answers `GET /state`, `GET /metrics` and `GET /orders/KEY`.
 *
 * Usage: daemon.ts FOLDER FIRST_PORT
 */
import { shopFault } from "./faults.ts";
import { noteStarted } from "./processes/leftovers.ts";
import { guarded, readText } from "./parts/local_requests.ts";
import { createOrders } from "./orders.ts";
import { planShop } from "./plan.ts";
import { usageOf } from "./processes/proc.ts";
import { usersOf } from "./measured/prometheus.ts";
import { failurePath, readSecret } from "./setup.ts";
import { Shop } from "./shop.ts";
import { CACHE_MB, DATABASE_MB, REPLICA_MB } from "./sizes.ts";
import type { ShopReport } from "./measured/status.ts";
import { createSystemMetrics } from "./measured/system_metrics.ts";

const MB = 1_048_576;
/** Seconds over which the status looks at users. */
const STATUS_SECONDS = 15;

/** An order of a person to the shop. */
export interface ShopOrder {
  /** Name of a fault. */
  readonly fault?: string;
  /** Requests a second. */
  readonly rate?: number;
}

/** Runs the shop until it is told to end. */
async function keepOpen(): Promise<void> {
  const [folder, firstPort] = [Deno.args[0]!, Number(Deno.args[1])];
  const plan = planShop({ folder, firstPort, sendsTelemetry: Deno.args[2] === "telemetry" });
  noteStarted(folder, { name: "daemon", pid: Deno.pid, stopSignal: "SIGTERM" });
  const shop = new Shop(plan);
  const metrics = createSystemMetrics({
    logPort: plan.ports.frontLog,
    services: {
      api: {
        pids: () => shop.pids("api"),
        // A replica has one thread for its work.
        limits: () => ({ cores: shop.replicas, bytes: shop.replicas * REPLICA_MB * MB }),
      },
      cache: { pids: () => shop.pids("cache"), limits: () => ({ cores: 1, bytes: CACHE_MB * MB }) },
      db: { pids: () => shop.pids("db"), limits: () => ({ cores: 1, bytes: DATABASE_MB * MB }) },
    },
  });
  let rate = 0;
  let busy: Promise<unknown> = Promise.resolve();
  let stage = "starting";
  let openedMs = Date.now();
  let fault: { name: string; beganMs: number } | null = null;
  let closing: Promise<void> | undefined;

  /** Orders are carried out one after another. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const next = busy.then(task, task);
    busy = next.catch(() => {});
    return next;
  }

  const orders = createOrders({ shop, secret: await readSecret(folder), inTurn });

  async function carryOut(path: string, order: ShopOrder): Promise<string> {
    switch (path) {
      case "/break": {
        const begun = shopFault(order.fault ?? "");
        await begun.begin(shop);
        fault = { name: order.fault!, beganMs: Date.now() };
        return `${order.fault} has begun: ${begun.about}`;
      }
      case "/mend":
        await shop.load({ rate });
        await shop.mend();
        fault = null;
        return "Everything is as it was after the start";
      case "/load":
        rate = order.rate!;
        await shop.load({ rate });
        return `${rate} requests a second`;
      default:
        throw new Error(`there is no order ${path}`);
    }
  }

  async function report(): Promise<ShopReport> {
    const isReady = stage === "ready";
    const users = isReady
      ? await usersOf({ port: plan.ports.prometheus, seconds: STATUS_SECONDS }).catch(() => null)
      : null;
    let bytes = 0;
    // The daemon is the parent of all.
    for (const usage of usageOf(Deno.pid).values()) bytes += usage.bytes;
    return {
      stage,
      openSeconds: isReady ? (Date.now() - openedMs) / 1_000 : 0,
      fault: fault && { name: fault.name, seconds: (Date.now() - fault.beganMs) / 1_000 },
      users,
      memoryMb: bytes / MB,
      ...shop.state(),
    };
  }

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: plan.ports.control, onListen: () => {} },
    guarded(async (request) => {
      const { pathname } = new URL(request.url);
      if (request.method === "POST") {
        if (pathname === "/down") {
          void close();
          return Response.json({ done: "ending" });
        }
        if (stage !== "ready") throw new Error(`the shop is not open: ${stage}`);
        if (pathname === "/orders") return await orders.receive(request);
        const order = JSON.parse(await readText(request)) as ShopOrder;
        return Response.json({ done: await inTurn(() => carryOut(pathname, order)) });
      }
      if (pathname === "/metrics") {
        return new Response(await metrics.text(), { headers: { "content-type": metrics.contentType } });
      }
      if (pathname === "/stage") return Response.json({ stage, pid: Deno.pid });
      if (pathname === "/state") return Response.json(await report());
      if (pathname.startsWith("/orders/")) return orders.find(decodeURIComponent(pathname.slice(8)));
      return Response.json({ failed: "there is no such page" }, { status: 404 });
    }),
  );

  /** Ends all that was started, once, and then the daemon. */
  function close(failure?: string): Promise<void> {
    return closing ??= (async () => {
      stage = "ending";
      if (failure !== undefined) await Deno.writeTextFile(failurePath(folder), `${failure}\n`);
      await shop.down();
      // What was being started meanwhile has seen by now that the shop is closing.
      await opening.catch(() => {});
      await shop.down();
      metrics.close();
      await Promise.race([server.shutdown(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
      Deno.exit(failure === undefined ? 0 : 1);
    })();
  }

  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(name, () => void close());
  }
  const opening = shop.up((text) => stage = `starting: ${text}`);
  try {
    await opening;
    openedMs = Date.now();
    if (closing === undefined) stage = "ready";
  } catch (error) {
    await close((error as Error).message);
  }
}

if (import.meta.main) await keepOpen();

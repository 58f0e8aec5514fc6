/**
 * Keeps the shop running and takes its orders on its control port: `POST /up|down|break|mend|load|act`, `GET /state`, `GET /metrics`.
 *
 * Usage: daemon.ts FOLDER FIRST_PORT
 */
import { shopFault } from "./faults.ts";
import { planShop } from "./plan.ts";
import { API_MEMORY_MB, Shop } from "./shop.ts";
import { createSystemMetrics } from "./system_metrics.ts";

/** An order to the shop. */
export interface ShopOrder {
  /** Name of a fault. */
  readonly fault?: string;
  /** Requests a second. */
  readonly rate?: number;
  /** A remedy as the agent has it. */
  readonly action?: {
    readonly kind: string;
    readonly service?: string;
    readonly delta?: number;
    readonly factor?: number;
  };
}

const [MB, CACHE_MB, DB_MB] = [1_048_576, 96, 192];

async function act(
  shop: Shop,
  { kind, service = "", delta = 1, factor = 1 }: NonNullable<ShopOrder["action"]>,
): Promise<string> {
  switch (kind) {
    case "restart":
      return await shop.restart(service);
    case "rollback":
      return await shop.rollback(service);
    case "failover":
      return await shop.failover(service);
    case "scale":
      return await shop.scale(service, delta);
    case "clear_cache":
      return await shop.clearCache();
    case "limit_traffic":
      return await shop.limit(factor);
    case "restore":
      return await shop.limit(1);
    default:
      throw new Error(`the shop has no remedy "${kind}"`);
  }
}

if (import.meta.main) {
  const [folder, firstPort] = [Deno.args[0]!, Number(Deno.args[1])];
  const plan = planShop({ folder, firstPort });
  const shop = new Shop(plan);
  const metrics = createSystemMetrics({
    logPort: plan.ports.frontLog,
    services: {
      api: {
        pids: () => shop.pids("api"),
        limits: () => ({ cores: shop.replicas, bytes: shop.replicas * (API_MEMORY_MB + 96) * MB }),
      },
      cache: { pids: () => shop.pids("cache"), limits: () => ({ cores: 1, bytes: CACHE_MB * MB }) },
      db: { pids: () => shop.pids("db"), limits: () => ({ cores: 1, bytes: DB_MB * MB }) },
    },
  });
  let rate = 0;
  let busy: Promise<unknown> = Promise.resolve();
  let stage = "starting";

  /** Orders are carried out one after another. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const next = busy.then(task, task);
    busy = next.catch(() => {});
    return next;
  }

  async function carryOut(path: string, order: ShopOrder): Promise<string> {
    switch (path) {
      case "/break":
        await shopFault(order.fault!).begin(shop, rate);
        return `${order.fault} has begun`;
      case "/mend":
        await shop.load({ rate });
        await shop.mend();
        return "as it was";
      case "/load":
        rate = order.rate!;
        await shop.load({ rate });
        return `${rate} requests a second`;
      case "/act":
        return await act(shop, order.action!);
      default:
        throw new Error(`no such order: ${path}`);
    }
  }

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: plan.ports.control, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/metrics") {
        return new Response(await metrics.text(), { headers: { "content-type": metrics.contentType } });
      }
      if (request.method !== "POST") return Response.json({ stage, ...shop.state() });
      if (pathname === "/down") {
        void close();
        return Response.json({ done: "ending" });
      }
      try {
        const order = await request.json() as ShopOrder;
        return Response.json({ done: await inTurn(() => carryOut(pathname, order)) });
      } catch (error) {
        return Response.json({ failed: (error as Error).message }, { status: 409 });
      }
    },
  );

  async function close(): Promise<void> {
    stage = "ending";
    await shop.down();
    metrics.close();
    await server.shutdown();
    Deno.exit(0);
  }

  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => void close());
  try {
    await shop.up((text) => stage = `starting: ${text}`);
    stage = "ready";
  } catch (error) {
    stage = `failed: ${(error as Error).message}`;
    await Deno.writeTextFile(`${folder}/daemon.log`, `${(error as Error).stack}\n`);
    await shop.down();
  }
}

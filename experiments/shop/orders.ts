import { z } from "zod";
import { type Action, describeAction } from "../../lib/model/mod.ts";
import {
  IDEMPOTENCY_HEADER,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  verifySignature,
} from "../../lib/live/actuators/webhook/signature.ts";
import { readText } from "./parts/local_requests.ts";
import type { Shop } from "./shop.ts";

/** Orders that are remembered. */
const MAX_REMEMBERED = 10_000;

/** What the webhook of `deno task live` sends, as far as it is needed here. */
const ORDER = z.object({
  action: z.looseObject({ kind: z.string() }),
  idempotencyKey: z.string().min(1).max(200),
  dryRun: z.boolean(),
});

/** What came of an order. */
export interface OrderResult {
  readonly outcome: "done" | "planned" | "failed" | "unknown";
  readonly detail: string;
}

/** What of the shop an order needs. */
export type OrderedShop = Pick<
  Shop,
  "restart" | "rollback" | "failover" | "scale" | "clearCache" | "limit" | "openBreaker" | "restore"
>;

/** Carries an action of the agent out. @throws {Error} for one that the shop does not have, or that fails */
export function carryOut(shop: OrderedShop, action: Action): Promise<string> {
  switch (action.kind) {
    case "restart":
      return shop.restart(action.service);
    case "rollback":
      return shop.rollback(action.service);
    case "failover":
      return shop.failover(action.service);
    case "scale":
      return shop.scale(action.service, action.delta);
    case "clear_cache":
      return shop.clearCache();
    case "limit_traffic":
      return shop.limit(action.factor);
    case "open_breaker":
      return shop.openBreaker(action.caller, action.callee);
    case "restore":
      return shop.restore();
    default:
      return Promise.reject(new Error(`the shop does not ${action.kind} here`));
  }
}

/**
 * The agent's orders: `POST` of a signed order, each key carried out once however often it comes, and `GET …/KEY` for what came of it. An order of which
 * it is not known yet is `unknown`.
 */
export function createOrders(
  { shop, secret, inTurn, nowSeconds = () => Date.now() / 1_000 }: {
    readonly shop: OrderedShop;
    /** Key of the signatures. */
    readonly secret: string;
    /** Carries tasks out one after another. */
    readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
    /** Unix seconds now. */
    readonly nowSeconds?: () => number;
  },
): { receive(request: Request): Promise<Response>; find(key: string): Response } {
  const results = new Map<string, OrderResult | Promise<OrderResult>>();

  async function carryOutOnce(key: string, action: Action): Promise<OrderResult> {
    const known = results.get(key);
    if (known !== undefined) return await known;
    const result = inTurn(() => carryOut(shop, action)).then(
      (detail): OrderResult => ({ outcome: "done", detail }),
      (error): OrderResult => ({ outcome: "failed", detail: (error as Error).message }),
    );
    results.set(key, result);
    if (results.size > MAX_REMEMBERED) results.delete(results.keys().next().value!);
    const found = await result;
    results.set(key, found);
    return found;
  }

  return {
    receive: async (request) => {
      const body = await readText(request);
      const header = (name: string) => request.headers.get(name) ?? "";
      const signed = { timestamp: header(TIMESTAMP_HEADER), signature: header(SIGNATURE_HEADER), body };
      if (!verifySignature(secret, signed, { nowSeconds: nowSeconds() })) {
        return Response.json({ outcome: "failed", detail: "the signature is not right" }, { status: 401 });
      }
      const order = ORDER.safeParse(JSON.parse(body));
      if (!order.success || header(IDEMPOTENCY_HEADER) !== order.data.idempotencyKey) {
        return Response.json({ outcome: "failed", detail: "that is not an order" }, { status: 400 });
      }
      const { idempotencyKey, dryRun } = order.data;
      const action = order.data.action as unknown as Action;
      if (dryRun) return Response.json({ outcome: "planned", detail: `would ${describeAction(action)}` });
      return Response.json(await carryOutOnce(idempotencyKey, action));
    },
    find: (key) => {
      const known = results.get(key);
      if (known === undefined) return Response.json({ detail: "no such order" }, { status: 404 });
      const result: OrderResult = known instanceof Promise
        ? { outcome: "unknown", detail: "it is being carried out" }
        : known;
      return Response.json(result);
    },
  };
}

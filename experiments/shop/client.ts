import { UsageError } from "../../lib/model/mod.ts";
import type { ShopOrder } from "./daemon.ts";
import type { ShopReport } from "./measured/status.ts";

const [LOOK_MS, ORDER_MS] = [2_000, 180_000];

/** The shop's daemon, as a program of this machine reaches it. */
export interface ShopClient {
  /** How far the daemon is: `starting: …`, `ready`, `ending`; undefined if it does not run. */
  stage(): Promise<string | undefined>;
  /** What a person wants to know; undefined if it does not run. */
  report(): Promise<ShopReport | undefined>;
  /** Gives an order. @returns what was done @throws {UsageError} if no shop runs @throws {Error} if it could not be carried out */
  order(name: "load" | "break" | "mend" | "down", order?: ShopOrder): Promise<string>;
}

/** The shop whose first port is given. */
export function createShopClient(port: number): ShopClient {
  const url = `http://127.0.0.1:${port}`;

  async function get<T>(path: string, ms: number): Promise<T | undefined> {
    try {
      const response = await fetch(`${url}/${path}`, { signal: AbortSignal.timeout(ms) });
      return await response.json() as T;
    } catch {
      return undefined;
    }
  }

  return {
    stage: async () => (await get<{ stage?: string }>("stage", LOOK_MS))?.stage,
    report: () => get<ShopReport>("state", ORDER_MS),
    order: async (name, order = {}) => {
      let response: Response;
      try {
        response = await fetch(`${url}/${name}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(order),
          signal: AbortSignal.timeout(ORDER_MS),
        });
      } catch {
        throw new UsageError(`No shop runs on port ${port}: start one with deno task shop up`);
      }
      const { done, failed } = await response.json();
      if (failed !== undefined) throw new Error(failed);
      return done;
    },
  };
}

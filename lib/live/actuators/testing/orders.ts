import { createTopology } from "../../../simulator/mod.ts";
import type { Order } from "../../contract.ts";

/** The graph that the orders of tests are for: front, api, db. */
export const TOPOLOGY = createTopology("three-tier");

/** An order as the loop gives it. */
export function orderFor(action: Order["action"], more: Partial<Order> = {}): Order {
  return {
    action,
    incident: "shop-1",
    idempotencyKey: "shop-1-71-0",
    dryRun: false,
    reason: "db is slow",
    ...more,
  };
}

/** A restart of the database. */
export const RESTART: Order = orderFor({ kind: "restart", service: "db" });

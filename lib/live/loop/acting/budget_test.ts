import { match, strictEqual } from "node:assert";
import type { Order } from "../../contract.ts";
import type { OpenOrder } from "../state/state.ts";
import { settingsWith, TOPOLOGY } from "../testing/harness.ts";
import { budgetRefusal, touchedBy } from "./budget.ts";

const restart = (service: string): Order["action"] => ({ kind: "restart", service });
const openOrder = (action: Order["action"]): OpenOrder => ({
  order: { action, incident: "i", idempotencyKey: "k", dryRun: false, reason: "" },
  orderedAtSeconds: 0,
  actuator: "a",
  undoes: null,
  receipt: null,
});
const refusal = (
  action: Order["action"],
  { at = [] as number[], orders = [] as Order["action"][], servicesAtOnce = 1 } = {},
) =>
  budgetRefusal(action, {
    settings: settingsWith({ budget: { actionsPerHour: 3, servicesAtOnce } }),
    nowSeconds: 10_000,
    actedAtSeconds: at,
    orders: orders.map(openOrder),
  });

Deno.test("an hour has so many actions, also where the clock was set back since, and restore is free", () => {
  strictEqual(refusal(restart("db"), { at: [6399, 6400, 9000, 9999] }), undefined);
  match(refusal(restart("db"), { at: [6401, 9000, 9999] })!, /3 actions an hour/);
  match(refusal(restart("db"), { at: [12_000, 12_001, 12_002] })!, /3 actions an hour/);
  strictEqual(refusal({ kind: "restore" }, { at: [9000, 9001, 9002, 9003] }), undefined);
});

Deno.test("a service that is not verified yet keeps others from being touched, not itself nor the traffic", () => {
  match(
    refusal(restart("api"), { orders: [restart("db")] })!,
    /1 services at once, and db is not verified yet/,
  );
  strictEqual(refusal(restart("db"), { orders: [restart("db")] }), undefined);
  strictEqual(refusal({ kind: "limit_traffic", factor: 0.5 }, { orders: [restart("db")] }), undefined);
  strictEqual(refusal(restart("api"), { orders: [restart("db")], servicesAtOnce: 2 }), undefined);
  strictEqual(touchedBy({ kind: "clear_cache" }, TOPOLOGY).join(), "cache");
});

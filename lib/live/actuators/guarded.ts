import { describeAction } from "../../model/mod.ts";
import type { Actuator, Finding, Order, Receipt } from "../contract.ts";
import { ACTION_SCHEMA } from "../audit/records.ts";
import { redactSecrets } from "../config/redact.ts";
import { failed, notSent, oneLine, unknown, unsupported } from "./receipts.ts";

/** How many receipts are remembered for orders that are repeated. */
const MAX_REMEMBERED = 10_000;

/**
 * An actuator with what holds for all: an order that is repeated under its key is answered with the first one's receipt and not carried out again unless it failed,
 * an error becomes a receipt, no secret is in a receipt, and nothing but the action's own fields is handed on.
 */
export function guarded(actuator: Actuator): Actuator {
  const receipts = new Map<string, Promise<Receipt>>();
  // It is cut after that, or half a secret could be left.
  const clean = <T extends Finding>(receipt: T): T => ({
    ...receipt,
    detail: oneLine(redactSecrets(receipt.detail)),
  });

  async function attempt<T extends Finding>(order: Order, ask: () => Promise<T>): Promise<T | Receipt> {
    try {
      return clean(await ask());
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return clean(unknown(`${actuator.kind}: ${describeAction(order.action)}: ${message}`));
    }
  }

  const { find } = actuator;
  return {
    kind: actuator.kind,
    ...(actuator.restoresSingly !== undefined && { restoresSingly: actuator.restoresSingly }),
    supports: (action) => actuator.supports(action),
    carryOut: (given, signal, maySend) => {
      const action = ACTION_SCHEMA.safeParse(given.action);
      if (!action.success) return Promise.resolve(failed(`${actuator.kind}: that is no action`));
      const order = { ...given, action: action.data };
      if (!actuator.supports(order.action)) return Promise.resolve(unsupported(actuator.kind, order));
      const carryOut = () => attempt(order, () => actuator.carryOut(order, signal, maySend));
      if (order.dryRun) return carryOut();
      const known = receipts.get(order.idempotencyKey);
      if (known !== undefined) return known;
      if (maySend?.() === false) return Promise.resolve(notSent(describeAction(order.action)));
      const receipt = carryOut();
      receipts.set(order.idempotencyKey, receipt);
      // What failed has changed nothing: the same order may be tried again.
      receipt.then(({ outcome }) => outcome === "failed" && receipts.delete(order.idempotencyKey));
      if (receipts.size > MAX_REMEMBERED) receipts.delete(receipts.keys().next().value!);
      return receipt;
    },
    ...(find &&
      {
        find: (order: Order, signal?: AbortSignal) =>
          attempt(order, () => find.call(actuator, order, signal)),
      }),
    close: () => actuator.close(),
  };
}

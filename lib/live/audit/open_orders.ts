import type { AuditEntry } from "./chain.ts";
import type { OrderRecord } from "./record_types.ts";

/** What an audit log says of its orders. Fed with each entry, as `onEntry` of `openAuditLog` gives them. */
export interface OrderBook {
  /** Takes the next entry. */
  read(entry: AuditEntry): void;
  /** Orders without a receipt: the process ended while they were carried out, and nobody knows what came of them. */
  readonly open: readonly OrderRecord[];
  /** Orders in the mode `approve` without the two records that must stand before each: asked for, and approved. */
  readonly unapproved: readonly OrderRecord[];
  /** Keys that were ordered more than once. */
  readonly repeated: readonly string[];
}

/**
 * Creates the book of a log's orders.
 *
 * An approval is proved by three records of one proposal: `approval-asked`, `approval-approved`, `order`, in this sequence. What takes an order
 * back needs none.
 */
export function createOrderBook(): OrderBook {
  const open = new Map<string, OrderRecord>();
  const ordered = new Set<string>();
  const asked = new Set<string>();
  const approved = new Set<string>();
  const unapproved: OrderRecord[] = [];
  const repeated: string[] = [];
  return {
    get open() {
      return [...open.values()];
    },
    unapproved,
    repeated,
    read: ({ record }) => {
      switch (record.type) {
        case "approval-asked":
          asked.add(record.proposal);
          return;
        case "approval-approved":
          if (asked.has(record.proposal)) approved.add(record.proposal);
          return;
        case "order":
          if (ordered.has(record.idempotencyKey)) repeated.push(record.idempotencyKey);
          ordered.add(record.idempotencyKey);
          open.set(record.idempotencyKey, record);
          if (record.mode === "approve" && record.undoes === undefined && !approved.has(record.proposal)) {
            unapproved.push(record);
          }
          // One approval is for one order.
          approved.delete(record.proposal);
          return;
        case "receipt":
          open.delete(record.idempotencyKey);
          return;
      }
    },
  };
}

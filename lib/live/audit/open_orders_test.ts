import { deepStrictEqual } from "node:assert";
import { EMPTY_HEAD, nextEntry } from "./chain.ts";
import { createOrderBook } from "./open_orders.ts";
import type { AuditRecord, OrderRecord } from "./record_types.ts";
import { SAMPLE } from "./testing/sample_log.ts";

function bookOf(records: readonly AuditRecord[]) {
  const book = createOrderBook();
  for (const record of records) book.read(nextEntry(EMPTY_HEAD, 0, record).entry);
  return {
    open: book.open.map(({ idempotencyKey }) => idempotencyKey),
    unapproved: book.unapproved.map(({ idempotencyKey }) => idempotencyKey),
    repeated: book.repeated,
  };
}

const ORDER = SAMPLE[4] as OrderRecord;

Deno.test("an order is open until its receipt, and an approval is asked for, given, and then used once", () => {
  deepStrictEqual(bookOf(SAMPLE), { open: [], unapproved: [], repeated: [] });
  deepStrictEqual(bookOf(SAMPLE.slice(0, 5)), { open: ["k-1"], unapproved: [], repeated: [] });
  deepStrictEqual(bookOf(SAMPLE.toSpliced(2, 1)).unapproved, ["k-1"]);
  deepStrictEqual(bookOf(SAMPLE.toSpliced(3, 1)).unapproved, ["k-1"]);
  deepStrictEqual(
    bookOf(SAMPLE.with(3, { type: "approval-timed-out", proposal: "p-1", incident: "i-1" })).unapproved,
    ["k-1"],
  );
  const again = { ...ORDER, idempotencyKey: "k-2" };
  deepStrictEqual(bookOf([...SAMPLE, again, ORDER]), {
    open: ["k-2", "k-1"],
    unapproved: ["k-2", "k-1"],
    repeated: ["k-1"],
  });
  deepStrictEqual(bookOf([...SAMPLE, { ...again, undoes: "k-1" }]).unapproved, []);
  deepStrictEqual(bookOf([{ ...ORDER, mode: "act" }]).unapproved, []);
});

import { ok, strictEqual } from "node:assert";
import { traces, type WrittenSpan } from "../testing/written_trace.ts";
import { learnTimeExcess, timePartsOf } from "./lost_time.ts";
import { growForest } from "./span_tree.ts";

const known = new Set(["front", "db"]);
const partsOf = (root: (i: number) => WrittenSpan) => timePartsOf(growForest(traces(40, root)), known);

/** A request of the front: 20 ms of its own, and a statement in between. */
const request = (name: string, ms: number, failed = false): WrittenSpan => ({
  service: "front",
  from: 0,
  to: 20 + ms,
  children: [{ service: "db", name, from: 10, to: 10 + ms, failed }],
});

/** Seconds by which an operation of the database exceeds what is usual; undefined if it is not compared with anything. */
function shiftOf(before: WrittenSpan, after: WrittenSpan): number | undefined {
  return learnTimeExcess(partsOf(() => before))(partsOf(() => after))
    .find(({ part }) => part.service === "db")?.shiftSeconds;
}

Deno.test("a part's excess is its shift beyond what is usual, less the least spread of 5 %", () => {
  strictEqual(shiftOf(request("SELECT", 10), request("SELECT", 10)), 0);
  ok(Math.abs(shiftOf(request("SELECT", 10), request("SELECT", 60))! - (0.05 - 0.0005)) < 1e-9);
});

Deno.test("a new operation is compared with its service's others, and one that newly fails with itself", () => {
  ok(Math.abs(shiftOf(request("SELECT", 10), request("INSERT", 60))! - (0.05 - 0.0005)) < 1e-9);
  ok(Math.abs(shiftOf(request("SELECT", 10), request("SELECT", 60, true))! - (0.05 - 0.0005)) < 1e-9);
});

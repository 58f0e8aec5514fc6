import { deepStrictEqual, ok } from "node:assert";
import { shuffled } from "./shuffled.ts";
import { createStream } from "./stream.ts";

Deno.test("shuffled() gives each of the 6 orders of 3 items as often and leaves its input alone", () => {
  const stream = createStream("shuffled");
  const items = ["a", "b", "c"];
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(items, stream).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  deepStrictEqual(items, ["a", "b", "c"]);
  deepStrictEqual(counts.size, 6);
  // Five standard deviations of a binomial count.
  ok(counts.values().every((count) => Math.abs(count - 1000) < 5 * Math.sqrt(6000 * 5 / 36)));
});

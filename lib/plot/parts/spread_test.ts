import { deepStrictEqual, ok } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { spread } from "./spread.ts";

Deno.test("spread() leaves labels that stand apart, and centres those that clash", () => {
  deepStrictEqual(spread([40, 10], { gap: 10 }), [40, 10]);
  deepStrictEqual(spread([20, 20, 60], { gap: 10 }), [15, 25, 60]);
  deepStrictEqual(spread([0, 2], { gap: 10, least: 0 }), [0, 10]);
  deepStrictEqual(spread([98, 99], { gap: 10, most: 100 }), [90, 100]);
  deepStrictEqual(spread([], { gap: 10 }), []);
});

Deno.test("spread() keeps the gap, the order and the limits of random labels", () => {
  const { between } = createStream(1, "spread");
  for (let round = 0; round < 200; round++) {
    const wishes = Array.from({ length: 8 }, () => between(0, 100));
    const places = spread(wishes, { gap: 12, least: 0, most: 100 });
    const sorted = wishes.map((wish, i) => ({ wish, place: places[i]! })).sort((a, b) => a.wish - b.wish);
    sorted.slice(1).forEach(({ place }, i) => ok(place - sorted[i]!.place > 12 - 1e-9));
    ok(sorted[0]!.place > -1e-9 && sorted[7]!.place < 100 + 1e-9);
  }
});

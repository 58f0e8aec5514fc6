import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { median, sampleQuantile } from "./quantiles.ts";
import { select } from "./select.ts";

Deno.test("select() finds what sorting finds, and partitions the values there, over 2,000 random samples with ties", () => {
  const stream = createStream(1, "select");
  for (let run = 0; run < 2000; run++) {
    const values = Float64Array.from({ length: 1 + stream.integer(70) }, () => stream.integer(20));
    const k = stream.integer(values.length);
    const sorted = values.toSorted();
    const parted = values.slice();
    strictEqual(select(parted, k), sorted[k]);
    deepStrictEqual(parted.toSorted(), sorted);
    ok(parted.slice(0, k).every((x) => x <= sorted[k]!) && parted.slice(k).every((x) => x >= sorted[k]!));
  }
});

Deno.test("median() is the quantile at one half to the last bit, infinite and missing values among them", () => {
  const stream = createStream(2, "select");
  const odd = [NaN, Infinity, -Infinity, 0];
  for (let run = 0; run < 2000; run++) {
    const values = Array.from(
      { length: stream.integer(40) },
      () => stream.next() < 0.2 ? stream.pick(odd) : stream.between(-5, 5),
    );
    ok(Object.is(median(values), sampleQuantile(values, 0.5)));
  }
});

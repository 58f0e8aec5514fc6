import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { grownSince, ofBuckets, ofRanges, quantileOf } from "./distribution.ts";

Deno.test("a quantile is linear within its bucket, the last limit beyond it, and NaN of nothing", () => {
  // 50 up to 100, 45 more up to 500: the 95th of 100 is the last of these.
  strictEqual(quantileOf(ofBuckets([100, 500], [50, 45, 5])), 500);
  strictEqual(quantileOf(ofBuckets([100, 500], [50, 50, 0])), 100 + 400 * 45 / 50);
  strictEqual(quantileOf(ofBuckets([100, 500], [10, 10, 80])), 500);
  strictEqual(quantileOf(ofBuckets([100, 500], [100, 0, 0])), 95);
  strictEqual(quantileOf(ofBuckets([-5, 5], [100, 0, 0])), -5);
  ok(Number.isNaN(quantileOf(ofBuckets([100, 500], [0, 0, 0]))));
  // Between 2 and 8 there is no bucket: the upper one begins at its own limit.
  strictEqual(quantileOf(ofRanges([[8, 16, 10], [1, 2, 90]])), 12);
});

Deno.test("what was counted since is taken at the limits of the later point, also where these are coarser", () => {
  const before = ofRanges([[1, 2, 10], [2, 4, 20], [4, 8, 5], [8, 16, 5]]);
  const now = ofRanges([[1, 4, 130], [4, 16, 60]]);
  deepStrictEqual(grownSince(before, now), { limits: [1, 4, 16], counts: [0, 100, 150] });
});

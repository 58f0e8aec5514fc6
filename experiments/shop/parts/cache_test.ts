import { ok } from "node:assert";
import { cachedShare } from "./cache.ts";
import { ITEMS } from "../sizes.ts";

Deno.test("what is asked for more often is more often in a warm cache", () => {
  const shares = Array.from({ length: ITEMS }, (_, i) => cachedShare(i + 1));
  for (const [i, share] of shares.entries()) {
    ok(share > 0 && share < 1);
    ok(i === 0 || share < shares[i - 1]!);
  }
});

Deno.test("a warm cache answers about four of five reads", () => {
  let answered = 0;
  for (let id = 1; id <= ITEMS; id++) {
    answered += ((id / ITEMS) ** (1 / 3) - ((id - 1) / ITEMS) ** (1 / 3)) * cachedShare(id);
  }
  ok(answered > 0.75 && answered < 0.88, String(answered));
});

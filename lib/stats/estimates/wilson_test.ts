import { ok, throws } from "node:assert";
import { wilsonInterval } from "./wilson.ts";

// statsmodels 0.15.0: proportion_confint(successes, cases, alpha, method="wilson"). 81 of 263 is Newcombe's
// example (1998).
Deno.test("wilsonInterval() is statsmodels' for some, none and all", () => {
  const expected = [
    { successes: 0, cases: 10, confidence: 0.95, low: 0, high: 0.27753279986288926 },
    { successes: 7, cases: 10, confidence: 0.95, low: 0.39677814746114537, high: 0.8922087325936989 },
    { successes: 10, cases: 10, confidence: 0.95, low: 0.7224672001371106, high: 1 },
    { successes: 81, cases: 263, confidence: 0.95, low: 0.2552885198782742, high: 0.36620957698280004 },
    { successes: 7, cases: 10, confidence: 0.99, low: 0.32002467920110256, high: 0.9204336834769342 },
  ];
  for (const { confidence, low, high, ...counts } of expected) {
    const found = wilsonInterval(counts, { confidence });
    ok(Math.abs(found.low - low) < 1e-12 && Math.abs(found.high - high) < 1e-12, JSON.stringify(found));
  }
});

Deno.test("wilsonInterval() of nothing is NaN, of more successes than cases an error", () => {
  const { value, low, high } = wilsonInterval({ successes: 0, cases: 0 });
  ok(Number.isNaN(value) && Number.isNaN(low) && Number.isNaN(high));
  throws(() => wilsonInterval({ successes: 4, cases: 3 }), /0 to the 3 cases, found 4/);
});

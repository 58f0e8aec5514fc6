import { deepStrictEqual } from "node:assert";
import { compileNetwork } from "../topology/network.ts";
import { call, service } from "../topology/parts.ts";
import { RetryBudget } from "./retry_budget.ts";

/** The budget of a single call. */
function budgetOf(options: { readonly retries: number; readonly retryBudget: number }): RetryBudget {
  return new RetryBudget(compileNetwork({
    name: "test",
    front: "a",
    services: [service("a"), service("b")],
    calls: [call("a", "b", options)],
    entryRate: 1,
    userTimeoutSeconds: 1,
  }));
}

Deno.test("a retry takes a token, of which four first tries at a budget of 0.25 give just one", () => {
  const budget = budgetOf({ retries: 3, retryBudget: 0.25 });
  const allowed = [1, 2, 3, 4, 5].map(() => {
    budget.firstTry(0);
    return budget.allows(0, 1);
  });
  deepStrictEqual(allowed, [false, false, false, true, false]);
});

Deno.test("a call is retried as often as it may be, however many tokens are left", () => {
  const budget = budgetOf({ retries: 2, retryBudget: 1 });
  for (let i = 0; i < 10; i++) budget.firstTry(0);
  deepStrictEqual([1, 2, 3].map((tries) => budget.allows(0, tries)), [true, true, false]);
});

Deno.test("a bucket holds 50 tokens at most", () => {
  const budget = budgetOf({ retries: 1, retryBudget: 1 });
  for (let i = 0; i < 1000; i++) budget.firstTry(0);
  const allowed = Array.from({ length: 60 }, () => budget.allows(0, 1));
  deepStrictEqual(allowed.map((yes, i) => yes === i < 50), Array(60).fill(true));
});

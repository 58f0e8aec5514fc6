import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Breaker } from "./breaker.ts";
import { caller, near, run } from "./testing/small_systems.ts";

const MODEL = {
  windowSeconds: 10,
  minTries: 4,
  failureShare: 0.5,
  openSeconds: 5,
  probes: 2,
  fallbackShare: 0.25,
};

/** Ends tries at these times, good (1) or not (0). */
function opened(tries: readonly (readonly [time: number, good: number])[]): Breaker {
  const breaker = new Breaker(MODEL);
  for (const [time, good] of tries) breaker.ended(time, { good: good === 1, probe: false });
  return breaker;
}

Deno.test("a breaker opens when half of at least four tries within its window failed", () => {
  ok(opened([[0, 0], [1, 0], [2, 1], [3, 1]]).isOpen(3));
  ok(!opened([[0, 0], [1, 0], [2, 0]]).isOpen(3));
  ok(!opened([[0, 0], [1, 1], [2, 1], [3, 1], [4, 0]]).isOpen(4));
  // The two first failures are out of the window at 12.
  ok(!opened([[0, 0], [1, 0], [8, 1], [12, 1], [12, 1], [12, 0]]).isOpen(12));
});

Deno.test("an open breaker refuses for its time, then lets probes through and closes when all succeed", () => {
  const breaker = opened([[0, 0], [0, 0], [0, 0], [0, 0]]);
  const passages = [0, 4.9, 5, 5.1, 5.2].map((time) => breaker.passage(time));
  deepStrictEqual(passages, ["refuse", "refuse", "probe", "probe", "refuse"]);
  breaker.ended(6, { good: true, probe: true });
  strictEqual(breaker.passage(6), "refuse");
  breaker.ended(6.1, { good: true, probe: true });
  strictEqual(breaker.passage(6.2), "pass");
});

Deno.test("a probe that fails opens the breaker again, and late answers of earlier tries don't", () => {
  const breaker = opened([[0, 0], [0, 0], [0, 0], [0, 0]]);
  strictEqual(breaker.passage(5), "probe");
  breaker.ended(5.5, { good: false, probe: true });
  strictEqual(breaker.passage(10.4), "refuse");
  strictEqual(breaker.passage(10.5), "probe");
  breaker.ended(10.6, { good: false, probe: false });
  strictEqual(breaker.passage(10.7), "probe");
});

Deno.test("a breaker keeps calls from a callee that fails, and lets them through again after it has healed", () => {
  const { windows } = run(caller(50), {
    seconds: 60,
    warmupSeconds: 0,
    windowSeconds: 5,
    services: { b: { errors: 1 } },
    calls: { "a -> b": { breaker: MODEL } },
    schedule: [{ at: 30, services: { b: { errors: 0 } } }],
  });
  const [front, back] = windows[4]!;
  ok(back!.arrivalRate < 1);
  near(front!.errorRate, 0.75, 0.15);
  near(windows[10]![1]!.arrivalRate, 50, 0.2);
  strictEqual(windows[10]![0]!.errorRate, 0);
});

import { ok, strictEqual } from "node:assert";
import { near, plain, run, station } from "./testing/small_systems.ts";

/** A service that never queues and fails that share of its requests. */
const roomy = { replicas: 50, ratePerReplica: 100 };

Deno.test("users try 1 + p + p^2 times with two retries, and p^3 of them are lost", () => {
  const { services: [front], users } = run(station(100, roomy), {
    services: { a: { errors: 0.4 } },
    users: { retries: 2 },
  });
  near(front!.arrivalRate, 100 * (1 + 0.4 + 0.16), 0.02);
  near(front!.errorRate, 0.4, 0.02);
  near(users.lostShare, 0.064, 0.06);
  near(users.arrivalRate, 100, 0.02);
});

Deno.test("users' retries keep within their budget", () => {
  const { services: [front] } = run(station(100, roomy), {
    services: { a: { errors: 0.4 } },
    users: { retries: 2, retryBudget: 0.1 },
  });
  near(front!.arrivalRate, 110, 0.02);
});

Deno.test("users wait before they try again: a base that doubles, with jitter around it", () => {
  const arrivals = (jitter: number) =>
    run(station(0, roomy), {
      entryRate: (second) => second === 0 ? 2000 : 0,
      seconds: 20,
      warmupSeconds: 0,
      windowSeconds: 0.5,
      services: { a: { errors: 1 } },
      users: { retries: 2, backoffSeconds: 4, backoffFactor: 2, jitter },
    }).windows.map(([front]) => front!.arrivalRate > 0);
  const seen = (flags: readonly boolean[]) => flags.flatMap((flag, i) => flag ? [i / 2] : []).join();
  strictEqual(seen(arrivals(0)), "0,0.5,4,4.5,5,12,12.5,13");
  ok(seen(arrivals(0.5)).startsWith("0,0.5,2,2.5,3,3.5,4"));
});

Deno.test("users give up at their timeout and try again while the service still works for them", () => {
  const slow = { ...station(10, { replicas: 500, ratePerReplica: 1 }), userTimeoutSeconds: 0.5 };
  const { services: [front], users } = run(slow, {
    services: { a: { serviceTimes: "deterministic" } },
    users: { retries: 1 },
  });
  near(front!.arrivalRate, 20, 0.03);
  strictEqual(users.lostShare, 1);
  strictEqual(front!.lateShare, 1);
  near(front!.meanLatencySeconds, 1, 1e-9);
});

/** The retry collapse of SREGym: 8 requests/s, 40/s for 10 s, three attempts, 50 ms doubling with jitter. */
function lostAfterTrigger(capacity: number, timeoutSeconds: number): number {
  const backend = plain("backend", { replicas: 1, ratePerReplica: capacity, queuePlaces: 256 });
  const { userWindows } = run(
    { ...station(8, {}), front: "backend", services: [backend], userTimeoutSeconds: timeoutSeconds },
    {
      entryRate: (second) => second >= 60 && second < 70 ? 40 : 8,
      seconds: 300,
      windowSeconds: 60,
      users: { retries: 2, backoffSeconds: 0.05, jitter: 0.2 },
    },
  );
  ok(userWindows[0]!.lostShare < 0.01);
  return userWindows.at(-1)!.lostShare;
}

Deno.test("a retry collapse outlasts its trigger at 20/s and 750 ms, and not at 50/s and 1,000 ms", () => {
  ok(lostAfterTrigger(20, 0.75) > 0.9);
  strictEqual(lostAfterTrigger(50, 1), 0);
});

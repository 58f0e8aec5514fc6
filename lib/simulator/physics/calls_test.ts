import { strictEqual } from "node:assert";
import { hitting, near, READ, steadyState, threeTier } from "./testing/steady_state.ts";
import { call, service } from "../topology/parts.ts";

// What single requests do, by discrete-event simulations of which `reference/` is one: p95 in ms, share of failed requests.
const UNBOUNDED = { replicas: 100, contention: 0, coherency: 0, queuePlaces: 10_000 };

for (
  const [milliseconds, p95] of [[90, 267], [92, 272], [100, 294], [130, 376], [150, 431], [200, 571]] as const
) {
  Deno.test(`a callee of ${milliseconds} ms without a queue: a p95 of ${p95} ms, timeout or not`, () => {
    const topology = threeTier({
      cache: hitting(0.2),
      db: { ...UNBOUNDED, ratePerReplica: 1000 / milliseconds },
    });
    near("p95", steadyState(topology, { usersRate: 50 }).p95, p95, { share: 0.05 });
  });
}

for (
  const [poison, p95, reads] of [[0.15, 93, 25.7], [0.33, 104, 33.1], [0.465, 113, 38.8], [
    0.6,
    122,
    44.3,
  ]] as const
) {
  Deno.test(`a cache with ${poison} wrong entries: half are read again, and half fail requests that then read nothing`, () => {
    const found = steadyState(threeTier(), {
      arrange: ({ conditions }) => conditions.poison[1] = poison,
    });
    near("p95", found.p95, p95, { share: 0.05 });
    near("reads", found.arrivals[2]!, reads, { share: 0.03 });
  });
}

Deno.test("calls that an open breaker refuses are not tried again: 95 % of a fifth, of which a fifth fails", () => {
  const { p95, errorRate } = steadyState(threeTier(), {
    arrange: ({ state }) => state.breakerSteps[READ] = 1e6,
  });
  near("p95", p95, 59);
  near("error rate", errorRate, 0.002 + 0.998 * 0.2 * 0.95 * 0.2, { share: 0.01 });
});

for (
  const [loss, p95, errorRate] of [
    [0.01, 87, 0.002],
    [0.05, 98, 0.002],
    [0.1, 127, 0.002],
    [0.25, 265, 0.002],
    [0.39, 630, 0.01],
    [
      0.6,
      1015,
      0.071,
    ],
  ] as const
) {
  Deno.test(`a loss of ${loss}, of requests and of answers, sent again after 0.2 s, 0.4 s and so on: a p95 of ${p95} ms`, () => {
    const found = steadyState(threeTier(), { arrange: ({ conditions }) => conditions.loss[READ] = loss });
    near("p95", found.p95, p95, { share: 0.12 });
    near("error rate", found.errorRate, errorRate, { distance: 0.001 });
  });
}

Deno.test("a parallel group of whose requests none is left alive fails all of them", () => {
  const topology = {
    name: "group",
    front: "a",
    services: [
      service("a", { baseErrorRate: 0 }),
      service("b", { baseErrorRate: 1 }),
      service("c", { baseErrorRate: 0 }),
    ],
    calls: [call("a", "b", { mode: "parallel" }), call("a", "c", { mode: "parallel" })],
    entryRate: 10,
    userTimeoutSeconds: 5,
  } as const;
  strictEqual(Math.round(1e9 * steadyState(topology, { usersRate: 10 }).errorRate), 1e9);
});

Deno.test("retries that were saved while all was well are made first; then a budget of 0.1 holds", () => {
  const broken = (steps: number) =>
    steadyState(threeTier(), {
      steps,
      arrange: ({ conditions }) => conditions.errors[2] = 1,
    }).arrivals[2]!;
  // The second step retries what failed in the first, averaged with the health before; half of the tries, of which 20 come per second.
  near("reads of the second step", broken(2), 20 * 1.5, { share: 0.05 });
  near("reads in the long run", broken(100), 20 * 1.1, { share: 0.02 });
});

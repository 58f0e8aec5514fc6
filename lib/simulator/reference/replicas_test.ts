import { ok, strictEqual } from "node:assert";
import { caller, near, run, station } from "./testing/small_systems.ts";

Deno.test("a replica that is killed loses what it serves and what waits at it; the others go on", () => {
  const deterministic = { services: { a: { serviceTimes: "deterministic" as const } } };
  const { windows } = run(station(0, { replicas: 2, ratePerReplica: 1, queuePlaces: 100 }), {
    entryRate: (second) => second === 0 ? 20 : 0,
    services: { a: { ...deterministic.services.a, balancing: "round robin" } },
    seconds: 30,
    warmupSeconds: 0,
    windowSeconds: 30,
    schedule: [{ at: 2.5, kill: { a: { replicas: 1, seconds: 5 } } }],
  });
  const [front] = windows[0]!;
  // Each replica gets half; the one that dies has ended those of its first 1.5 to 2.5 s.
  const lost = front!.errorRate * front!.responses;
  ok(lost >= front!.responses / 2 - 3 && lost <= front!.responses / 2, `${lost} of ${front!.responses}`);
});

Deno.test("behind one queue a kill loses only what is in flight, calls included", () => {
  const { windows } = run(caller(100, { meanSeconds: 1 }), {
    seconds: 20,
    warmupSeconds: 0,
    windowSeconds: 5,
    schedule: [{ at: 12, kill: { a: { replicas: 3, seconds: 1 } } }],
  });
  strictEqual(windows[1]![0]!.errorRate, 0);
  const [front] = windows[2]!;
  // 100 requests wait for their calls, and 100 come while all replicas are down.
  near(front!.rejectedShare * (front!.responses / (1 - front!.rejectedShare)), 100, 0.35);
  near(front!.errorRate * front!.responses / (1 - front!.rejectedShare), 200, 0.25);
  strictEqual(windows[3]![0]!.errorRate, 0);
});

Deno.test("two of three replicas are slower than three by the scalability law, not by a third", () => {
  const topology = station(300, { ratePerReplica: 100, contention: 0.1, coherency: 0.05, queuePlaces: 20 });
  const [found] = run(topology, {
    seconds: 300,
    schedule: [{ at: 1, kill: { a: { replicas: 1, seconds: 1000 } } }],
  }).services;
  near(found!.arrivalRate * (1 - found!.rejectedShare), 200 / 1.2, 0.03);
});

Deno.test("a slow replica behind round robin refuses what it can't serve, one queue works around it", () => {
  const grey = (balancing: "round robin" | "shared queue" | "least connections") =>
    run(station(90, { ratePerReplica: 60, queuePlaces: 90 }), {
      services: { a: { balancing, slowReplica: 5 } },
    }).services[0]!;
  near(grey("round robin").rejectedShare, (30 - 12) / 90, 0.08);
  strictEqual(grey("shared queue").rejectedShare, 0);
  strictEqual(grey("least connections").rejectedShare, 0);
});

Deno.test("pauses that let services end hurt less than those that stall them", () => {
  const p95 = (stalls: boolean) =>
    run(station(150, { ratePerReplica: 100 }), {
      services: { a: { pauses: { seconds: 0.05, share: 0.2, stalls } } },
    }).services[0]!.latencyP95Seconds;
  const none = run(station(150, { ratePerReplica: 100 })).services[0]!.latencyP95Seconds;
  ok(p95(true) > 1.1 * p95(false), `${p95(true)} ${p95(false)}`);
  ok(p95(false) > 1.1 * none);
});

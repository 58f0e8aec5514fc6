import { ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { packetDelay } from "./packet_loss.ts";
import { caller, near, run } from "./testing/small_systems.ts";

const CALL = "a -> b";

Deno.test("packetDelay() of TCP: 0.2 l / (1 - 2 l) on average; of resends: 0.2, 0.6 or never with l (1 - l), l^2 (1 - l), l^3", () => {
  const { next } = createStream("packets");
  const draws = (rule: "tcp" | "resends", loss: number) =>
    Array.from({ length: 200_000 }, () => packetDelay(loss, rule, next));
  const tcp = draws("tcp", 0.1);
  near(tcp.reduce((sum, delay) => sum + delay, 0) / tcp.length, 0.025, 0.03);
  const resends = draws("resends", 0.5);
  const shares = [0, 0.2, 0.6, Infinity].map((value) =>
    resends.filter((delay) => delay === value).length / resends.length
  );
  [0.5, 0.25, 0.125, 0.125].forEach((expected, i) => near(shares[i]!, expected, 0.03));
});

Deno.test("with TCP request and answer can each be lost; the callee still gets each request", () => {
  const [front, back] = run(caller(100), { calls: { [CALL]: { loss: 0.1, lossRule: "tcp" } } }).services;
  near(front!.meanLatencySeconds, 0.1 + 2 * 0.025, 0.03);
  near(back!.arrivalRate, front!.arrivalRate, 0.001);
  strictEqual(front!.errorRate, 0);
});

Deno.test("a try that is cut off never gets to the callee and ends at the timeout", () => {
  const [front, back] = run(caller(100, { timeoutSeconds: 1, meanSeconds: 0.01 }), {
    calls: { [CALL]: { cut: 0.3 } },
  }).services;
  near(front!.errorRate, 0.3, 0.02);
  near(back!.arrivalRate, 70, 0.02);
  near(front!.latencyP95Seconds, 1, 1e-3);
});

Deno.test("a connection is in use until the callee has answered, also after the timeout", () => {
  const slow = caller(2, { timeoutSeconds: 0.5, meanSeconds: 1 });
  const [front, back] = run(slow, {
    services: { b: { serviceTimes: "deterministic" } },
    calls: { [CALL]: { poolSize: 1 } },
  }).services;
  strictEqual(front!.errorRate, 1);
  ok(back!.arrivalRate < 1);
  ok(back!.arrivalRate > 0.6);
});

Deno.test("an acquire timeout of its own leaves the call its whole timeout, one deadline for both does not", () => {
  const errors = (acquireSeconds?: number) =>
    run(caller(8, { timeoutSeconds: 0.3 }), {
      services: { b: { serviceTimes: "deterministic" } },
      calls: { [CALL]: { poolSize: 1, ...(acquireSeconds !== undefined && { acquireSeconds }) } },
      seconds: 300,
    }).services[0]!.errorRate;
  ok(errors() > 1.5 * errors(0.3));
});

Deno.test("a pool that shrinks holds back calls only as connections come back, one that grows lets them through", () => {
  const { windows } = run(caller(100), {
    seconds: 60,
    warmupSeconds: 0,
    windowSeconds: 5,
    calls: { [CALL]: { poolSize: 40 } },
    schedule: [{ at: 20, calls: { [CALL]: { poolSize: 5 } } }, {
      at: 40,
      calls: { [CALL]: { poolSize: 200 } },
    }],
  });
  const rates = windows.map(([, back]) => back!.arrivalRate);
  near(rates[2]!, 100, 0.2);
  near(rates[6]!, 50, 0.15);
  ok(rates[8]! > 200);
  near(rates[11]!, 100, 0.2);
});

Deno.test("calls that a request makes several times share one pool", () => {
  const [, back] = run(caller(50, { callsPerRequest: 2.5 }), { calls: { [CALL]: { poolSize: 5 } } }).services;
  near(back!.arrivalRate, 5 / 0.1, 0.03);
});

Deno.test("a breaker that is forced open lets 5 % through and answers 80 % of the rest by fallback, without retries", () => {
  const [front, back] = run(caller(200, { retries: 2, retryBudget: 1 }), {
    calls: { [CALL]: { breakerOpen: true } },
  }).services;
  near(back!.arrivalRate, 10, 0.05);
  near(front!.errorRate, 0.95 * 0.2, 0.03);
});

Deno.test("poisoned entries: half of their hits are errors, half are read from the store", () => {
  const share = 0.4;
  const cached = caller(100);
  const cache = { ...cached.services[1]!, name: "c", kind: "cache" as const };
  const [call] = cached.calls;
  const topology = {
    ...cached,
    services: [...cached.services, { ...cache, cache: { hitRatio: 0.5, warmingReads: 1000 } }],
    calls: [{ ...call!, callee: "c" }, { ...call!, onMissOf: "c" }],
  };
  const [front, store] = run(topology, { services: { c: { poison: share } } }).services;
  near(front!.errorRate, 0.5 * share / 2, 0.04);
  near(store!.arrivalRate, 100 * (0.5 + 0.5 * share / 2), 0.02);
});

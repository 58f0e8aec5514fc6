import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import type { Call, Service, Topology } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { call, service } from "../topology/parts.ts";
import { createTopology } from "../topology/topologies.ts";
import { type DiscreteEventOptions, simulateRequests } from "./discrete_event.ts";

/** A service of servers that neither contend nor err, with room for all. */
function plain(name: string, options: Partial<Service>): Service {
  return service(name, { contention: 0, coherency: 0, baseErrorRate: 0, queuePlaces: 10_000, ...options });
}

function graph(entryRate: number, services: readonly Service[], calls: readonly Call[] = []): Topology {
  return { name: "test", front: services[0]!.name, services, calls, entryRate, userTimeoutSeconds: Infinity };
}

function run(topology: Topology, options: Partial<DiscreteEventOptions> = {}) {
  const { next } = createStream("requests", 1);
  return simulateRequests(topology, { next, seconds: 2000, warmupSeconds: 20, ...options });
}

/** @param tolerance as a share of what is expected: about three standard errors of the run */
function near(actual: number, expected: number, tolerance: number) {
  ok(Math.abs(actual / expected - 1) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

/** A front so fast and servers so many that only the backend's service time, of mean 1 s, takes time. */
function backend(options: Partial<Call>, names: readonly string[] = ["b"]): Topology {
  return graph(20, [
    plain("a", { ratePerReplica: 1e6 }),
    // Ten servers of 100/s at 20/s never queue; times are in units of 10 ms.
    ...names.map((name) => plain(name, { replicas: 10, ratePerReplica: 100 })),
  ], names.map((name) => call("a", name, { timeoutSeconds: Infinity, ...options })));
}

Deno.test("simulateRequests() gives the p95 of M/M/1 at utilisation .5, 5.99146 service times", () => {
  const [station] = run(graph(100, [plain("a", { replicas: 1, ratePerReplica: 200 })])).services;
  near(station!.latencyP95Seconds * 200, 5.99146, 0.03);
  near(station!.utilisation, 0.5, 0.01);
});

Deno.test("simulateRequests() gives the published M/M/3 sheet: Lq .8889, L 2.8889, W .0481, C(3, 2) = 4/9", () => {
  const [station] =
    run(graph(60, [plain("a", { replicas: 3, ratePerReplica: 30 })]), { seconds: 5000 }).services;
  near(station!.meanQueue, 0.8888888889, 0.06);
  near(station!.meanNumber, 2.8888888889, 0.025);
  near(station!.meanLatencySeconds, 0.0481481481, 0.02);
  near(station!.waitProbability, 4 / 9, 0.02);
  near(station!.latencyP95Seconds * 30, 4.02069, 0.03);
  near(station!.arrivalRate, 60, 0.01);
});

Deno.test("simulateRequests() loses a third of the arrivals of M/M/1 with one waiting place at utilisation 1", () => {
  const [station] =
    run(graph(50, [plain("a", { replicas: 1, ratePerReplica: 50, queuePlaces: 1 })])).services;
  near(station!.errorRate, 1 / 3, 0.02);
});

Deno.test("simulateRequests() scales capacity by the universal scalability law", () => {
  const station = plain("a", { ratePerReplica: 100, contention: 0.1, coherency: 0.05 });
  near(run(graph(100, [station])).services[0]!.utilisation, 100 / (300 / 1.5), 0.01);
});

Deno.test("simulateRequests() gives Erlang-2 sojourns in a tandem of two like M/M/1 (Reich's theorem)", () => {
  const tandem = graph(50, [
    plain("a", { replicas: 1, ratePerReplica: 150 }),
    plain("b", { replicas: 1, ratePerReplica: 150 }),
  ], [call("a", "b", { timeoutSeconds: Infinity })]);
  // Half the 95 % quantile of chi-squared with 4 degrees of freedom.
  near(run(tandem).services[0]!.latencyP95Seconds * 100, 9.48773 / 2, 0.025);
});

Deno.test("simulateRequests() waits for the slower of two parallel calls, and for the sum of two sequential ones", () => {
  const p95 = (mode: Call["mode"]) => run(backend({ mode }, ["b", "c"])).services[0]!.latencyP95Seconds;
  near(p95("parallel") * 100, -Math.log(1 - Math.sqrt(0.95)), 0.03);
  near(p95("sequential") * 100, 9.48773 / 2, 0.03);
});

Deno.test("simulateRequests() gives up at the timeout, tries again, and lets the callee's work go on", () => {
  const patient = run(backend({ timeoutSeconds: 0.01, retries: 1, retryBudget: 1 }));
  near(patient.services[0]!.errorRate, Math.exp(-2), 0.04);
  near(patient.services[0]!.latencyP95Seconds, 0.02, 0.001);
  near(patient.services[1]!.arrivalRate, 20 * (1 + Math.exp(-1)), 0.015);
  near(patient.services[1]!.meanLatencySeconds, 0.01, 0.02);
});

Deno.test("simulateRequests() keeps retries within their budget", () => {
  const [, callee] = run(backend({ timeoutSeconds: 0.01, retries: 3, retryBudget: 0.1 })).services;
  near(callee!.arrivalRate, 20 * 1.1, 0.015);
});

Deno.test("simulateRequests() lets a request outlive its optional calls but not its critical ones", () => {
  const errorRate = (critical: boolean) =>
    run(backend({ timeoutSeconds: 0.01, critical, callsPerRequest: 0.5 })).services[0]!.errorRate;
  strictEqual(errorRate(false), 0);
  near(errorRate(true), 0.5 * Math.exp(-1), 0.03);
});

Deno.test("simulateRequests() ends a request when the first critical call of a parallel group fails", () => {
  const delayed = backend({ mode: "parallel" }, ["b", "c"]);
  const calls = delayed.calls.map((edge) => ({ ...edge, timeoutSeconds: edge.callee === "b" ? 0.001 : 1 }));
  const services = delayed.services.map((node) => node.name === "b" ? { ...node, ratePerReplica: 1 } : node);
  const [front] = run({ ...delayed, calls, services, entryRate: 2 }).services;
  near(front!.latencyP95Seconds, 0.001, 0.02);
});

Deno.test("simulateRequests() adds the network delay to the caller's time only", () => {
  const [caller, callee] = run(backend({ networkDelaySeconds: 0.03 })).services;
  near(caller!.meanLatencySeconds, 0.04, 0.01);
  near(callee!.meanLatencySeconds, 0.01, 0.02);
});

Deno.test("simulateRequests() counts a request that outlasts its user as failed, and its time all the same", () => {
  const slow = { ...backend({}), userTimeoutSeconds: 0.01 };
  const [front, callee] = run(slow).services;
  near(front!.errorRate, Math.exp(-1), 0.02);
  near(front!.latencyP95Seconds * 100, -Math.log(0.05), 0.03);
  strictEqual(callee!.errorRate, 0);
});

Deno.test("simulateRequests() asks the store for what the cache misses or fails to answer", () => {
  const [api, cache, db] = run(createTopology("three-tier"), { seconds: 300 }).services;
  near(db!.arrivalRate, 0.2 * cache!.arrivalRate, 0.04);
  near(api!.errorRate, 0.002, 0.5);
  const broken = createTopology("three-tier");
  const services = broken.services.map((node) =>
    node.kind === "cache" ? { ...node, baseErrorRate: 1 } : node
  );
  const all = run({ ...broken, services, entryRate: 40 }, { seconds: 100 }).services;
  near(all[2]!.arrivalRate, all[1]!.arrivalRate, 0.03);
});

Deno.test("simulateRequests() warms a cold cache by 63 % after as many reads of the store as it is told", () => {
  const topology = { ...createTopology("three-tier"), entryRate: 20 };
  const { windows } = run(topology, { hitRatio: 0, warming: true, seconds: 400, windowSeconds: 5 });
  let reads = 0;
  const end = windows.findIndex(([, , db]) => (reads += db!.responses) >= 2000);
  near(windows[end]![1]!.hitRatio, 0.8 * -Math.expm1(-reads / 2000), 0.01);
});

Deno.test("simulateRequests() follows an entry rate that changes, window by window", () => {
  const station = graph(0, [plain("a", { replicas: 1, ratePerReplica: 1000 })]);
  const { windows } = run(station, {
    entryRate: (t) => t < 10 ? 300 : 600,
    seconds: 20,
    warmupSeconds: 0,
    windowSeconds: 5,
  });
  const rates = windows.map(([only]) => only!.arrivalRate);
  strictEqual(rates.length, 4);
  [300, 300, 600, 600].forEach((rate, i) => near(rates[i]!, rate, 0.1));
  near(run(station, { entryRate: 300 }).services[0]!.utilisation, 0.3, 0.01);
});

Deno.test("simulateRequests() gives the same measures for the same stream", () => {
  const short = () => run(createTopology("three-tier"), { seconds: 30, warmupSeconds: 0, windowSeconds: 5 });
  deepStrictEqual(short(), short());
});

Deno.test("simulateRequests() refuses a warm-up as long as the run", () => {
  throws(() => run(createTopology("three-tier"), { seconds: 20 }), RangeError);
});

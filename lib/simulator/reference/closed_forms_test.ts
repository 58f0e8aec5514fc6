import { ok, strictEqual } from "node:assert";
import { erlangB } from "../queueing/erlang_b.ts";
import { erlangC, steadyState } from "./mmc.ts";
import type { ServiceTimes } from "./service_time.ts";
import { caller, near, run, station } from "./testing/small_systems.ts";

/** P(n in the station) of M/M/c/K by its balance equations, n up to servers + places. */
function balance({ load, servers, places }: { load: number; servers: number; places: number }): number[] {
  const weights = [1];
  for (let n = 1; n <= servers + places; n++) weights.push(weights[n - 1]! * load / Math.min(n, servers));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

for (const [load, servers, places] of [[1.8, 2, 3], [4, 3, 5], [0.9, 1, 4]] as const) {
  Deno.test(`M/M/${servers}/${places} at ${load} Erlang: loss and queue are those of the balance equations`, () => {
    const shares = balance({ load, servers, places });
    const [found] = run(
      station(100 * load, { replicas: servers, ratePerReplica: 100, queuePlaces: places }),
    ).services;
    near(found!.rejectedShare, shares.at(-1)!, 0.05);
    const queue = shares.reduce((sum, share, n) => sum + share * Math.max(0, n - servers), 0);
    near(found!.meanQueue, queue, 0.04);
  });
}

const TIMES: readonly [string, ServiceTimes, number, number][] = [
  ["deterministic", "deterministic", 1, 0],
  ["exponential", "exponential", 1, 1],
  // E S = 1.9, E S^2 = 2 (0.9 + 0.1 x 100) in units of the quick requests' mean.
  ["a tenth of the requests ten times longer", { share: 0.1, factor: 10 }, 1.9, 21.8 / 3.61 - 1],
  ["lognormal of variation 2", { variation: 2 }, 1, 4],
];

for (const [name, serviceTimes, factor, squaredVariation] of TIMES) {
  Deno.test(`M/G/1, ${name}: the mean wait is that of Pollaczek and Khinchine`, () => {
    const rate = 100;
    const [found] = run(station(0.6 * rate / factor, { replicas: 1, ratePerReplica: rate }), {
      services: { a: { serviceTimes } },
      seconds: 3000,
    }).services;
    const mean = factor / rate;
    const wait = 0.6 / (1 - 0.6) * mean * (1 + squaredVariation) / 2;
    near(found!.utilisation, 0.6, 0.03);
    near(found!.meanQueue / found!.arrivalRate, wait, 0.1);
  });
}

Deno.test("a pool whose calls don't wait loses Erlang's B", () => {
  const [front] = run(caller(50), { calls: { "a -> b": { poolSize: 6, acquireSeconds: 0 } } }).services;
  near(front!.errorRate, erlangB(6, 5), 0.05);
});

Deno.test("a pool whose calls wait makes them wait as Erlang's C says", () => {
  const [front] = run(caller(50), { calls: { "a -> b": { poolSize: 6 } }, seconds: 2000 }).services;
  const { meanWait } = steadyState({ servers: 6, arrivalRate: 50, serviceRate: 10 });
  near(front!.meanLatencySeconds, 0.1 + meanWait, 0.05);
  strictEqual(front!.errorRate, 0);
});

Deno.test("threads that are held for a call are a queue of as many servers", () => {
  const [front] = run(caller(50), { services: { a: { threads: 6 } }, seconds: 2000 }).services;
  near(front!.waitProbability, erlangC(6, 5), 0.06);
  const { meanQueue } = steadyState({ servers: 6, arrivalRate: 50, serviceRate: 10 });
  near(front!.meanQueue, meanQueue, 0.12);
});

Deno.test("threads bound the throughput: so many per holding time, and the rest is refused", () => {
  const busy = caller(200);
  const services = busy.services.map((one) => one.name === "a" ? { ...one, queuePlaces: 10 } : one);
  const [front, back] = run({ ...busy, services }, { services: { a: { threads: 8 } } }).services;
  near(back!.arrivalRate, 8 / 0.1, 0.02);
  near(front!.rejectedShare, 1 - 80 / 200, 0.02);
});

Deno.test("Little's law and the utilisation law hold behind each load balancer", () => {
  for (const balancing of ["shared queue", "round robin", "least connections", "random"] as const) {
    const [found] = run(station(200, { replicas: 4, ratePerReplica: 66 }), { services: { a: { balancing } } })
      .services;
    near(found!.meanNumber, found!.arrivalRate * found!.meanLatencySeconds, 0.01);
    near(found!.utilisation, found!.arrivalRate / (4 * 66), 0.02);
  }
});

Deno.test("a random balancer makes M/M/1 of each replica, round robin E2/M/1; least connections is better, one queue best", () => {
  const mean = (balancing: "shared queue" | "round robin" | "least connections" | "random") =>
    run(station(160, { replicas: 2, ratePerReplica: 100 }), { services: { a: { balancing } }, seconds: 1500 })
      .services[0]!.meanLatencySeconds;
  near(mean("random"), 1 / (100 - 80), 0.08);
  // Arrivals at each replica are Erlang-2 of rate 80: sigma = (160 / (160 + 100 (1 - sigma)))^2 (Kleinrock I, section 6.4).
  let sigma = 0.5;
  for (let k = 0; k < 200; k++) sigma = (160 / (160 + 100 * (1 - sigma))) ** 2;
  near(mean("round robin"), 1 / (100 * (1 - sigma)), 0.08);
  const shared = steadyState({ servers: 2, arrivalRate: 160, serviceRate: 100 }).meanSojourn;
  near(mean("shared queue"), shared, 0.06);
  ok(mean("least connections") < mean("round robin") && mean("least connections") > shared * 0.98);
});

Deno.test("pauses that stall services take their share of a saturated station's throughput", () => {
  const [found] = run(station(200, { replicas: 2, ratePerReplica: 50, queuePlaces: 50 }), {
    services: { a: { pauses: { seconds: 0.2, share: 0.3 } } },
  }).services;
  near(found!.arrivalRate * (1 - found!.rejectedShare), 100 * 0.7, 0.03);
  near(found!.utilisation, 1, 0.001);
});

import { deepStrictEqual, ok } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { erlangB } from "../queueing/erlang_b.ts";
import { scalability } from "../queueing/scalability.ts";
import { service } from "../topology/parts.ts";
import { simulateRequests } from "./discrete_event.ts";
import { erlangC, sojournQuantile, steadyState } from "./mmc.ts";

function near(actual: number, expected: number, tolerance: number) {
  ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

Deno.test("erlangC() and erlangB() give the exact fractions", () => {
  near(erlangC(3, 2), 4 / 9, 1e-15);
  near(erlangB(3, 2), 4 / 19, 1e-15);
  near(erlangC(2, 1), 1 / 3, 1e-15);
  near(erlangC(4, 3), 27 / 53, 1e-15);
  for (const rho of [0.1, 0.5, 0.99]) near(erlangC(1, rho), rho, 1e-15);
});

Deno.test("sojournQuantile() gives the p95 of M/M/1 at .5 and of M/M/3 at loads 2 and 2.7", () => {
  const p95 = (servers: number, arrivalRate: number) =>
    sojournQuantile(0.95, { servers, arrivalRate, serviceRate: 1 });
  near(p95(1, 0.5), 5.99146, 5e-6);
  near(p95(3, 2), 4.02069, 5e-6);
  near(p95(3, 2.7), 10.50091, 5e-6);
});

Deno.test("sojournQuantile() is continuous where c mu - lambda equals mu", () => {
  const at = (arrivalRate: number) => sojournQuantile(0.95, { servers: 2, arrivalRate, serviceRate: 1 });
  near(at(1), at(1 + 1e-6), 1e-5);
});

Deno.test("steadyState() gives the published M/M/s sheet for lambda 60, mu 30, s 3", () => {
  const sheet = steadyState({ servers: 3, arrivalRate: 60, serviceRate: 30 });
  near(sheet.meanQueue, 0.8888888889, 5e-11);
  near(sheet.meanNumber, 2.8888888889, 5e-11);
  near(sheet.meanSojourn, 0.0481481481, 5e-11);
  near(sheet.meanWait, 0.0148148148, 5e-11);
  near(sheet.emptyProbability, 0.1111111111, 5e-11);
});

Deno.test("steadyState() gives the published table for lambda 10, mu 12, s 2 to 5", () => {
  const rows = [2, 3, 4, 5].map((servers) => {
    const state = steadyState({ servers, arrivalRate: 10, serviceRate: 12 });
    return [state.waitProbability, state.meanQueue, state.emptyProbability].map((x) => x.toFixed(3));
  });
  deepStrictEqual(rows, [
    ["0.245", "0.175", "0.412"],
    ["0.058", "0.022", "0.432"],
    ["0.011", "0.003", "0.434"],
    ["0.002", "0.000", "0.435"],
  ]);
});

Deno.test("scalability() with no coherency cost is Amdahl's law", () => {
  for (let n = 1; n <= 64; n++) near(scalability(n, 0.1, 0), 1 / (0.1 + 0.9 / n), 1e-12);
});

Deno.test("simulateRequests() agrees with the closed forms of M/M/c", () => {
  for (const [servers, arrivalRate] of [[1, 20], [2, 55], [5, 130]] as const) {
    const station = { servers, arrivalRate, serviceRate: 33 };
    const front = service("front", {
      replicas: servers,
      ratePerReplica: station.serviceRate,
      queuePlaces: 10_000,
      contention: 0,
      coherency: 0,
      baseErrorRate: 0,
    });
    const topology = {
      name: "one station",
      front: "front",
      services: [front],
      calls: [],
      entryRate: arrivalRate,
      userTimeoutSeconds: Infinity,
    };
    const { next } = createStream("closed forms", servers);
    const [seen] = simulateRequests(topology, { next, seconds: 3000, warmupSeconds: 20 }).services;
    const expected = steadyState(station);
    near(seen!.waitProbability / expected.waitProbability, 1, 0.04);
    near(seen!.meanLatencySeconds / expected.meanSojourn, 1, 0.04);
    near(seen!.latencyP95Seconds / sojournQuantile(0.95, station), 1, 0.05);
  }
});

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { erlangC, steadyState } from "../reference/mmc.ts";
import { createStationIo, stepStation } from "./station.ts";

/** What a station comes to after a thousand steps under a constant load. */
function settled(
  { arrivals, capacity, servers, places }: {
    arrivals: number;
    capacity: number;
    servers: number;
    places: number;
  },
) {
  const { input, output } = createStationIo();
  Object.assign(input, { arrivals, capacity, servers, places });
  for (let step = 0; step < 1000; step++) {
    stepStation(input, output);
    input.backlog = output.backlog;
    input.queue = output.queue;
    input.waited = output.waited;
  }
  return output;
}

function near(actual: number, expected: number, tolerance: number, what: string) {
  ok(
    Math.abs(actual - expected) <= tolerance * Math.abs(expected),
    `${what}: ${actual} is not within ${tolerance} of ${expected}`,
  );
}

for (const servers of [1, 2, 3, 8]) {
  for (const utilisation of [0.3, 0.6, 0.84, 0.93]) {
    Deno.test(`a long queue of ${servers} servers at utilisation ${utilisation} settles at M/M/c`, () => {
      const station = settled({ arrivals: 100 * utilisation, capacity: 100, servers, places: 400 });
      const expected = steadyState({ servers, arrivalRate: 100 * utilisation, serviceRate: 100 / servers });
      near(station.waitProbability, erlangC(servers, servers * utilisation), 1e-6, "probability of a wait");
      near(station.waitProbability * station.wait, expected.meanWait, 1e-6, "mean wait");
      near(station.queue, expected.meanQueue, 1e-6, "mean queue");
      near(station.served, 100 * utilisation, 1e-6, "throughput");
    });
  }
}

/** The stationary distribution of M/M/c/(c + K), by the balance equations. */
function birthDeath({ load, servers, places }: { load: number; servers: number; places: number }): number[] {
  const weights = [1];
  for (let n = 1; n <= servers + places; n++) weights.push(weights[n - 1]! * load / Math.min(n, servers));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

for (const [utilisation, places] of [[0.7, 5], [0.95, 20], [0.99, 40]] as const) {
  Deno.test(`a queue of ${places} places at utilisation ${utilisation} settles at M/M/3/K's blocking and queue`, () => {
    const station = settled({ arrivals: 100 * utilisation, capacity: 100, servers: 3, places });
    const chances = birthDeath({ load: 3 * utilisation, servers: 3, places });
    const queue = chances.reduce((sum, chance, n) => sum + chance * Math.max(0, n - 3), 0);
    near(station.rejected, chances.at(-1)!, 1e-9, "blocking");
    near(station.queue, queue, 1e-9, "mean queue");
  });
}

Deno.test("an overloaded station fills its queue and rejects what exceeds its capacity", () => {
  const station = settled({ arrivals: 150, capacity: 100, servers: 3, places: 60 });
  near(station.rejected, 1 / 3, 0.01, "share rejected");
  near(station.served, 100, 1e-9, "throughput");
  near(station.backlog, 60, 0.05, "backlog");
});

Deno.test("a backlog grows by what exceeds the capacity and drains by what is spare, as the delay says", () => {
  const { input, output } = createStationIo();
  const step = (arrivals: number) => {
    Object.assign(input, { arrivals, capacity: 100, servers: 3, places: 1000 });
    stepStation(input, output);
    input.backlog = output.backlog;
    input.queue = output.queue;
    input.waited = output.waited;
    return output;
  };
  // 20 requests/s too many for 5 s are 100 requests. Who is served then came 100 / 120 s before; half of that on average.
  near(step(120).backlog, 100, 1e-9, "backlog after a step");
  near(output.delay, 100 / 120 / 2, 1e-9, "mean delay while it grows");
  near(output.served, 100, 1e-9, "throughput while it grows");
  near(step(120).delay, 150 / 120, 1e-9, "mean delay in the second step");
  near(step(90).backlog, 150, 1e-9, "backlog while it drains");
  // By hand: request 1000 came after 1000 / 120 s, and is served after 10; request 1500 came 300 / 90 s after that time, and is served after 15.
  near(output.waited, 15 - (10 + 300 / 90), 0.02, "wait of the last one served while it drains");
  // A uniform delay between the two, and the served ones' own spread.
  near(output.delay, (200 / 120 + output.waited) / 2, 1e-9, "mean delay while it drains");
  const width = 200 / 120 - output.waited;
  near(output.delayVariance, width ** 2 / 12 + output.delay / 100, 1e-9, "variance of the delay");
});

Deno.test("a queue drains at the rate of the spare capacity, and never below what is stationary", () => {
  const { input, output } = createStationIo();
  Object.assign(input, { arrivals: 80, capacity: 100, servers: 1, places: 1000, queue: 500 });
  stepStation(input, output);
  // Spare are 20 requests/s, and 100 (1 - 0.8)^2 = 4/s for each request that waits.
  const drained = 5 * (20 + 4 * 500);
  near(output.queue, Math.max(0.8 * 0.8 / 0.2, 500 - drained), 1e-9, "queue");
  Object.assign(input, { arrivals: 99.9, queue: 500 });
  stepStation(input, output);
  near(output.queue, 500 - 5 * (0.1 + 100 * 1e-6 * 500), 1e-6, "queue near saturation");
});

Deno.test("a backlog stays as it is while as many requests arrive as are served", () => {
  const { input, output } = createStationIo();
  Object.assign(input, { arrivals: 100, capacity: 100, servers: 3, places: 1000, backlog: 50, waited: 0.5 });
  stepStation(input, output);
  near(output.backlog, 50, 1e-12, "backlog");
  // 50 requests ahead at 100/s, all the time; its variance is that of 50 services.
  near(output.delay, 0.5, 1e-12, "mean delay");
  near(output.delayVariance, 50 / 100 ** 2, 1e-9, "variance of the delay");
  near(output.served, 100, 1e-12, "throughput");
});

Deno.test("a station without capacity rejects all, whatever waited: nobody waits there any more", () => {
  const { input, output } = createStationIo();
  Object.assign(input, { arrivals: 150, capacity: 100, servers: 3, places: 60, backlog: 50, queue: 4 });
  stepStation(input, output);
  input.capacity = 0;
  stepStation(input, output);
  const { rejected, ...others } = output;
  strictEqual(rejected, 1);
  deepStrictEqual(Object.values(others), Array(9).fill(0));
});

Deno.test("a wait is exponential where the queue is short, uniform where it is full, and in between in between", () => {
  const shares = new Set<string>();
  for (const places of [5, 20, 60, 400]) {
    for (const utilisation of [0.3, 0.7, 0.9, 0.95, 0.98, 1.2]) {
      const { wait, waitVariance } = settled({
        arrivals: 100 * utilisation,
        capacity: 100,
        servers: 3,
        places,
      });
      // The mean as a share of the longest wait there can be. A uniform one has half of that, and the variance mean^2 / 3.
      const share = wait * 100 / places;
      const uniform = share <= 0.1 ? 0 : share >= 0.5 ? 1 : (share - 0.1) / 0.4;
      near(
        waitVariance,
        (1 - uniform) * wait ** 2 + uniform * wait ** 2 / 3,
        1e-9,
        `variance of the wait at ${share}`,
      );
      shares.add(uniform === 0 ? "short" : uniform === 1 ? "full" : "in between");
    }
  }
  ok(shares.has("short") && shares.has("in between"), [...shares].join());
});

Deno.test("an empty queue grows to its mean as a reflected random walk does", () => {
  // Abate and Whitt, Transient behavior of regulated Brownian motion (1987): 1 - 2 (1 + t)(1 - Φ(√t)) + 2 √t φ(√t) of the mean at t,
  // here 0.1 and 1, in units of 2 / (capacity (1 - ρ)²) = 50 s.
  const { input, output } = createStationIo();
  Object.assign(input, { arrivals: 98, capacity: 100, servers: 1, places: 10_000 });
  const mean = 0.98 * 0.98 / 0.02;
  for (let step = 1; step <= 10; step++) {
    stepStation(input, output);
    input.queue = output.queue;
    if (step === 1) near(output.queue, 0.413 * mean, 0.08, "after 5 s");
  }
  near(output.queue, 0.849 * mean, 0.08, "after 50 s");
});

Deno.test("services that vary more take longer to build up a queue", () => {
  const afterAStep = (stretch: number) => {
    const { input, output } = createStationIo();
    Object.assign(input, { arrivals: 98, capacity: 100, servers: 1, places: 10_000, stretch });
    stepStation(input, output);
    return output.queue * stretch;
  };
  // At first the queue's square grows as the variance does, of which services have half.
  near(afterAStep(4) / afterAStep(1), 2, 0.25, "waits");
  ok(afterAStep(4) < 4 * afterAStep(1), "waits are not yet those of the long run");
});

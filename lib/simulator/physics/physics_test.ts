import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { PLATFORM, type Topology } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createConditions, spreadToCopies } from "./conditions.ts";
import { meanOf } from "../mixtures/mixture.ts";
import { compileNetwork } from "../topology/network.ts";
import { createPhysics } from "./physics.ts";
import { simulateRequests } from "../reference/discrete_event.ts";
import { allocateState, BASE_MEMORY, resetState } from "./state.ts";
import { call, service } from "../topology/parts.ts";
import { createTopology } from "../topology/topologies.ts";

const API_CAPACITY = 184.7;

/** Three-tier without a pool of connections to the database. */
function threeTier(): Topology {
  const { calls, ...rest } = createTopology("three-tier");
  return { ...rest, calls: calls.map(({ poolSize: _, ...one }) => one) };
}

/** Runs the physics without the users' own retries, which the discrete-event simulation does not have. */
function physicsOf(topology: Topology, usersRate: number) {
  const network = compileNetwork(topology);
  const state = allocateState(network);
  const conditions = createConditions(network);
  conditions.userRetries = 0;
  resetState(state, network);
  const physics = createPhysics({ network, state, conditions });
  for (let step = 0; step < 200; step++) physics.step(usersRate);
  return physics.truth;
}

function requestsOf(topology: Topology, usersRate: number, seconds: number) {
  const { next } = createStream(1, "discrete-event", topology.name, usersRate);
  const { services } = simulateRequests(topology, {
    entryRate: usersRate,
    seconds,
    warmupSeconds: 100,
    next,
  });
  return services[0]!;
}

function within(actual: number, expected: number, share: number, what: string) {
  ok(
    Math.abs(actual / expected - 1) <= share,
    `${what}: ${actual} is not within ${100 * share} % of ${expected}`,
  );
}

function withHitRatio(topology: Topology, hitRatio: number): Topology {
  const services = topology.services.map((service) =>
    service.cache ? { ...service, cache: { ...service.cache, hitRatio } } : service
  );
  return { ...topology, services };
}

for (
  const [rho, tolerance, seconds] of [[0.3, 0.03, 1000], [0.5, 0.03, 1000], [0.7, 0.03, 1500], [
    0.85,
    0.05,
    2500,
  ]]
) {
  Deno.test(`three-tier at utilisation ${rho}: p95 within ${100 * tolerance!} % of single requests`, () => {
    const topology = createTopology("three-tier");
    const usersRate = rho! * API_CAPACITY;
    const truth = physicsOf(topology, usersRate);
    const requests = requestsOf(topology, usersRate, seconds!);
    within(truth.p95[0]!, requests.latencyP95Seconds, tolerance!, "p95");
    within(truth.utilisation[0]!, requests.utilisation, 0.02, "utilisation");
    within(truth.population[0]!, requests.meanNumber, 0.08, "number in the station");
  });
}

for (const hitRatio of [0.5, 0.95]) {
  Deno.test(`three-tier with a hit ratio of ${hitRatio}: p95 within 4 % of single requests`, () => {
    const topology = withHitRatio(createTopology("three-tier"), hitRatio);
    within(physicsOf(topology, 100).p95[0]!, requestsOf(topology, 100, 1500).latencyP95Seconds, 0.04, "p95");
  });
}

for (const usersRate of [100, 150]) {
  Deno.test(`boutique at ${usersRate}/s: p95 within 6 %, error rate within 0.002 of single requests`, () => {
    const topology = createTopology("boutique");
    const truth = physicsOf(topology, usersRate);
    const requests = requestsOf(topology, usersRate, 800);
    within(truth.p95[0]!, requests.latencyP95Seconds, 0.06, "p95");
    ok(Math.abs(truth.errorRate[0]! - requests.errorRate) < 0.002);
  });
}

Deno.test("Little's law, the utilisation law and the flow law hold over random graphs and loads", () => {
  const stream = createStream(2, "test");
  for (let trial = 0; trial < 60; trial++) {
    const topology = createTopology(`random-${10 + stream.integer(40)}-${trial}`);
    const network = compileNetwork(topology);
    const state = allocateState(network);
    resetState(state, network);
    const physics = createPhysics({ network, state, conditions: createConditions(network) });
    const usersRate = topology.entryRate * stream.between(0.4, 1.3);
    for (let step = 0; step < 150; step++) physics.step(usersRate);
    const { truth, responses } = physics;
    const expected = new Float64Array(network.nodes);
    expected[network.front] = truth.arrivals[network.front]!;
    for (let i = 0; i < network.nodes; i++) {
      const where = `node ${i} of ${topology.name}`;
      // L from the station's queue and backlog, W from the response times that users would see.
      const sojourn = meanOf(responses.local[i]!);
      within(truth.population[i]!, truth.served[i]! * sojourn, 1e-6, `Little's law at ${where}`);
      const busy = truth.served[i]! / truth.servers[i]! * (truth.servers[i]! / truth.capacity[i]!);
      within(truth.utilisation[i]!, busy, 1e-9, `utilisation law at ${where}`);
      for (let e = network.firstCall[i]!; e < network.firstCall[i + 1]!; e++) {
        expected[network.callee[e]!]! += truth.served[i]! * responses.chance[e]!;
      }
    }
    for (let i = 0; i < network.nodes; i++) {
      within(truth.arrivals[i]!, expected[i]!, 0.06, `flow law at node ${i} of ${topology.name}`);
    }
  }
});

for (const places of [40, 64, 120]) {
  Deno.test(`a database at utilisation 1.2 with ${places} places: error rate and p95 within 5 % of single requests`, () => {
    const cold = withHitRatio(threeTier(), 0);
    const services = cold.services.map((one) =>
      one.kind === "database" ? { ...one, queuePlaces: places } : one
    );
    const topology = { ...cold, services };
    const truth = physicsOf(topology, 95.6);
    const requests = requestsOf(topology, 95.6, 2500);
    within(truth.errorRate[0]!, requests.errorRate, 0.05, "error rate");
    if (places < 120) within(truth.p95[0]!, requests.latencyP95Seconds, 0.05, "p95");
  });
}

/** A front that asks a store several times per request; neither contends nor errs. */
function manyCalls(callsPerRequest: number): Topology {
  const ideal = { contention: 0, coherency: 0, baseErrorRate: 0, queuePlaces: 10_000 };
  return {
    name: `${callsPerRequest} calls`,
    front: "a",
    services: [
      service("a", { ...ideal, ratePerReplica: 1e5 }),
      service("b", { ...ideal, replicas: 10, ratePerReplica: 100 }),
    ],
    calls: [call("a", "b", { callsPerRequest, timeoutSeconds: 100, networkDelaySeconds: 0.01 })],
    entryRate: 20,
    userTimeoutSeconds: 100,
  };
}

Deno.test("four calls per request, by hand: four times the load, and the sum of four exponential times and delays", () => {
  const { arrivals, utilisation, p95 } = physicsOf(manyCalls(4), 20);
  within(arrivals[1]!, 80, 1e-9, "arrivals");
  within(utilisation[1]!, 0.08, 1e-9, "utilisation of ten servers of 100/s");
  // The 95 % quantile of Erlang-4 is 7.75366 means: half of that of chi-squared with 8 degrees of freedom, 15.50731.
  within(p95[0]!, 0.04 + 0.0775366, 0.02, "p95 of the caller");
});

for (const [callsPerRequest, usersRate] of [[2.5, 30], [8, 95], [25, 20]] as const) {
  Deno.test(`${callsPerRequest} calls per request at ${usersRate}/s: load and p95 as of single requests`, () => {
    const topology = manyCalls(callsPerRequest);
    const truth = physicsOf(topology, usersRate);
    const { next } = createStream(1, "discrete-event", topology.name);
    const { services: [front, store] } = simulateRequests(topology, {
      entryRate: usersRate,
      seconds: 400,
      warmupSeconds: 20,
      next,
    });
    within(truth.arrivals[1]!, store!.arrivalRate, 0.03, "arrivals");
    within(truth.p95[0]!, front!.latencyP95Seconds, 0.06, "p95");
  });
}

/** Whether a flushed cache has healed after 200 steps, with chance of its own in each queue if there is a seed. */
function heals(usersRate: number, seed?: number): boolean {
  const network = compileNetwork(threeTier());
  const state = allocateState(network);
  const conditions = createConditions(network);
  conditions.userRetries = 0;
  resetState(state, network);
  const physics = createPhysics({ network, state, conditions });
  const stream = createStream(seed ?? 0, "chance");
  const chance = () =>
    seed === undefined ? undefined : Float64Array.from(network.kind, () => normalQuantile(stream.next()));
  for (let step = 0; step < 60; step++) physics.step(usersRate, chance());
  ok(physics.truth.p95[0]! < 0.25, `${usersRate}/s is healthy with a warm cache`);
  state.hitRatio[1] = 0;
  for (let step = 0; step < 200; step++) physics.step(usersRate, chance());
  return physics.truth.errorRate[0]! < 0.06;
}

Deno.test("a flushed cache heals by itself on average at 100 requests/s and not at 110, though both are healthy when warm", () => {
  deepStrictEqual([95, 100, 110].map((usersRate) => heals(usersRate)), [true, true, false]);
});

Deno.test("whether a flushed cache heals is chance near the edge: of single requests 6, 3 and 0 of 6 runs do at 95, 105 and 115/s", () => {
  const share = (usersRate: number) =>
    Array.from({ length: 40 }, (_, seed) => heals(usersRate, seed)).filter(Boolean).length / 40;
  ok(share(95) >= 0.85, `${share(95)} at 95`);
  ok(Math.abs(share(105) - 0.4) < 0.25, `${share(105)} at 105`);
  ok(share(115) <= 0.05, `${share(115)} at 115`);
});

Deno.test("a leak kills replicas in the step in which memory is full, a batch of them, and one that stays below kills none", () => {
  const network = compileNetwork(createTopology("three-tier"));
  const state = allocateState(network);
  const conditions = createConditions(network);
  resetState(state, network);
  const physics = createPhysics({ network, state, conditions });
  const api = network.front;
  [state.memory[api], conditions.leak[api]] = [0.5, 0.25];
  const steps = [1, 2].map(() => {
    physics.step(50);
    return [physics.truth.killed[api], state.down[api]! > 0];
  });
  deepStrictEqual(steps, [[0, false], [1, true]]);
  const { batches, memory } = PLATFORM.outOfMemoryKill;
  strictEqual(state.memory[api], memory);
  strictEqual(state.down[api], network.replicas[api]! / batches);
});

Deno.test("copies of a call fare as the first does: the same delay, loss and cut, and their share of its pool", () => {
  const network = compileNetwork(manyCalls(2.5));
  const conditions = createConditions(network);
  [conditions.delay[0], conditions.loss[0], conditions.cut[0], conditions.pool[0]] = [0.3, 0.2, 0.1, 8];
  spreadToCopies(conditions, network);
  const { delay, loss, cut, pool } = conditions;
  deepStrictEqual([[...delay], [...loss], [...cut]], [[0.3, 0.3, 0.3], [0.2, 0.2, 0.2], [0.1, 0.1, 0.1]]);
  // Two calls that are always made, and one that every other request makes.
  deepStrictEqual([...pool], [8, 8, 4]);
});

Deno.test("a full heap takes capacity: 0.02 m / (1 - m) of the CPU goes to garbage collection, at most 90 % more than usual", () => {
  const capacityAt = (memory: number) => {
    const network = compileNetwork(createTopology("three-tier"));
    const state = allocateState(network);
    resetState(state, network);
    const physics = createPhysics({ network, state, conditions: createConditions(network) });
    state.memory[network.front] = memory;
    physics.step(50);
    return physics.truth.capacity[network.front]!;
  };
  const usual = capacityAt(BASE_MEMORY);
  const collected = (m: number) => 0.02 * m / (1 - m) - 0.02 * BASE_MEMORY / (1 - BASE_MEMORY);
  for (const memory of [0.3, 0.45, 0.7, 0.9, 0.95, 0.975]) {
    within(capacityAt(memory) / usual, 1 - Math.max(0, collected(memory)), 1e-9, `capacity at ${memory}`);
  }
  for (const memory of [0.985, 1, 1.2]) {
    within(capacityAt(memory) / usual, 0.1, 1e-9, `capacity at ${memory}`);
  }
});

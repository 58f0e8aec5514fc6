import { ok } from "node:assert";
import type { Topology } from "../../model/mod.ts";
import { service } from "../topology/parts.ts";
import { compileNetwork } from "../topology/network.ts";
import { createConditions } from "./conditions.ts";
import { createPhysics } from "./physics.ts";
import { allocateState, resetState } from "./state.ts";
import { near, READ, steadyState, threeTier } from "./testing/steady_state.ts";

// What single requests do, by discrete-event simulations of which `reference/` is one: p95 in ms, share of failed requests.

for (const [threads, p95, errorRate] of [[32, 1041, 0.2], [16, 7374, 1]] as const) {
  Deno.test(`${threads} threads, each held through calls that time out: a p95 of ${p95} ms`, () => {
    const found = steadyState(threeTier({ api: { threads } }), {
      arrange: ({ conditions }) => conditions.cut[READ] = 1,
    });
    near("p95", found.p95, p95);
    near("error rate", found.errorRate, errorRate, { share: 0.02 });
  });
}

Deno.test("24 threads, with 23.6 in use by calls that time out, lie between", () => {
  const { errorRate } = steadyState(threeTier({ api: { threads: 24 } }), {
    arrange: ({ conditions }) => conditions.cut[READ] = 1,
  });
  ok(errorRate > 0.25 && errorRate < 0.7, `${errorRate}`);
});

Deno.test("more threads than are ever in use change nothing", () => {
  near("p95", steadyState(threeTier({ api: { threads: 1000 } })).p95, steadyState(threeTier()).p95, {
    share: 1e-9,
  });
});

for (
  const [balancer, usersRate, p95] of [
    ["round-robin", 100, 104],
    ["round-robin", 140, 160],
    ["least-connections", 100, 93],
    ["least-connections", 140, 123],
  ] as const
) {
  Deno.test(`one queue per replica, ${balancer}, at ${usersRate} requests/s: a p95 of ${p95} ms`, () => {
    near("p95", steadyState(threeTier({ api: { balancer } }), { usersRate }).p95, p95);
  });
}

for (
  const [balancer, p95, errorRate] of [
    [undefined, 144, 0.002],
    ["round-robin", 11_175, 0.335],
    ["least-connections", 239, 0.002],
  ] as const
) {
  Deno.test(`one of three replicas five times slower, ${balancer ?? "one queue"}: a p95 of ${p95} ms`, () => {
    const found = steadyState(threeTier({ api: balancer ? { balancer } : {} }), {
      arrange: ({ conditions }) => conditions.slowReplica[0] = 5,
    });
    near("p95", found.p95, p95);
    near("error rate", found.errorRate, errorRate, { distance: 0.001, share: 0.03 });
  });
}

Deno.test("a slow replica that gets no requests slows none: the others serve them all", () => {
  const found = steadyState(threeTier({ api: { balancer: "round-robin" } }), {
    usersRate: 60,
    arrange: ({ conditions, state }) => {
      conditions.slowReplica[0] = 5;
      state.drained[0] = Infinity;
    },
  });
  near("error rate", found.errorRate, 0.002, { distance: 1e-6 });
  ok(found.p95 < 110, `${found.p95}`);
});

for (const [memory, p95] of [[0.9, 127], [0.95, 354]] as const) {
  Deno.test(`garbage collection stops replicas for 0.2 s at a memory of ${memory}: a longer tail than lost capacity has`, () => {
    const found = steadyState(threeTier(), { arrange: ({ state }) => state.memory[0] = memory });
    near("p95", found.p95, p95);
  });
}

for (const [rho, uniform, third] of [[0.5, 142, 142], [0.7, 258, 389]] as const) {
  Deno.test(`queries that use ${rho} of the database: all slow, or a third slow enough for the same load`, () => {
    const p95 = (share: number) =>
      steadyState(threeTier(), {
        arrange: ({ conditions }) => {
          conditions.slow[2] = rho * (34 * 3 / 1.28) / 20;
          conditions.slowShare[2] = share;
        },
      }).p95;
    near("all", p95(1), uniform);
    near("a third", p95(1 / 3), third, { share: 0.17 });
  });
}

Deno.test("two of three replicas killed: p95 is that of the requests that are answered, in the first step and in the second", () => {
  const network = compileNetwork(threeTier());
  const state = allocateState(network);
  resetState(state, network);
  const conditions = createConditions(network);
  conditions.userRetries = 0;
  const { truth, step } = createPhysics({ network, state, conditions });
  for (let i = 0; i < 60; i++) step(100);
  [state.down[0], state.downSteps[0]] = [2, 3];
  for (const p95 of [1733, 3509]) {
    step(100);
    near("p95", 1000 * truth.p95[0]!, p95, { share: 0.12 });
  }
});

Deno.test("a backend of 20/s that a burst has filled stays collapsed under users who try again, and one of 50/s does not", () => {
  for (const [ratePerReplica, userTimeoutSeconds, lost] of [[20, 0.75, 1], [50, 1, 0]] as const) {
    const backend = service("backend", {
      ...{ replicas: 1, ratePerReplica, queuePlaces: 256, contention: 0, coherency: 0, baseErrorRate: 0 },
    });
    const topology: Topology = {
      name: "backend",
      front: "backend",
      services: [backend],
      calls: [],
      entryRate: 8,
      userTimeoutSeconds,
      userRetryDelaySeconds: 0.05,
    };
    const network = compileNetwork(topology);
    const state = allocateState(network);
    resetState(state, network);
    const conditions = createConditions(network);
    conditions.userRetryBudget = Infinity;
    const { truth, step } = createPhysics({ network, state, conditions });
    for (let i = 0; i < 12; i++) step(8);
    for (let i = 0; i < 2; i++) step(40);
    for (let i = 0; i < 46; i++) step(8);
    near(`error rate of ${ratePerReplica}/s`, truth.errorRate[0]!, lost, { share: 0.02, distance: 1e-6 });
  }
});

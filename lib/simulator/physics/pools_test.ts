import { hitting, near, steadyState, threeTier } from "./testing/steady_state.ts";

// What single requests do, by discrete-event simulations of which `reference/` is one: p95 in ms, share of failed requests.
const UNBOUNDED = { replicas: 100, contention: 0, coherency: 0, queuePlaces: 10_000 };

for (const [usersRate, p95] of [[60, 117], [80, 152], [100, 237], [120, 535]] as const) {
  Deno.test(`one connection at ${usersRate} requests/s: calls wait for it long before it is always in use`, () => {
    near("p95", steadyState(threeTier({ read: { poolSize: 1 } }), { usersRate }).p95, p95);
  });
}

for (const [usersRate, own, whole] of [[150, 0.029, 0.059], [170, 0.052, 0.09]] as const) {
  Deno.test(`one connection at ${usersRate} requests/s: fewer fail where the timeout begins with the connection`, () => {
    const failures = (poolDeadline: "acquire" | "whole-call") =>
      steadyState(threeTier({ read: { poolSize: 1, poolDeadline } }), { usersRate }).errorRate;
    near("acquire timeout of its own", failures("acquire"), own, { distance: 0.006 });
    near("one deadline", failures("whole-call"), whole);
  });
}

for (
  const [poolSize, own, whole] of [[9, 0.002, 0.002], [8, 0.026, 0.265], [7, 0.14, 0.535], [
    6,
    0.235,
    0.64,
  ]] as const
) {
  Deno.test(`${poolSize} connections for 8 calls at a time`, () => {
    const failures = (poolDeadline: "acquire" | "whole-call") => {
      const topology = threeTier({
        cache: hitting(0.2),
        db: { ...UNBOUNDED, ratePerReplica: 10 },
        read: { poolSize, poolDeadline },
      });
      return steadyState(topology).errorRate;
    };
    near("acquire timeout of its own", failures("acquire"), own, { distance: 0.003 });
    near("one deadline", failures("whole-call"), whole, { distance: poolSize === 8 ? 0.03 : 0.001 });
  });
}

Deno.test("a flushed cache heals within five steps where a pool keeps the database's queue short of the timeout", () => {
  for (const usersRate of [90, 100, 115]) {
    const found = steadyState(threeTier({ read: { poolSize: 40 } }), {
      usersRate,
      steps: 14,
      arrange: ({ state }) => state.hitRatio[1] = 0,
    });
    near(`error rate at ${usersRate}/s`, found.errorRate, 0.002, { distance: 0.01 });
  }
});

import { ok } from "node:assert";
import { type PoolInput, type PoolOutput, stepPool } from "./pool.ts";

function pool(input: Partial<PoolInput>): PoolOutput {
  const out = { failed: 0, waiting: 0, decay: 0 };
  stepPool({ arrivals: 0.9, size: 1, hold: 1, variation: 1, limit: Infinity, deadline: 1e9, ...input }, out);
  return out;
}

function close(actual: number, expected: number, what: string) {
  ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual} is not ${expected}`);
}

Deno.test("with endless patience a pool is an M/M/N queue: Erlang C for one and for three connections", () => {
  close(pool({}).waiting, 0.9, "M/M/1 at .9");
  // C(3, 2) = 4/9.
  close(pool({ arrivals: 2, size: 3 }).waiting, 4 / 9, "M/M/3 at 2 Erlang");
  close(pool({ arrivals: 2, size: 3 }).failed, 0, "nobody gives up");
});

Deno.test("without patience a pool is a loss system: Erlang B", () => {
  // B(3, 2) = 4/19.
  close(pool({ arrivals: 2, size: 3, deadline: 0 }).failed, 4 / 19, "three connections at 2 Erlang");
});

Deno.test("calls that fail are those that the pool can't serve: in an overload all of them but its rate", () => {
  for (const [arrivals, size, deadline] of [[2, 1, 50], [30, 7, 20]] as const) {
    const { failed, waiting } = pool({ arrivals, size, deadline });
    close(failed, 1 - size / arrivals, `${size} connections at ${arrivals} Erlang`);
    close(waiting, 1, "all wait");
  }
});

Deno.test("at a load of exactly 1 a pool is the limit of loads near it", () => {
  const [below, at, above] = [1 - 1e-5, 1, 1 + 1e-5].map((arrivals) =>
    pool({ arrivals, deadline: 10 }).failed
  );
  ok(below! < at! && at! < above! && above! - below! < 1e-4, `${below} ${at} ${above}`);
  close(at!, 1 / 12, "the wait is uniform over ten times the service time");
});

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  type Action,
  CPU_UTILISATION,
  ERROR_RATE,
  METRIC_COUNT,
  NOOP,
  PLATFORM,
  REQUEST_RATE,
  TIMINGS,
  type TimingsName,
} from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";
import type { EnvironmentOptions } from "./environment_options.ts";

const [API, CACHE, DB] = [0, 1, 2];
const FAILOVER: Action = { kind: "failover", service: "db" };
const { failover, restart, rollback } = TIMINGS.realistic;

/** The metrics of three-tier without noise, step by step, in which these actions are taken. */
function play(
  acts: Readonly<Record<number, Action>>,
  { seed = 1, count = 80, ...options }: EnvironmentOptions & { seed?: number; count?: number } = {},
) {
  const environment = createEnvironment({ faultCount: 0, noise: false, workload: "steady", ...options });
  environment.reset({ seed });
  const results = Array.from({ length: count }, (_, i) => environment.step(acts[i + 1] ?? NOOP));
  return {
    results,
    metric: (node: number, column: number) =>
      results.map(({ observation: { values } }) => values[node * METRIC_COUNT + column]!),
  };
}

/** The steps, from 1 on, in which a value lies near another. */
const stepsAt = (values: readonly number[], level: number) =>
  values.flatMap((value, i) => Math.abs(value - level) < 1e-6 ? [i + 1] : []);

const from = (first: number, length: number) => Array.from({ length }, (_, i) => first + i);

/** Seconds of writes that a failover of the database loses in the first step of an episode. */
function lostWrites(seed: number, options: EnvironmentOptions = {}): number {
  return play({ 1: FAILOVER }, { seed, count: 1, ...options }).results[0]!.info.lostWriteSeconds;
}

Deno.test("the standby is behind in a quarter of the episodes: a failover then loses 30 s of writes, else one", () => {
  const count = 1000;
  const environment = createEnvironment({ noise: false });
  const lost = from(1, count).map((seed) => {
    environment.reset({ seed });
    return environment.step(FAILOVER).info.lostWriteSeconds;
  });
  const behind = lost.filter((seconds) => seconds === failover.behindLostWriteSeconds).length;
  strictEqual(behind + lost.filter((seconds) => seconds === failover.lostWriteSeconds).length, count);
  const deviation = Math.sqrt(failover.behindShare * (1 - failover.behindShare) / count);
  ok(Math.abs(behind / count - failover.behindShare) < 3 * deviation, `${behind} of ${count}`);
  deepStrictEqual(from(1, 20).map((seed) => lostWrites(seed, { timings: "classic" })), Array(20).fill(0));
});

Deno.test("a failover takes 12 steps, and 24 where the standby is behind; the standby of an episode is the same whatever is done before", () => {
  const seedsBy = (behind: boolean) =>
    from(1, 30).filter((seed) => (lostWrites(seed) === failover.behindLostWriteSeconds) === behind).slice(
      0,
      3,
    );
  for (const [behind, steps] of [[false, failover.downSteps], [true, failover.behindDownSteps]] as const) {
    for (const seed of seedsBy(behind)) {
      const acts: Record<number, Action> = { 3: { kind: "scale", service: "api", delta: 1 }, 20: FAILOVER };
      const { metric } = play(acts, { seed });
      deepStrictEqual(stepsAt(metric(DB, CPU_UTILISATION), 0), from(20, steps), `seed ${seed}`);
    }
  }
});

Deno.test("the reward of a failover is less by 0.05 for each second of lost writes, and no other action loses any", () => {
  const seed = from(1, 30).find((one) => lostWrites(one) === failover.behindLostWriteSeconds)!;
  const { reward, info } = play({ 1: FAILOVER }, { seed, count: 1 }).results[0]!;
  // In breach, an action of 0.5.
  ok(info.sloViolated);
  ok(Math.abs(reward - (-2 - 0.5 - 0.05 * 30)) < 1e-12, `${reward}`);
  for (
    const action of [
      { kind: "failover", service: "api" },
      { kind: "restart", service: "db" },
      { kind: "rollback", service: "api" },
    ] as const
  ) strictEqual(play({ 1: action }, { seed, count: 1 }).results[0]!.info.lostWriteSeconds, 0);
});

Deno.test("a database that comes back has 80 % of its capacity for 12 steps", () => {
  const busy = play({ 10: { kind: "restart", service: "db" } }).metric(DB, CPU_UTILISATION);
  const usual = play({}).metric(DB, CPU_UTILISATION)[50]!;
  const back = 10 + restart.database.downSteps;
  const { warmupSteps } = TIMINGS.realistic;
  const cold = busy.map((value) => value / usual).filter((ratio) => ratio > 1.2);
  ok(busy.slice(back + warmupSteps - 1).every((value) => Math.abs(value / usual - 1) < 0.01));
  strictEqual(cold.length, warmupSteps);
  // Once what has gathered meanwhile is done.
  ok(Math.abs(cold.at(-1)! * PLATFORM.warmup.capacityShare - 1) < 0.005, `${cold.at(-1)}`);
});

Deno.test("a restarted cache is away for two steps and then empty: the database is asked all that the cache usually answers", () => {
  const acts: Record<number, Action> = { 10: { kind: "restart", service: "cache" } };
  const { metric } = play(acts);
  const asked = metric(DB, REQUEST_RATE);
  deepStrictEqual(stepsAt(metric(CACHE, CPU_UTILISATION), 0), from(10, restart.cache.downSteps));
  const usual = asked[5]!;
  ok(asked[9 + restart.cache.downSteps]! > 3 * usual, `${asked[9 + restart.cache.downSteps]} after ${usual}`);
});

Deno.test("a restart takes a third of a service's replicas for 12 steps, a rollback for 18, and what waits for it shares the others", () => {
  const usual = play({}).metric(API, CPU_UTILISATION);
  for (
    const [kind, { downSteps }] of [["restart", restart.service], ["rollback", rollback]] as const
  ) {
    const busy = play({ 10: { kind, service: "api" } }).metric(API, CPU_UTILISATION);
    const fewer = busy.flatMap((value, i) => value / usual[i]! > 1.4 ? [i + 1] : []);
    deepStrictEqual(fewer, from(10, downSteps), kind);
  }
});

Deno.test("a bad deploy is felt until its rollback has reached all replicas, with classic timings no longer", () => {
  const steps = (timings: TimingsName) => {
    const environment = createEnvironment({ fault: "bad_deploy:api:1", noise: false, timings });
    environment.reset({ seed: 1 });
    const { startStep } = environment.faults[0]!;
    for (let step = 1; step < startStep + 5; step++) environment.step(NOOP);
    const active = from(0, 30).map((i) =>
      environment.step(i === 0 ? { kind: "rollback", service: "api" } : NOOP).info.activeFaults.length
    );
    return active.indexOf(0);
  };
  deepStrictEqual([steps("realistic"), steps("classic")], [rollback.mendedAfterSteps, 0]);
});

Deno.test("a limit that is given again lasts for its whole time anew, at its own share", () => {
  const limit = (factor: number): Action => ({ kind: "limit_traffic", factor });
  const { durationSteps } = PLATFORM.trafficLimit;
  const { results } = play({ 10: limit(0.4), 18: limit(0.7) });
  const shed = results.map(({ info }) => info.shedShare);
  deepStrictEqual(stepsAt(shed, 0.6), from(10, 8));
  deepStrictEqual(stepsAt(shed, 0.3), from(18, durationSteps));
  strictEqual(shed[17 + durationSteps], 0);
});

Deno.test("an open breaker holds back 95 % of the calls for 12 steps, and for 12 more from its renewal on, of which a fifth fails", () => {
  const open: Action = { kind: "open_breaker", caller: "api", callee: "db" };
  const { durationSteps, heldBackShare, failedShare } = PLATFORM.breaker;
  const usual = play({});
  const asked = usual.metric(DB, REQUEST_RATE);
  const heldSteps = (acts: Readonly<Record<number, Action>>) =>
    play(acts).metric(DB, REQUEST_RATE).flatMap((rate, i) => rate < 0.5 * asked[i]! ? [i + 1] : []);
  deepStrictEqual(heldSteps({ 10: open }), from(10, durationSteps));
  deepStrictEqual(heldSteps({ 10: open, 18: open }), from(10, 8 + durationSteps));
  const { metric } = play({ 10: open });
  ok(Math.abs(metric(DB, REQUEST_RATE)[9]! / asked[9]! - (1 - heldBackShare)) < 0.01);
  // Of the users' requests as many ask the database as are asked of it.
  const share = asked[9]! / metric(API, REQUEST_RATE)[9]!;
  const failed = metric(API, ERROR_RATE)[9]! - usual.metric(API, ERROR_RATE)[9]!;
  ok(Math.abs(failed / (share * heldBackShare * failedShare) - 1) < 0.05, `${failed}`);
});

import { deepStrictEqual, strictEqual } from "node:assert";
import { createSchedule, startOfSchedule } from "./schedule.ts";
import { manualClock, untilDone } from "./testing/manual_clock.ts";

const START = 1_700_000_000;
/** The number of the step that ends at START + 5. */
const FIRST = START / 5 + 1;
const open = new AbortController().signal;

function scheduleFrom(clock = manualClock(START + 2)) {
  const schedule = createSchedule(clock, 5, startOfSchedule(clock.now(), 5));
  return { clock, next: () => untilDone(schedule.next(open), clock) };
}

Deno.test("steps run at the multiples of their length, whatever time the work between them took", async () => {
  const { clock, next } = scheduleFrom();
  const times: number[] = [];
  for (const work of [0, 4.9, 0.1, 3, 4.99, 0]) {
    const { atSeconds } = (await next())!;
    strictEqual(clock.now(), atSeconds, "no step runs before or after its time");
    times.push(atSeconds - START);
    clock.set(clock.now() + work);
  }
  deepStrictEqual(times, [5, 10, 15, 20, 25, 30]);
});

Deno.test("steps whose time has passed are skipped and counted, and the latest one runs late by less than a step", async () => {
  const { clock, next } = scheduleFrom();
  await next();
  clock.set(START + 5 + 17);
  deepStrictEqual(await next(), { step: FIRST + 3, atSeconds: START + 20, skipped: 2, clockSetBack: false });
  deepStrictEqual(await next(), { step: FIRST + 4, atSeconds: START + 25, skipped: 0, clockSetBack: false });
});

Deno.test("a clock that is set back by an hour costs no hour, and the numbers of steps go on", async () => {
  const { clock, next } = scheduleFrom();
  await next();
  clock.set(START - 3600);
  deepStrictEqual(await next(), { step: FIRST + 1, atSeconds: START - 3595, skipped: 0, clockSetBack: true });
  strictEqual((await next())!.step, FIRST + 2);
});

Deno.test("a clock that is set forward skips steps", async () => {
  const { clock, next } = scheduleFrom();
  await next();
  clock.set(START + 5 + 30);
  strictEqual((await next())!.skipped, 5);
});

Deno.test("a restart counts the steps that went by meanwhile, and none backwards", () => {
  deepStrictEqual(startOfSchedule(START + 101, 5, START / 5), {
    step: START / 5 + 20,
    atSeconds: START + 100,
  });
  strictEqual(startOfSchedule(START - 500, 5, START / 5).step, START / 5);
});

Deno.test("an aborted schedule gives no further step", async () => {
  const clock = manualClock(START);
  const stop = new AbortController();
  const waiting = createSchedule(clock, 5, startOfSchedule(START, 5)).next(stop.signal);
  stop.abort();
  strictEqual(await waiting, undefined);
});

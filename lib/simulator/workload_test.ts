import { deepStrictEqual, ok, throws } from "node:assert";
import { NOOP, REQUEST_RATE, UsageError } from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";
import type { Workload } from "./workload.ts";

/** The users' rate by step as a multiple of the entry rate, from step 1 on. */
function factors(workload: Workload | undefined, seed = 2): number[] {
  const environment = createEnvironment({
    faultCount: 0,
    noise: 0,
    ...(workload !== undefined && { workload }),
  });
  environment.reset({ seed });
  return Array.from({ length: 240 }, () => environment.step(NOOP).observation.values[REQUEST_RATE]! / 100);
}

const close = (values: readonly number[], expected: (step: number) => number) =>
  values.forEach((value, i) => ok(Math.abs(value - expected(i + 1)) < 0.01, `step ${i + 1}: ${value}`));

Deno.test("a workload is a list of factors that begins again, or a function of the step", () => {
  close(factors([1, 0.5, 1.2]), (step) => [1, 0.5, 1.2][step % 3]!);
  close(factors((step) => 1 + step / 1000), (step) => 1 + step / 1000);
});

Deno.test("named workloads take the course that they say", () => {
  close(factors("steady"), () => 1);
  close(factors("growth:factor=1.3,steps=100"), (step) => 1 + 0.3 * Math.min(1, step / 100));
  const bursts = factors("bursts:factor=1.2,everySteps=40,lengthSteps=4");
  deepStrictEqual(bursts.filter((factor) => factor > 1.1).length, 24);
  ok(bursts.every((factor) => Math.abs(factor - 1) < 0.01 || Math.abs(factor - 1.2) < 0.01));
  const [least, most] = [Math.min, Math.max].map((of) =>
    of(...factors("daily:amplitude=0.3,periodSteps=120"))
  );
  ok(Math.abs(least! - 0.7) < 0.01 && Math.abs(most! - 1.3) < 0.01, `${least} to ${most}`);
});

Deno.test("the workload by default is the daily one, and each seed begins elsewhere", () => {
  deepStrictEqual(factors(undefined).map((x) => x.toFixed(9)), factors("daily").map((x) => x.toFixed(9)));
  ok(JSON.stringify(factors("daily", 3)) !== JSON.stringify(factors("daily", 2)));
  ok(JSON.stringify(factors("bursts", 3)) !== JSON.stringify(factors("bursts", 2)));
});

Deno.test("a snapshot of another workload is refused", () => {
  const begun = (workload: Workload) => {
    const environment = createEnvironment({ workload });
    environment.reset({ seed: 1 });
    return environment;
  };
  const steady = begun("steady");
  for (const workload of ["daily", [1, 2], () => 1] as Workload[]) {
    throws(() => steady.restore(begun(workload).snapshot()), /its workload must be "steady", found/);
  }
  steady.restore(begun("steady").snapshot());
});

const WRONG: readonly (readonly [workload: unknown, message: RegExp])[] = [
  ["dayly", /workload "dayly": did you mean "daily"/],
  ["daily:amplitud=1", /no parameter "amplitud": did you mean "amplitude"/],
  ["daily:amplitude=2", /"amplitude" of the workload "daily" must be a number from 0 to 1, found/],
  [[], /workload must have 1 factor or more/],
  [[1, -1], /workload\[1\] must be a number of 0 or more, found -1/],
  [[1, NaN], /workload\[1\] must be a number of 0 or more, found NaN/],
  [5, /workload must be a text or a list or a function, found 5/],
];

for (const [workload, message] of WRONG) {
  Deno.test(`createEnvironment() refuses the workload ${Deno.inspect(workload)}`, () => {
    throws(() => createEnvironment({ workload } as never), (error) => {
      ok(error instanceof UsageError, String(error));
      ok(message.test(error.message), error.message);
      return true;
    });
  });
}

Deno.test("a function that gives no factor ends the episode with a message", () => {
  const environment = createEnvironment({ workload: (step) => step < 20 ? 1 : NaN });
  environment.reset({ seed: 1 });
  for (let step = 1; step < 20; step++) environment.step(NOOP);
  throws(
    () => environment.step(NOOP),
    /^UsageError: the workload of step 20 must be a number of 0 or more, found NaN/,
  );
});

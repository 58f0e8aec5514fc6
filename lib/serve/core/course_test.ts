import { deepStrictEqual, strictEqual } from "node:assert";
import { NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { courseAlone, watch } from "./course.ts";

Deno.test("a course has the steps since the last reset, and none that a plan plays ahead", () => {
  const { environment, course } = watch(createEnvironment({ fault: "slow_query:db:1", steps: 100 }));
  environment.reset({ seed: 3 });
  environment.step(NOOP);
  environment.stepAhead(NOOP);
  strictEqual(course.length, 2);
  environment.reset({ seed: 4 });
  strictEqual(course.length, 1);
});

Deno.test("a watched system plays as it does unwatched, and what is shed and who is at fault are in its course", () => {
  const options = { fault: "slow_query:db:1", steps: 200 };
  const [plain, { environment, course }] = [createEnvironment(options), watch(createEnvironment(options))];
  deepStrictEqual(environment.reset({ seed: 3 }).observation, plain.reset({ seed: 3 }).observation);
  const limit = { kind: "limit_traffic", factor: 0.4 } as const;
  deepStrictEqual(environment.step(limit), plain.step(limit));
  strictEqual(Math.round(100 * course[1]!.shedShare), 60);
  strictEqual(course[1]!.rates.length, 3);
  const alone = courseAlone(createEnvironment(options), 3);
  strictEqual(alone.findIndex(({ active }) => active.includes(0)), plain.faults[0]!.startStep);
  strictEqual(alone.length, 201);
});

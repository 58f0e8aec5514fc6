import { deepStrictEqual } from "node:assert";
import { stepRuns } from "./step_runs.ts";

Deno.test("stepRuns() joins neighbours of one key, and breaks where the key changes or is missing", () => {
  const keys = ["a", "a", undefined, "a", "b", "b", undefined];
  const steps = keys.map((key, i) => ({ step: 10 + i, key }));
  deepStrictEqual(stepRuns(steps, ({ key }) => key), [
    { key: "a", from: 10, until: 12 },
    { key: "a", from: 13, until: 14 },
    { key: "b", from: 14, until: 16 },
  ]);
});

import { deepStrictEqual, strictEqual } from "node:assert";
import { createEarlyWarning } from "./early_warning.ts";

Deno.test("an early warning is due at the second alarm in a row, once the system has been calm", () => {
  const warning = createEarlyWarning();
  const due = [true, false, true, true, true].map((alarm) => {
    warning.observe(alarm);
    return warning.due(100);
  });
  deepStrictEqual(due, [false, false, false, true, true]);
  strictEqual(warning.due(24), false);
});

Deno.test("an early warning that was acted on is due again twelve steps later", () => {
  const warning = createEarlyWarning();
  for (let i = 0; i < 3; i++) warning.observe(true);
  warning.act("db");
  const due = Array.from({ length: 12 }, () => {
    warning.observe(true);
    return warning.due(100);
  });
  strictEqual(due.indexOf(true), 11);
  warning.begin();
  strictEqual(warning.due(100), false);
});

Deno.test("what an early warning has acted on counts as mended only after sixty steps in a row without an alarm", () => {
  const warning = createEarlyWarning();
  warning.act("db");
  const quiet = (steps: number) => {
    for (let i = 0; i < steps; i++) warning.observe(false);
    return warning.hasActedOn("db");
  };
  strictEqual(warning.hasActedOn("cache"), false);
  strictEqual(quiet(59), true);
  warning.observe(true);
  strictEqual(quiet(59), true);
  strictEqual(quiet(1), false);
});

import { deepStrictEqual, throws } from "node:assert";
import { withSettings } from "./settings.ts";

Deno.test("withSettings() sets numbers, texts and places in lists, and leaves the original alone", () => {
  const given = { seeds: { count: 5 }, scenarios: [{ fault: null }], agents: ["noop"] };
  const settings = [
    "seeds.count=20",
    "scenarios[0].fault=slow_query",
    "scenarios.1.steps=300",
    "agents.1=full",
  ];
  deepStrictEqual(withSettings(given, settings), {
    seeds: { count: 20 },
    scenarios: [{ fault: "slow_query" }, { steps: 300 }],
    agents: ["noop", "full"],
  });
  deepStrictEqual(given.seeds.count, 5);
  deepStrictEqual(withSettings({}, ["scenarios[0].noise=2"]), { scenarios: [{ noise: 2 }] });
});

Deno.test("withSettings() refuses what is no setting", () => {
  for (const setting of ["seeds", "=3", "seeds.count=", "a..b=1"]) {
    throws(() => withSettings({}, [setting]), /A setting is path=value/);
  }
  throws(() => withSettings({ name: "a" }, ["name.x=4"]), /goes through "name", which has no parts/);
  throws(() => withSettings({ agents: ["a"] }, ["agents.5=b"]), /place from 0 to 1 .* found "5"/);
});

import { deepStrictEqual, ok } from "node:assert";
import { BENIGN_KINDS } from "../simulator/benign/catalogue.ts";
import type { EnvironmentOptions } from "../simulator/mod.ts";
import { createTrial, seedRange } from "./trial.ts";

/** The seeds of those whose episodes `full` acts in, where there is no fault. */
function actedIn(options: EnvironmentOptions, seeds: readonly number[]): number[] {
  const run = createTrial({ agent: "full", faultCount: 0, ...options });
  return seeds.filter((seed) => run(seed).false_acts > 0);
}

for (const topology of ["three-tier", "boutique"]) {
  Deno.test(`full leaves every kind of benign event alone, and what only looks wrong, on ${topology}`, () => {
    const seeds = seedRange(1041, 12);
    const kinds: EnvironmentOptions[] = [{}, { decoys: 2 }, ...BENIGN_KINDS.map((benign) => ({ benign }))];
    for (const options of kinds) deepStrictEqual(actedIn(options, seeds), [], JSON.stringify(options));
  });
}

Deno.test("full bears it where a load test, a newsletter or growth breaks the SLO now and then", () => {
  for (const benign of ["load-test:factor=1.5", "burst:factor=1.5", "growth:factor=1.35"]) {
    const noop = createTrial({ agent: "noop", faultCount: 0, benign });
    const seeds = seedRange(1001, 40);
    ok(seeds.filter((seed) => noop(seed).slo_steps > 0).length > 8);
    deepStrictEqual(actedIn({ benign }, seeds), [], benign);
  }
});

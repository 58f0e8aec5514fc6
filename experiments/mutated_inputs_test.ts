import { ok, strictEqual } from "node:assert";
import { WRITERS } from "./testing/mutated_inputs/writers.ts";
import { verdictOf } from "./testing/mutated_inputs/verdict.ts";

/** `deno task mutated-inputs` reads 100,000. */
const EXPORTS = 250;

Deno.test(`${EXPORTS} damaged exports of ${Object.keys(WRITERS).length} tools are read right, with what is missing told, or refused in one line`, async () => {
  const outcomes = { right: 0, told: 0, refused: 0, wrong: 0 };
  for (let seed = 1; seed <= EXPORTS; seed++) {
    const { what, outcome, why, text } = await verdictOf(seed);
    strictEqual(why, "", `${what}: ${why}\n${text.slice(0, 400)}`);
    outcomes[outcome]++;
  }
  ok(
    outcomes.right > EXPORTS / 10 && outcomes.told > EXPORTS / 10 && outcomes.refused > EXPORTS / 10,
    JSON.stringify(outcomes),
  );
});

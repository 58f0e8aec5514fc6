import { ok, strictEqual } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { asLatencies } from "../testing/synthetic_causes.ts";
import { type InterventionCase, interventionCases } from "./fixtures.ts";

const RUNS = 20;

/** Per variable how often it is first, over seeds. */
function firstOf({ before, after }: InterventionCase): readonly number[] {
  const [usual, shifted] = [before, after].map((columns) => ({
    metrics: asLatencies(columns.map((column) => Float64Array.from(column))),
  }));
  const services = before.map((_, i) => `s${i}`);
  const first = services.map(() => 0);
  for (let seed = 0; seed < RUNS; seed++) {
    const diagnoser = createDiagnoser("rcd", { services, seed });
    diagnoser.fit(usual!);
    first[services.indexOf(diagnoser.diagnose(shifted!).suspect)]! += 1;
  }
  return first;
}

const mostOften = (first: readonly number[]) => first.indexOf(Math.max(...first));

Deno.test("rcd names what PyRCA 1.0.1's RCD names, over 20 seeds in 20 systems with a weak intervention", () => {
  const cases = interventionCases();
  const ours = cases.map(firstOf);
  const sum = (of: (i: number) => number) => cases.reduce((total, _, i) => total + of(i), 0);
  const total = cases.length * RUNS;
  strictEqual(total, 400);
  // Chunks are random, so that what is shared of two sets of runs falls short of all even for the same program.
  const shared = sum((i) =>
    ours[i]!.reduce((runs, count, k) => runs + Math.min(count, cases[i]!.first[k]!), 0)
  );
  ok(shared >= 0.92 * total, `${shared} of ${total} runs`);
  const same = cases.filter(({ first }, i) => mostOften(first) === mostOften(ours[i]!)).length;
  ok(same >= 17, `${same} of ${cases.length}`);
  const right = [sum((i) => ours[i]![cases[i]!.shifted]!), sum((i) => cases[i]!.first[cases[i]!.shifted]!)];
  ok(Math.abs(right[0]! - right[1]!) < 0.05 * total, `${right}`);
});

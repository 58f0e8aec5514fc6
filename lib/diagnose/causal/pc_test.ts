import { deepStrictEqual, strictEqual } from "node:assert";
import { type CausalGraph, learnPattern } from "./pc.ts";
import { type LinearCauses, SEVEN, synthesizeCauses } from "../testing/synthetic_causes.ts";

/** As "0>2 1-3": arrows and open edges, by the lower end. */
function inWords({ count, causes, adjacent }: CausalGraph): string {
  const words: string[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (adjacent(i, j)) words.push(causes(i, j) ? `${i}>${j}` : causes(j, i) ? `${j}>${i}` : `${i}-${j}`);
    }
  }
  return words.join(" ");
}

/** What causal-learn 0.1.4.8 says of the same data: `pc(data, .01, "fisherz", stable=True)`. */
const KNOWN: Record<string, readonly [causes: LinearCauses, pattern: string]> = {
  chain: [[[], [[0, 1]], [[1, 1]]], "0-1 1-2"],
  fork: [[[], [[0, 1]], [[0, 1]]], "0-1 0-2"],
  collider: [[[], [], [[0, 1], [1, 1]]], "0>2 1>2"],
  "collider with a tail": [[[], [], [[0, 1], [1, 1]], [[2, 1]]], "0>2 1>2 2>3"],
  diamond: [[[], [[0, 1]], [[0, -1]], [[1, 1], [2, 1.2]]], "0-1 0-2 1>3 2>3"],
};

for (const [name, [causes, pattern]] of Object.entries(KNOWN)) {
  Deno.test(`learnPattern() finds of a ${name} what causal-learn finds`, () => {
    strictEqual(inWords(learnPattern(synthesizeCauses(causes, { seed: 42, rows: 500 }))), pattern);
  });
}

Deno.test("learnPattern() of seven variables is causal-learn's", () => {
  const data = synthesizeCauses(SEVEN, { seed: 42, rows: 500 });
  strictEqual(inWords(learnPattern(data)), "0>2 1>2 1>4 2>3 3>5 5>4 5>6");
});

Deno.test("learnPattern() does not hang on the order of the variables", () => {
  const [causes] = KNOWN.diamond!;
  const data = synthesizeCauses(causes, { seed: 42, rows: 500 });
  strictEqual(inWords(learnPattern(data.toReversed())), "1>0 2>0 1-3 2-3");
});

Deno.test("learnPattern() leaves edges that it may not condition away", () => {
  const data = synthesizeCauses(KNOWN.chain![0], { seed: 42, rows: 500 });
  strictEqual(inWords(learnPattern(data, { maxGiven: 0 })), "0-1 0-2 1-2");
});

Deno.test("learnPattern() conditions only on the neighbours that it may", () => {
  const data = synthesizeCauses(KNOWN.diamond![0], { seed: 42, rows: 500 });
  strictEqual(inWords(learnPattern(data, { maxNeighbours: 3 })), KNOWN.diamond![1]);
});

Deno.test("learnPattern() joins nothing in constants, in one row, in none, and where there are no variables", () => {
  const flat = [1, 2, 3].map((x) => new Float64Array(50).fill(x));
  const graphs = [flat, flat.map((column) => column.slice(0, 1)), flat.map(() => new Float64Array(0)), []];
  deepStrictEqual(graphs.map((columns) => inWords(learnPattern(columns))), ["", "", "", ""]);
});

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

/** A graph as causes per variable, which precede it. */
type Causes = readonly (readonly number[])[];

/** All graphs of that many variables in which causes precede their effects. */
function orderedGraphs(count: number): Causes[] {
  const pairs = Array.from({ length: count }, (_, y) => Array.from({ length: y }, (_, x) => [x, y] as const))
    .flat();
  return Array.from({ length: 2 ** pairs.length }, (_, chosen) => {
    const causes = Array.from({ length: count }, (): number[] => []);
    pairs.forEach(([x, y], i) => chosen >> i & 1 && causes[y]!.push(x));
    return causes;
  });
}

/** Edges, and pairs of causes without an edge between them that share an effect: graphs with the same imply the same independences. */
function classOf(arrows: ReadonlySet<string>, count: number): string {
  const all = Array.from({ length: count }, (_, i) => i);
  const joined = (x: number, y: number) => arrows.has(`${x}>${y}`) || arrows.has(`${y}>${x}`);
  const pairs = all.flatMap((x) => all.filter((y) => x < y).map((y) => [x, y] as const));
  return JSON.stringify(
    pairs.map(([x, y]) =>
      joined(x, y) || all.filter((z) => arrows.has(`${x}>${z}`) && arrows.has(`${y}>${z}`))
    ),
  );
}

/** What all graphs of the class have in common, in words: Verma and Pearl's definition of a pattern, by enumeration. */
function patternByEnumeration(causes: Causes): string {
  const count = causes.length;
  const edges = causes.flatMap((of, y) => of.map((x) => [x, y] as const));
  const own = classOf(new Set(edges.map(([x, y]) => `${x}>${y}`)), count);
  const members = Array.from(
    { length: 2 ** edges.length },
    (_, turned) => new Set(edges.map(([x, y], i) => turned >> i & 1 ? `${y}>${x}` : `${x}>${y}`)),
  )
    .filter((arrows) => classOf(arrows, count) === own && !hasCycle(arrows));
  const always = (arrow: string) => members.every((arrows) => arrows.has(arrow));
  return inWords({
    count,
    causes: (x, y) => always(`${x}>${y}`),
    adjacent: (x, y) => edges.some(([a, b]) => a === x && b === y || a === y && b === x),
  });
}

function hasCycle(arrows: ReadonlySet<string>): boolean {
  let left = [...arrows].map((arrow) => arrow.split(">"));
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    const effects = new Set(left.map(([, y]) => y));
    left = left.filter(([x]) => effects.has(x));
  }
  return left.length > 0;
}

/** Data whose correlations are exactly those of the graph: the noises are waves, which don't correlate at all. */
function exactData(causes: Causes, effect: (x: number, y: number) => number): Float64Array[] {
  const rows = 1000;
  const columns: Float64Array[] = [];
  causes.forEach((of, y) => {
    columns[y] = Float64Array.from(
      { length: rows },
      (_, row) =>
        Math.cos(2 * Math.PI * (y + 1) * row / rows) +
        of.reduce((sum, x) => sum + effect(x, y) * columns[x]![row]!, 0),
    );
  });
  return columns;
}

Deno.test("learnPattern() directs of every graph of four variables what all graphs with its independences have in common", () => {
  // By effect and cause: so chosen that in no graph paths cancel each other.
  const effects = [[], [1.5], [0.7, 0.5], [0.7, 0.6, 0.3]];
  const effect = (x: number, y: number) => effects[y]![x]!;
  for (const causes of orderedGraphs(4)) {
    strictEqual(
      inWords(learnPattern(exactData(causes, effect))),
      patternByEnumeration(causes),
      JSON.stringify(causes),
    );
  }
});

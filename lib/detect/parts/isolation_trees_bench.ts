import { IsolationForest } from "ml-isolation-forest";
import { createStream } from "../../random/mod.ts";
import { createIsolationTrees } from "./isolation_trees.ts";

// The promise: trained at least twice as fast as the package, scoring at least three times as fast.
const stream = createStream(1, "bench");
const rows = Array.from({ length: 256 }, () => Array.from({ length: 4 }, stream.next));
const values = Float64Array.from(rows.flat());
const trees = createIsolationTrees({ trees: 100, dimensions: 4, next: stream.next });
const trained = new IsolationForest();
trained.train(rows);
for (let tree = 0; tree < 100; tree++) trees.grow(tree, { values, count: 256 });

Deno.bench("flat arrays", { group: "training, 256 points of 4 values" }, () => {
  for (let tree = 0; tree < 100; tree++) trees.grow(tree, { values, count: 256 });
});
Deno.bench("ml-isolation-forest", { group: "training, 256 points of 4 values", baseline: true }, () => {
  new IsolationForest().train(rows);
});
let turn = 0;
Deno.bench("flat arrays", { group: "scoring a point" }, () => {
  const row = turn++ % 256;
  trees.score(values.subarray(4 * row, 4 * row + 4));
});
Deno.bench("ml-isolation-forest", { group: "scoring a point", baseline: true }, () => {
  trained.predict([rows[turn++ % 256]!]);
});

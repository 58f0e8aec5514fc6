import { deepStrictEqual, ok, strictEqual } from "node:assert";
import seedrandom from "seedrandom";
import { createStream } from "./stream.ts";

Deno.test("createStream() keeps concerns apart: a number drawn in one shifts none in another", () => {
  const undisturbed = createStream(7, "noise").next();
  const other = createStream(7, "workload");
  const noise = createStream(7, "noise");
  other.next();
  strictEqual(noise.next(), undisturbed);
  ok(undisturbed !== createStream(7, "workload").next());
});

Deno.test("createStream() gives the very numbers of seedrandom's Alea, one by one and filled into an array", () => {
  const expected = seedrandom.alea("7/noise");
  const { next, fill } = createStream(7, "noise");
  const numbers = new Float64Array(100);
  for (let round = 0; round < 50; round++) {
    strictEqual(next(), expected());
    fill(numbers);
    deepStrictEqual([...numbers], Array.from(numbers, () => expected()));
  }
});

Deno.test("restore() goes back to where save() was called, through JSON too", () => {
  const stream = createStream("saved");
  stream.next();
  const saved = JSON.parse(JSON.stringify(stream.save()));
  const numbers = Array.from({ length: 10 }, stream.next);
  stream.restore(saved);
  deepStrictEqual(Array.from({ length: 10 }, stream.next), numbers);
});

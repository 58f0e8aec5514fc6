import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { FEATURES } from "../features/features.ts";
import { packed, unpacked, weightsWithout } from "./left_out.ts";
import { KINDS } from "./scorer.ts";
import { examplesWithout, trainLeftOut } from "./train_left_out.ts";
import type { Example } from "./train_scorer.ts";

/** Two services with two features each, and in turn a fault of each kind, two faults, and none. */
const EXAMPLES: Example[] = [
  ...KINDS.map((_, kind) => [kind]),
  [0, KINDS.length + 1],
  [2 * KINDS.length],
].map((truth, i) => ({ features: Float32Array.of(i, 1, -i, 2), truth }));

Deno.test("examples without a kind are all but those in which any service has a fault of it; nothing wrong is no kind", () => {
  const known = examplesWithout(KINDS[0]!, EXAMPLES, 2);
  strictEqual(known.length, EXAMPLES.length - 2);
  deepStrictEqual(known.at(-1)!.truth, [2 * KINDS.length]);
  strictEqual(examplesWithout(KINDS[1]!, EXAMPLES, 2).length, EXAMPLES.length - 2);
  strictEqual(examplesWithout(KINDS[2]!, EXAMPLES, 2).length, EXAMPLES.length - 1);
});

const options = {
  ...{ featureNames: ["a", "b"], seed: 1, units: 3, epochs: 2 },
  ...{ batch: 4, learningRate: 0.01, weightDecay: 0 },
};

Deno.test("a network without a kind does not depend on the others, and is the same again", () => {
  const some = trainLeftOut(EXAMPLES, { ...options, kinds: ["partition", "disk_full"] });
  const one = trainLeftOut(EXAMPLES, { ...options, kinds: ["disk_full"] });
  strictEqual(one.networks.disk_full, some.networks.disk_full);
  ok(some.networks.partition !== some.networks.disk_full);
});

Deno.test("packed weights come back to three digits, and a network that is not there is told with those that are", () => {
  const file = trainLeftOut(EXAMPLES, { ...options, kinds: ["partition"] });
  const weights = unpacked(file, "partition");
  strictEqual(packed(weights), file.networks.partition);
  const exact = { ...weights, hidden: weights.hidden.map((x) => x * (1 + 1e-5)) };
  const again = unpacked({ ...file, networks: { partition: packed(exact) } }, "partition");
  again.hidden.forEach((x, i) =>
    ok(Math.abs(x - exact.hidden[i]!) <= 1e-3 * Math.abs(exact.hidden[i]!) + 1e-7)
  );
  throws(() => unpacked(file, "disk_full"), /without "disk_full"\. Known: partition/);
});

Deno.test("a network was shipped without each kind, for today's features, in 600 kB", () => {
  for (const kind of KINDS) {
    const weights = weightsWithout(kind);
    deepStrictEqual(weights.features, FEATURES);
    ok(Object.values(weights).flat().every((x) => typeof x === "string" || Number.isFinite(x)));
  }
  strictEqual(weightsWithout("partition"), weightsWithout("partition"));
  ok(Deno.statSync(new URL("./left_out.json", import.meta.url)).size <= 600_000);
});

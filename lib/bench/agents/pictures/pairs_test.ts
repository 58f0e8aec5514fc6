import { UsageError } from "../../../model/mod.ts";
import { deepStrictEqual, ok, throws } from "node:assert";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { pairedEstimate, pairUp } from "./pairs.ts";

const record = (seed: number, slo_steps: number, trial = 1) => madeUpRecord({ seed, slo_steps, trial });

Deno.test("pairUp() pairs by seed in whatever order, within a trial, and leaves out what has no partner", () => {
  const a = [record(1, 10), record(2, 20), record(1, 11, 2), record(9, 90)];
  const b = [record(2, 200), record(1, 110, 2), record(1, 100)];
  deepStrictEqual(pairUp(a, b, "slo_steps"), { a: [10, 20, 11], b: [100, 200, 110], trials: [1, 1, 2] });
});

Deno.test("pairUp() leaves out episodes in which the outcome did not happen, and refuses if none is left", () => {
  const with_ = { ...record(1, 0), detection_delay: 3 };
  deepStrictEqual(pairUp([with_, record(2, 0)], [with_, record(2, 0)], "detection_delay").a, [3]);
  throws(() => pairUp([with_], [record(1, 0)], "detection_delay"), /Cannot pair "full"/);
  throws(() => pairUp([record(1, 0)], [record(2, 0)], "slo_steps"), UsageError);
});

Deno.test("pairedEstimate() resamples whole trials: those that differ leave more open than as many single pairs", () => {
  const trials = [1, 2, 3, 4].flatMap((trial) => Array<number>(10).fill(trial));
  const pairs = { a: trials.map((trial) => 10 * trial), b: trials.map(() => 0), trials };
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const single = pairedEstimate({ ...pairs, trials: trials.map(() => 1) });
  deepStrictEqual([pairedEstimate(pairs).value, single.value], [25, 25]);
  ok(width(pairedEstimate(pairs)) > 2 * width(single));
});

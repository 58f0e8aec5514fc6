import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { METRIC_COUNT, type MetricTable } from "../../model/mod.ts";
import { KINDS, type Scores } from "../learnt/scorer.ts";
import { asFarAsSeen, contradicted, contradiction, unseenShares } from "./doubt.ts";

/** The scores of two services, and the probability that nothing is wrong. */
function scores(atFault: readonly [number, number], nothing = 0): Scores {
  const posterior = new Float64Array(2 * KINDS.length + 1);
  posterior[posterior.length - 1] = nothing;
  return { atFault: Float64Array.from(atFault), posterior };
}

const RULE = { service: 1, fault: "partition", confidence: 0.9, evidence: "calls are missing" } as const;

Deno.test("a rule that names another service than the network takes most of the blame", () => {
  const network = scores([0.99, 0.02]);
  strictEqual(contradiction(network, RULE), RULE);
  const blame = contradicted(network, RULE);
  ok(Math.abs(blame[0]! - 0.3 * 0.99) < 1e-12 && Math.abs(blame[1]! - (0.3 * 0.02 + 0.7 * 0.9)) < 1e-12);
});

Deno.test("a rule is no contradiction where the network blames its service too, and without one all stays as it was", () => {
  strictEqual(contradiction(scores([0.99, 0.6]), RULE), undefined);
  strictEqual(contradiction(scores([0.99, 0.02]), undefined), undefined);
  deepStrictEqual([...contradicted(scores([0.99, 0.02]), undefined)], [0.99, 0.02]);
});

Deno.test("a rule counts as far as the network holds that anything is wrong", () => {
  const blame = contradicted(scores([0.01, 0.01], 0.98), RULE);
  ok(blame[1]! < 0.03, `${blame}`);
});

/** Two services with three rows; the columns named are missing. */
function table(missing: readonly number[]): MetricTable {
  return {
    indicators: [],
    timesSeconds: Float64Array.of(0, 5, 10),
    columns: Array.from(
      { length: 2 * METRIC_COUNT },
      (_, i) => Float64Array.from([1, 2, 3], (x) => missing.includes(i) ? NaN : x),
    ),
  };
}

Deno.test("a service that exports nothing keeps its part of the blame, one metric hardly matters", () => {
  const whole = scores([0.9, 0]);
  const silent = unseenShares(table([]), table([5, 6, 7, 8, 9]));
  deepStrictEqual([...silent].map((x) => Number(x.toFixed(9))), [0, 1]);
  const blame = asFarAsSeen(whole.atFault, whole, silent);
  ok(Math.abs(blame[0]! - 0.45) < 1e-9 && Math.abs(blame[1]! - 0.5) < 1e-9, `${blame}`);
  deepStrictEqual([...unseenShares(table([2]), table([]))].map((x) => Number(x.toFixed(9))), [0.04, 0]);
  strictEqual(asFarAsSeen(whole.atFault, whole, unseenShares(table([]), table([]))), whole.atFault);
});

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { FEATURES } from "../features/features.ts";
import { KINDS, type Scores } from "../learnt/scorer.ts";
import { asFarAsSeen, contradiction, kindsWithRule, unseenShares, withRule } from "./doubt.ts";

const PARTITION = KINDS.indexOf("partition");

/** The scores of two services, the probability of a partition at the second, and that of nothing wrong. */
function scores(
  atFault: readonly [number, number],
  { partition = 0, nothing = 0 }: { readonly partition?: number; readonly nothing?: number } = {},
): Scores {
  const posterior = new Float64Array(2 * KINDS.length + 1);
  posterior[KINDS.length + PARTITION] = partition;
  posterior[posterior.length - 1] = nothing;
  return { atFault: Float64Array.from(atFault), posterior };
}

const RULE = { service: 1, fault: "partition", confidence: 0.95, evidence: "calls are missing" } as const;
const near = (a: number, b: number) => ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);

Deno.test("a rule of a kind that the network gives no probability takes most of the blame", () => {
  const network = scores([0.99, 0.02], { partition: 1e-4 });
  strictEqual(contradiction(network, RULE), RULE);
  const blame = withRule(network, RULE);
  near(blame[0]!, 0.15 * 0.99);
  near(blame[1]!, 0.15 * 0.02 + 0.85 * 0.95);
});

Deno.test("a rule whose kind the network knows and holds less likely lowers its confidence, and no more", () => {
  const network = scores([0.99, 0.02], { partition: 0.05 });
  strictEqual(contradiction(network, RULE), undefined);
  const blame = withRule(network, RULE);
  near(blame[0]!, 0.8 * 0.99);
  near(blame[1]!, 0.8 * 0.02 + 0.2 * 0.95);
});

Deno.test("a rule that is often wrong changes nothing, and without one all stays as it was", () => {
  const network = scores([0.99, 0.02]);
  const weak = { ...RULE, confidence: 0.85 };
  strictEqual(contradiction(network, weak), undefined);
  deepStrictEqual([...withRule(network, weak)], [0.99, 0.02]);
  strictEqual(contradiction(network, undefined), undefined);
  deepStrictEqual([...withRule(network, undefined)], [0.99, 0.02]);
});

Deno.test("a rule that names the network's suspect takes away part of the doubt", () => {
  const blame = withRule(scores([0.1, 0.7], { partition: 0.7 }), RULE);
  near(blame[1]!, 0.7 + 0.6 * (0.95 - 0.7));
  strictEqual(blame[0], 0.1);
  deepStrictEqual([...withRule(scores([0, 0.99]), RULE)], [0, 0.99]);
});

Deno.test("a rule is no contradiction where the network knows its kind of fault and blames what looks the same to it", () => {
  const alike = { ...RULE, alike: { service: 0, fault: "pool_exhaustion" } } as const;
  strictEqual(contradiction(scores([0.99, 0.02], { partition: 1e-4 }), alike), undefined);
  strictEqual(contradiction(scores([0.99, 0.02], { partition: 1e-6 }), alike), alike);
  strictEqual(contradiction(scores([0.02, 0.02]), alike), alike);
});

Deno.test("a rule counts as far as the network holds that anything is wrong", () => {
  for (const atFault of [[0.01, 0.005], [0.005, 0.01]] as const) {
    const blame = withRule(scores(atFault, { nothing: 0.98 }), RULE);
    ok(blame[1]! < 0.03, `${blame}`);
  }
});

Deno.test("a kind that only a rule knows shares with those of the network, of which it leaves a sure one likeliest", () => {
  const top = (share: number) => {
    const kinds = kindsWithRule([["slow_query", share], ["packet_loss", 1 - share]], RULE);
    near(kinds.reduce((sum, [, one]) => sum + one, 0), 1);
    return kinds.toSorted((a, b) => b[1] - a[1])[0]![0];
  };
  deepStrictEqual([top(0.98), top(0.7)], ["slow_query", "partition"]);
});

/** The features of two services, of which those named are missing. */
function table(missing: readonly [service: number, feature: string][]): Float64Array {
  const features = new Float64Array(2 * FEATURES.length);
  for (const [service, name] of missing) features[service * FEATURES.length + FEATURES.indexOf(name)] = NaN;
  return features;
}

Deno.test("a service that exports nothing keeps its part of the blame, one metric hardly matters", () => {
  const whole = scores([0.9, 0]);
  const rises = ["latency rise", "errors rise", "cpu rise", "memory rise", "requests rise"];
  const silent = unseenShares(table(rises.map((name) => [1, name])));
  deepStrictEqual([...silent].map((x) => Number(x.toFixed(9))), [0, 1]);
  const blame = asFarAsSeen(whole.atFault, whole, silent);
  ok(Math.abs(blame[0]! - 0.45) < 1e-9 && Math.abs(blame[1]! - 0.5) < 1e-9, `${blame}`);
  deepStrictEqual([...unseenShares(table([[0, "cpu rise"]]))].map((x) => Number(x.toFixed(9))), [0.04, 0]);
  strictEqual(asFarAsSeen(whole.atFault, whole, unseenShares(table([]))), whole.atFault);
});

Deno.test("where a network has not met one of two kinds that look alike to a rule, both services share the blame", () => {
  const alike = { ...RULE, alike: { service: 0, fault: "pool_exhaustion" } } as const;
  const network = scores([0.02, 0.9], { partition: 0.9 });
  const other = contradiction(network, alike)!;
  deepStrictEqual([other.service, other.fault], [0, "pool_exhaustion"]);
  const blame = withRule(network, alike);
  near(blame[0]!, 0.5 * 0.02 + 0.5 * 0.95);
  near(blame[1]!, 0.5 * 0.9);
  const knowing = scores([0.02, 0.9], { partition: 0.9 });
  knowing.posterior[KINDS.indexOf("pool_exhaustion")] = 1e-3;
  strictEqual(contradiction(knowing, alike), undefined);
});

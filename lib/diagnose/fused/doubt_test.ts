import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Signals } from "../../model/mod.ts";
import { FEATURES } from "../features/features.ts";
import { learnSignalFeatures } from "../features/signal_features.ts";
import { KINDS, type Scores } from "../learnt/scorer.ts";
import { asFarAsSeen, contradicted, contradiction, unseenShares } from "./doubt.ts";

/** The scores of two services, and the probability that nothing is wrong. */
function scores(atFault: readonly [number, number], nothing = 0): Scores {
  const posterior = new Float64Array(2 * KINDS.length + 1);
  posterior[posterior.length - 1] = nothing;
  return { atFault: Float64Array.from(atFault), posterior };
}

const NO_SIGNALS: Signals = {
  metrics: { indicators: [], timesSeconds: new Float64Array(0), columns: [] },
  logs: [],
};

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

Deno.test("a rule is no contradiction where the network blames what looks the same to it", () => {
  const alike = { ...RULE, alike: { service: 0, fault: "pool_exhaustion" } } as const;
  strictEqual(contradiction(scores([0.99, 0.02]), alike), undefined);
  strictEqual(contradiction(scores([0.02, 0.02]), alike), alike);
});

Deno.test("waits for a connection in traces refute a partition, but only at the service that the network blames", () => {
  const [idle] = learnSignalFeatures(["api"], NO_SIGNALS)(NO_SIGNALS);
  const waiting = { ...idle!, poolWaitSeconds: 0.2 };
  strictEqual(contradiction(scores([0.99, 0.02]), RULE, [waiting, idle!]), undefined);
  strictEqual(contradiction(scores([0.99, 0.02]), RULE, [idle!, idle!]), RULE);
  strictEqual(contradiction(scores([0.1, 0.02]), RULE, [waiting, idle!]), RULE);
  const full = { ...RULE, fault: "disk_full" } as const;
  strictEqual(contradiction(scores([0.99, 0.02]), full, [waiting, idle!]), full);
});

Deno.test("a rule counts as far as the network holds that anything is wrong", () => {
  const blame = contradicted(scores([0.01, 0.01], 0.98), RULE);
  ok(blame[1]! < 0.03, `${blame}`);
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

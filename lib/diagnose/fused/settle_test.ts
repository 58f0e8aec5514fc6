import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  CPU_UTILISATION,
  METRIC_COUNT,
  METRICS,
  type MetricTable,
  REQUEST_RATE,
  type Signals,
} from "../../model/mod.ts";
import type { NetworkJudgement } from "./by_network.ts";
import type { Judgement } from "./explain.ts";
import { settledByNetwork, settledByOpinions } from "./settle.ts";

/** Observations of three services in rest, but for some metrics by service and name. */
function observed(changed: Readonly<Record<string, number>> = {}): MetricTable {
  const usual = [20, 0, 0.4, 0.5, 100];
  return {
    layout: "services-by-metrics",
    indicators: ["web", "api", "db"].flatMap((service) =>
      METRICS.map((metric) => ({ service, metric, role: "other" as const }))
    ),
    timesSeconds: Float64Array.of(0, 5, 10),
    columns: ["web", "api", "db"].flatMap((service) =>
      METRICS.map((metric, i) => new Float64Array(3).fill(changed[`${service} ${metric}`] ?? usual[i]!))
    ),
  };
}

const network = (blame: readonly number[], rest: Partial<NetworkJudgement> = {}): NetworkJudgement => ({
  blame: Float64Array.from(blame),
  faultOf: () => "memory_leak",
  wrong: 1,
  strange: false,
  trained: true,
  several: true,
  ...rest,
});
const opinions = (blame: readonly number[], rest: Partial<Judgement> = {}): Judgement => ({
  blame: Float64Array.from(blame),
  faultOf: () => undefined,
  happened: 1,
  ...rest,
});

/** Blame by both, and whether opinions were asked. */
function settled(first: NetworkJudgement, second: Judgement, after = observed(), before = observed()) {
  let asked = false;
  const judge = settledByNetwork(
    {
      network: () => first,
      opinions: () => {
        asked = true;
        return second;
      },
    },
    before,
  );
  const signals: Signals = { metrics: after };
  return { ...judge(signals), asked };
}

const sumOf = (blame: Float64Array) => blame.reduce((a, b) => a + b, 0);
const OTHERS = opinions([0, 0, 0.99]);

Deno.test("a network that is certain of a system that it knows has the word, and nobody else is asked", () => {
  const { blame, asked } = settled(network([0, 0.95, 0]), OTHERS);
  deepStrictEqual([...blame], [0, 0.95, 0]);
  strictEqual(asked, false);
  strictEqual(settled(network([0, 0.7, 0.8]), OTHERS).asked, false, "certain that it is one of two");
});

Deno.test("opinions have the word on what the network was never shown, and where it names nobody though something is wrong", () => {
  strictEqual(settled(network([0, 0.95, 0], { strange: true }), OTHERS).blame[2], 0.99);
  strictEqual(settled(network([0, 0.01, 0]), OTHERS).blame[2], 0.99);
  strictEqual(settled(network([0, 0.01, 0], { wrong: 0.2 }), OTHERS).blame[1], 0.01);
  strictEqual(settled(network([0, 0.01, 0]), opinions([0, 0, 0.99], { happened: 0.5 })).blame[1], 0.01);
  const hardly = settled(network([0, 0.1, 0], { wrong: 0.2 }), OTHERS);
  ok(hardly.asked && hardly.blame[1]! > 0.03, "it names somebody, though with little certainty");
});

Deno.test("a service that is dead or silent by metrics is no matter for the network", () => {
  const dead = opinions([0, 0, 0.99], { dead: 1 });
  const certain = network([0, 0.95, 0]);
  const none = { "db cpuUtilisation": 0, "db requestRate": 0 };
  const silent = Object.fromEntries(METRICS.map((metric) => [`db ${metric}`, NaN]));
  strictEqual(settled(certain, dead, observed(none)).blame[2], 0.99);
  strictEqual(settled(certain, dead, observed(silent)).blame[2], 0.99);
  const few = { "db cpuUtilisation": 0.01, "db requestRate": 2 };
  strictEqual(settled(certain, dead, observed(few)).blame[2], 0.99, "next to nothing");
  const usual = observed();
  const lately = {
    ...usual,
    columns: usual.columns.map((values, i) =>
      [CPU_UTILISATION, REQUEST_RATE].some((metric) => i === 2 * METRIC_COUNT + metric)
        ? Float64Array.of(...values, 0, 0, 0)
        : values
    ),
  };
  strictEqual(settled(certain, dead, lately).blame[2], 0.99, "since the latest rows");
  const unmeasured = observed({ "db cpuUtilisation": NaN });
  strictEqual(
    settled(certain, dead, observed(silent), unmeasured).blame[2],
    0.99,
    "its CPU never was measured",
  );
  strictEqual(
    settled(certain, dead, observed({ "db cpuUtilisation": 0 })).asked,
    false,
    "it still has requests",
  );
  strictEqual(settled(certain, dead, observed({ "db requestRate": 0 })).asked, false, "it still works");
  strictEqual(settled(certain, opinions([0, 0, 0.99], { dead: 0.5 }), observed(none)).blame[1], 0.95);
});

Deno.test("an uncertain network yields to opinions that contradict it, unless they see the same or records were read", () => {
  const unsure = network([0, 0.7, 0]);
  const { blame, faultOf } = settled(unsure, OTHERS);
  ok(blame[2]! > 0.6 && blame[1]! > 0.2 && blame[1]! < 0.3, `${blame}`);
  const { mixedOf } = settled(unsure, OTHERS);
  deepStrictEqual(mixedOf!.map(([weight, { blame }]) => [weight, ...blame]), [[0.35, 0, 0.7, 0], [
    0.65,
    0,
    0,
    0.99,
  ]]);
  strictEqual(faultOf(1), "memory_leak");
  strictEqual(faultOf(2), undefined);
  strictEqual(
    settled(unsure, opinions([0, 0, 0.99], { cutOff: [1] })).blame[1],
    0.7,
    "cut off from its suspect",
  );
  strictEqual(settled(unsure, opinions([0, 0.99, 0])).blame[1], 0.7, "the same suspect");
  strictEqual(settled(unsure, opinions([0, 0, 0.6])).blame[1], 0.7, "no surer than it");
  strictEqual(settled(network([0, 0.7, 0], { records: [] }), OTHERS).asked, false);
});

/** Opinions on a system whose metrics can't be read as observations, so that no network is asked. */
function unsettled(opinion: Judgement): Judgement {
  const services = ["web", "api", "db"];
  const metrics: MetricTable = { indicators: [], timesSeconds: Float64Array.of(0, 5, 10), columns: [] };
  return settledByOpinions(() => opinion, { services, graph: [] }, { metrics })({ metrics });
}

Deno.test("who only suffers shares the blame with those that it may be cut off from", () => {
  const shared = (
    rest: Partial<Judgement>,
    blame = [0, 0.9, 0],
  ) => [...unsettled(opinions(blame, rest)).blame];
  const near = (found: readonly number[], wanted: readonly number[]) =>
    ok(found.every((x, i) => Math.abs(x - wanted[i]!) < 1e-9), `${found}`);
  near(shared({ cutOff: [2] }), [0, 0.495, 0.405]);
  near(shared({ cutOff: [0, 2] }), [0.2025, 0.495, 0.2025]);
  near(shared({}), [0, 0.9, 0]);
  near(shared({ cutOff: [2] }, [0, 0.8, 0.2]), [0, 0.44, 0.56]);
  for (const told of [{ dead: 0.5 }, { changed: 0.5 }, { lull: true }, { surge: 1.5 }, { happened: 0.99 }]) {
    near(shared({ cutOff: [2], ...told }), [0, 0.9, 0]);
  }
});

/** Blame where only calls are known, by both, and whether the network was asked. */
function guessed(
  second: NetworkJudgement,
  first: Judgement,
  { services = ["web", "api", "db"], before = {} }: { services?: string[]; before?: Partial<Signals> } = {},
) {
  let asked = false;
  const metrics = observed();
  const judge = settledByOpinions(() => first, { services, graph: [] }, { metrics, ...before }, () => {
    asked = true;
    return () => second;
  });
  return { ...judge({ metrics }), asked };
}

Deno.test("where only calls are known a certain network has nine tenths of the word", () => {
  const first = opinions([0, 0, 0.9]);
  const certain = network([0, 1, 0]);
  const { blame, mixedOf, trained } = guessed(certain, first);
  deepStrictEqual([...blame].map((x) => Number(x.toFixed(3))), [0, 0.9, 0.09]);
  ok(trained);
  strictEqual(mixedOf![0]![1], certain, "that several may be at fault is its word");
  strictEqual(guessed(network([0, 0.8, 0]), first).blame[1], 0, "not certain");
  strictEqual(guessed(network([0, 1, 0], { strange: true }), first).blame[1], 0, "never shown");
});

Deno.test("where only calls are known a network that opinions bear out is heard if it holds a service likelier than not", () => {
  const first = opinions([0, 0, 0.9], { cutOff: [1] });
  const found = guessed(network([0, 0.8, 0]), first);
  ok(Math.abs(found.blame[1]! - 0.52) < 1e-9, `${found.blame}`);
  deepStrictEqual(
    [...guessed(network([0, 0.4, 0]), first).blame],
    [0, 0.405, 0.495],
    "links share the blame",
  );
});

Deno.test("where only calls are known links to callees are added unless a network has weighed them", () => {
  const first = opinions([0, 0.9, 0], { cutOff: [2] });
  const [weighed, not] = [["web", "api", "db"], ["web", "api", "bank"]].map((services) =>
    guessed(network([0, 1, 0]), first, { services }).blame[2]!
  );
  ok(weighed === 0 && not! > 0.4, `${weighed} ${not}`);
  const { mixedOf } = guessed(network([0.4, 1, 0]), first, { services: ["web", "api", "bank"] });
  const [, { blame, several }] = mixedOf![0]!;
  ok(!several && Math.abs(sumOf(blame) - 1) < 1e-9, `the service or its link, not both: ${blame}`);
  const other = guessed(network([1, 0, 0]), first, { services: ["web", "api", "bank"] });
  strictEqual(other.blame[2], 0, "who is cut off is not its suspect");
});

Deno.test("where only calls are known no network is asked about logs or traces, nor where opinions rest on more than who suffers", () => {
  const certain = network([0, 1, 0]);
  for (const before of [{ spans: [] }, { logs: [] }]) {
    strictEqual(guessed(certain, OTHERS, { before }).asked, false);
  }
  for (const told of [{ dead: 0.5 }, { changed: 0.5 }, { lull: true }, { surge: 1.5 }, { happened: 0.99 }]) {
    strictEqual(guessed(certain, opinions([0, 0, 0.99], told)).asked, false, JSON.stringify(told));
  }
  strictEqual(guessed(certain, OTHERS).asked, true);
});

Deno.test("the kind of fault is that of whom most of the blame is by", () => {
  const kindsOf = () => [["memory_leak", 1]] as const;
  const { faultOf, kindsOf: mixedKinds } = guessed(network([0, 1, 0.1], { kindsOf }), OTHERS);
  deepStrictEqual([faultOf(1), faultOf(2)], ["memory_leak", undefined]);
  deepStrictEqual([mixedKinds!(1), mixedKinds!(2)], [[["memory_leak", 1]], []]);
});

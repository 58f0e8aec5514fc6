import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { SEVERITY, type Signals } from "../../model/mod.ts";
import { learnSignalFeatures } from "../features/signal_features.ts";
import { around100, madeUpSignals } from "../testing/made_up_signals.ts";
import { explain } from "./explain.ts";

const services = ["front", "db"];

/** What is said against db, by its probability. */
function said(
  before: Signals,
  after: Signals,
  { trained = false, blame = [0.1, 0.8] } = {},
) {
  const judgement = { blame: Float64Array.from(blame), faultOf: () => undefined, trained };
  return explain(judgement, { services, before, after });
}
const quoted = (...signals: [Signals, Signals]) => said(...signals).evidence?.map(({ text }) => text) ?? [];

Deno.test("both figures of a piece of evidence have one unit: percent only where both may be shares", () => {
  const cpu = (x: number) => madeUpSignals({ "db/cpu": Array(20).fill(x) });
  deepStrictEqual(quoted(cpu(0.5), cpu(2.28)), ["its cpu is 2.28 averaged over 15 s, usually 0.5"]);
  deepStrictEqual(quoted(cpu(2.28), cpu(0.5)), ["its cpu is 0.5 averaged over 15 s, usually 2.28"]);
  deepStrictEqual(quoted(cpu(0.2), cpu(0.95)), ["its cpu is 95 % averaged over 15 s, usually 20 %"]);
  const counts = (db: number) =>
    madeUpSignals({ "db/errors": Array(20).fill(db), "front/errors": Array(20).fill(7) });
  deepStrictEqual(quoted(counts(0), counts(0.9)), ["its errors are 0.9 averaged over 15 s, usually 0"]);
});

Deno.test("a metric that ends is no evidence, and one that ends early isn't either", () => {
  const before = madeUpSignals({ "db/cpu": around100(20), "db/latency": around100(20) });
  const after = (latency: number[]) =>
    madeUpSignals({ "db/cpu": [300, 310, 305, 300], "db/latency": latency });
  for (const latency of [[NaN, NaN, NaN, NaN], [NaN, 100, NaN, 101]]) {
    deepStrictEqual(quoted(before, after(latency)), ["its cpu is 305 averaged over 15 s, usually 100"]);
  }
});

Deno.test("a metric that is back where it was by the end of the window is quoted as it was at its farthest, a single row isn't", () => {
  const before = madeUpSignals({ "db/cpu": around100(20) });
  const after = (...values: number[]) => madeUpSignals({ "db/cpu": [...values, ...around100(8)] });
  deepStrictEqual(quoted(before, after(290, 300, 310, 320)), [
    "its cpu was 310 averaged over 15 s, usually 100",
  ]);
  deepStrictEqual(quoted(before, madeUpSignals({ "db/cpu": [...around100(8), 290, 300, 310] })), [
    "its cpu is 300 averaged over 15 s, usually 100",
  ]);
  deepStrictEqual(quoted(before, after(103)), []);
});

Deno.test("without evidence nobody is named, however sure the judgement is", () => {
  const usual = madeUpSignals({ "db/cpu": around100(20), "front/latency": around100(20) });
  const { confidence, ranking, rationale } = said(usual, usual, { blame: [0.01, 0.99] });
  strictEqual(confidence, 0);
  ok(ranking.every(({ score }) => score === 0));
  match(rationale, /^Nobody can be named: /);
});

Deno.test("the metric that is quoted where nobody is named is told as an indicator, too", () => {
  const usual = madeUpSignals({ "db/cpu": around100(20), "front/latency": around100(20) });
  const moved = madeUpSignals({ "db/cpu": around100(20), "front/latency": Array(20).fill(300) });
  const { rationale, indicators } = said(usual, moved, { blame: [0, 0] });
  match(rationale, /^Nobody can be named: front's latency is 300 /);
  deepStrictEqual(indicators?.map(({ service, metric }) => [service, metric]), [["front", "latency"]]);
  const still = madeUpSignals({ "db/cpu": Array(20).fill(5) });
  deepStrictEqual(said(still, still, { blame: [0, 0] }).indicators, undefined);
});

Deno.test("a share of what is new in the logs is quoted where nothing else can be, from a fifth on", () => {
  const usual = madeUpSignals({ "db/cpu": around100(20) });
  const features = learnSignalFeatures(services, usual)(usual);
  const judged = (front: number, db: number) =>
    explain({
      blame: Float64Array.of(0, 0.3),
      faultOf: () => undefined,
      records: features.map((its, i) => ({ ...its, logBlame: i === 0 ? front : db })),
    }, { services, before: usual, after: usual });
  match(
    judged(1, 3).rationale,
    /^nobody at fault: 70 % sure; if anybody, db \(30 %\); 75 % of what is new in the logs is about it; to tell /,
  );
  strictEqual(judged(9, 1).confidence, 0);
  strictEqual(judged(0, 0).confidence, 0);
});

Deno.test("of a trained judgement the metric that moved most is quoted, of another service if need be", () => {
  const before = madeUpSignals({ "db/cpu": around100(20), "front/latency": around100(20) });
  const trained = { trained: true };
  const own = said(
    before,
    madeUpSignals({ "db/cpu": [106, 106, 106], "front/latency": [90, 90, 90] }),
    trained,
  );
  deepStrictEqual(own.evidence!.map(({ text }) => text), ["its cpu is 106 averaged over 15 s, usually 100"]);
  const other = said(
    before,
    madeUpSignals({ "db/cpu": [100, 100, 100], "front/latency": [103, 103, 103] }),
    trained,
  );
  deepStrictEqual(other.evidence!.map(({ service, text }) => [service, text]), [
    ["front", "front's latency is 103 averaged over 15 s, usually 100"],
  ]);
  strictEqual(other.confidence, 0.8);
  strictEqual(said(before, before, trained).suspect, "db");
});

Deno.test("of a trained judgement what has clearly moved at a caller goes before what has hardly moved at the suspect", () => {
  const before = madeUpSignals({ "db/cpu": around100(20), "front/latency": around100(20) });
  const quotedOf = (cpu: number, latency: number) => {
    const after = madeUpSignals({ "db/cpu": Array(3).fill(cpu), "front/latency": Array(3).fill(latency) });
    const judgement = { blame: Float64Array.of(0.1, 0.8), faultOf: () => undefined, trained: true };
    const graph = [{ caller: "front", callee: "db" }];
    return explain(judgement, { services, graph, before, after }).evidence!.map(({ text }) => text);
  };
  const far = "its caller front's latency is 300 averaged over 15 s, usually 100";
  deepStrictEqual(quotedOf(103, 300), [far]);
  deepStrictEqual(quotedOf(103, 104), ["its cpu is 103 averaged over 15 s, usually 100"]);
  deepStrictEqual(quotedOf(300, 300), ["its cpu is 300 averaged over 15 s, usually 100"]);
});

Deno.test("words in the logs are quoted of the service that wrote them, whoever is blamed for them", () => {
  const record = (service: string, body: string, i: number) => ({
    timeSeconds: i,
    service,
    severityNumber: SEVERITY.error,
    body,
  });
  const usual = madeUpSignals({ "db/cpu": around100(20) });
  const rationaleOf = (writer: string, body: string, blame: readonly number[]) => {
    const after = { ...usual, logs: Array.from({ length: 30 }, (_, i) => record(writer, body, i)) };
    const before = { ...usual, logs: [record("front", "started", 0)] };
    return explain({
      blame: Float64Array.from(blame),
      faultOf: () => undefined,
      records: learnSignalFeatures(services, before)(after),
    }, { services, before, after });
  };
  const named = rationaleOf("front", "timeout while calling db", [0.01, 0.9]);
  strictEqual(named.suspect, "db");
  match(named.rationale, /logs of front that name it speak of "timeout" as never before/);
  ok(!named.rationale.includes("its logs"), named.rationale);
  strictEqual(named.evidence!.find(({ signal }) => signal === "log")!.service, "front");
  match(rationaleOf("db", "timeout", [0.01, 0.9]).rationale, /its logs speak of "timeout" as never before/);
});

Deno.test("where nobody is named a look is told if something has happened, between those who are suspected", () => {
  const usual = madeUpSignals({ "db/cpu": around100(20) });
  const judged = (happened: number, suspicion: readonly number[]) =>
    explain({
      blame: new Float64Array(2),
      faultOf: () => undefined,
      happened,
      suspicion: Float64Array.from(suspicion),
    }, { services, before: usual, after: usual });
  const { look, rationale, confidence } = judged(1, [0.6, 0.4]);
  strictEqual(confidence, 0);
  deepStrictEqual(look!.between, [["front"], ["db"]]);
  match(rationale, /^Nobody can be named: .*; to tell whether it is front or db, look next at /);
  strictEqual(judged(0.2, [0.6, 0.4]).look, undefined);
  strictEqual(judged(1, [0, 0]).look, undefined);
});

Deno.test("a latency at two spreads is quoted only where it is certain that something has happened, and no other metric is", () => {
  const saidOf = (metric: string, happened: number) => {
    const before = madeUpSignals({ [`db/${metric}`]: around100(20) });
    const [usual, far] = [100, quoted(before, madeUpSignals({ [`db/${metric}`]: Array(8).fill(120) }))];
    strictEqual(far.length, 1, `${usual}`);
    const after = madeUpSignals({ [`db/${metric}`]: Array(8).fill(115) });
    strictEqual(quoted(before, after).length, 0);
    return explain({ blame: Float64Array.from([0.1, 0.8]), faultOf: () => undefined, happened }, {
      services,
      before,
      after,
    }).evidence?.length ?? 0;
  };
  deepStrictEqual([saidOf("latency", 1), saidOf("latency", 0.2), saidOf("cpu", 1)], [1, 0, 0]);
});

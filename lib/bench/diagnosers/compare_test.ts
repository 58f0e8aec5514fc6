import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { simulatedIncidents } from "./simulated_incidents.ts";
import { madeUpVerdict } from "./testing/made_up_verdict.ts";
import type { View } from "./view.ts";
import { wilsonInterval } from "../../stats/mod.ts";
import { compareDiagnosers, summariseVerdicts } from "./compare.ts";
import { comparisonToJson } from "./json.ts";
import { comparisonText } from "./text.ts";
import { verdictsFromCsv } from "./verdicts_csv.ts";
import { verdictsToCsv } from "./verdicts_csv.ts";

/** A method that names these services, in an incident each whose cause is the db. */
function verdictsOf(method: string, named: readonly (readonly string[])[], view: View = "everything") {
  return named.map((services, i) => madeUpVerdict({ method, view, incident: `${i}`, named: services }));
}

const RIGHT = ["db", "api"];
const SECOND = ["api", "db"];

Deno.test("summariseVerdicts() gives AC@k, Avg@5 and MRR of a first, a second place and an empty answer", () => {
  const [{ cases, ac1, ac3, avg5, mrr }] = summariseVerdicts(verdictsOf("m", [RIGHT, SECOND, []]))
    .methods as never as [
      Record<string, number>,
    ];
  strictEqual(cases, 3);
  strictEqual(ac1, 1 / 3);
  strictEqual(ac3, 2 / 3);
  ok(Math.abs(avg5! - (1 + 4 / 5) / 3) < 1e-12);
  strictEqual(mrr, 1.5 / 3);
});

Deno.test("summariseVerdicts() counts half a point at one place for one of two causes, with an interval that isn't Wilson's", () => {
  const two = [["db", "x"], ["x", "db"]].map((named, i) =>
    madeUpVerdict({ incident: `${i}`, truth: ["db", "api"], named })
  );
  const [summary] = summariseVerdicts(two).methods;
  deepStrictEqual([summary!.ac1, summary!.ac3], [0.5, 0.5]);
  const [single] = summariseVerdicts(verdictsOf("m", [RIGHT, RIGHT, SECOND])).methods;
  deepStrictEqual(single!.intervals.ac1, wilsonInterval({ successes: 2, cases: 3 }));
});

Deno.test("summariseVerdicts() takes the specificity from the cases without a fault alone, at a confidence below 0.5", () => {
  const calm = [0.49, 0.5, 0.1, 0.9].map((confidence) => madeUpVerdict({ truth: [], confidence }));
  const [summary] = summariseVerdicts([...verdictsOf("m", [RIGHT]), ...calm]).methods;
  deepStrictEqual([summary!.cases, summary!.calmCases, summary!.specificity], [1, 4, 0.5]);
  strictEqual(Number.isNaN(summariseVerdicts(verdictsOf("m", [RIGHT])).methods[0]!.specificity), true);
});

Deno.test("summariseVerdicts() gives Brier 0.34 for confidences of 0.8 of which one of two is right", () => {
  const [summary] = summariseVerdicts(verdictsOf("m", [RIGHT, SECOND])).methods;
  ok(Math.abs(summary!.brier - (0.04 + 0.64) / 2) < 1e-12);
  ok(Math.abs(summary!.ece - 0.3) < 1e-12);
});

Deno.test("summariseVerdicts() sorts by AC@1, breaks ties by Avg@5, and compares with the best or with whom is asked for", () => {
  const verdicts = [
    ...verdictsOf("none", [[], []]),
    ...verdictsOf("second", [SECOND, SECOND]),
    ...verdictsOf("best", [RIGHT, RIGHT]),
  ];
  const { methods } = summariseVerdicts(verdicts);
  deepStrictEqual(methods.map(({ name }) => name), ["best", "second", "none"]);
  deepStrictEqual(methods.map(({ difference }) => difference.ac1.value), [0, -1, -1]);
  const [first] = summariseVerdicts(verdicts, { reference: "none" }).methods;
  deepStrictEqual([first!.difference.to, first!.difference.avg5.value], ["none", 1]);
  throws(() => summariseVerdicts(verdicts, { reference: "nobody" }), UsageError);
  throws(() => summariseVerdicts([]), UsageError);
});

Deno.test("summariseVerdicts() counts an incident of two faults for both kinds, and who named either", () => {
  const verdicts = [
    madeUpVerdict({ incident: "1", fault: "slow_query+disk_full", namedFault: "disk_full" }),
    madeUpVerdict({ incident: "2", fault: "slow_query", namedFault: null }),
  ];
  const { faults, methods } = summariseVerdicts(verdicts);
  deepStrictEqual(faults.map(({ fault, cases, kindRight }) => [fault, cases, kindRight]), [
    ["slow_query", 2, 0],
    ["disk_full", 1, 1],
  ]);
  strictEqual(methods[0]!.kindRight, 0.5);
  strictEqual(
    summariseVerdicts([madeUpVerdict({ fault: "cpu+x", namedFault: "disk_full" })]).faults[0]!.fault,
    "cpu+x",
  );
});

Deno.test("summariseVerdicts() tells what a further view gains on the same incidents", () => {
  const verdicts = [
    ...verdictsOf("m", [RIGHT, SECOND, SECOND], "metrics"),
    ...verdictsOf("m", [RIGHT, RIGHT, RIGHT]),
    ...verdictsOf("needs logs", [RIGHT, RIGHT, RIGHT]),
  ];
  const { gains } = summariseVerdicts(verdicts);
  deepStrictEqual(gains.map(({ name, view, from, ac1 }) => [name, view, from, ac1.value]), [
    ["m", "everything", "metrics", 2 / 3],
  ]);
});

Deno.test("compareDiagnosers() takes incidents one by one, and all it gives but times is the same each run", async () => {
  const run = (clock: () => number) =>
    compareDiagnosers({
      incidents: simulatedIncidents({ seeds: [1001, 1002, 1003], faultFreeSeeds: [1001] }),
      methods: ["front", "rank-correlation"],
      clock,
      calm: false,
    });
  let now = 0;
  const [a, b] = [await run(() => now++), await run(() => (now += 7))];
  const text = (comparison: typeof a) => comparisonToJson(comparison, { settings: {}, times: false });
  strictEqual(text(a), text(b));
  strictEqual(verdictsToCsv(a.verdicts), verdictsToCsv(b.verdicts));
  strictEqual(a.verdicts.length, 8);
  await rejects(compareDiagnosers({ incidents: [], methods: ["front"] }), UsageError);
});

Deno.test("comparisonToJson() has settings first, limits as pairs, null for what isn't defined, and times apart", () => {
  const comparison = summariseVerdicts(verdictsOf("m", [RIGHT]));
  const json = JSON.parse(comparisonToJson(comparison, { settings: { lateSeconds: 60 }, times: true }));
  deepStrictEqual(Object.keys(json), [
    "lateSeconds",
    "cases",
    "calmCases",
    "methods",
    "faults",
    "gains",
    "leftOut",
    "times",
  ]);
  deepStrictEqual(json.times, [{ name: "m", view: "everything", fitMsMedian: 1, diagnoseMsMedian: 2 }]);
  strictEqual(json.methods[0].specificity, null);
  strictEqual(json.methods[0].intervals.ac1.length, 2);
  strictEqual("fitMsMedian" in json.methods[0], false);
});

Deno.test("comparisonText() has a line a method, says what is left out, and leaves times out where none were taken", () => {
  const comparison = summariseVerdicts(verdictsOf("m", [RIGHT, SECOND]), {
    leftOut: [{ method: "graph", view: "everything", needs: "a topology" }],
  });
  const text = comparisonText(comparison, { times: false });
  ok(text.includes("m           2  0.50 [0.09, 0.91]"), text);
  ok(text.includes("Left out: graph needs a topology, and there is none"));
  ok(!text.includes(" ms"));
  ok(comparisonText(comparison).includes(" ms"));
});

Deno.test("verdictsToCsv() has a row a verdict, quotes rationales, and no right or wrong where nothing was wrong", () => {
  const csv = verdictsToCsv([
    madeUpVerdict({ rationale: 'a "b", c', truth: ["db", "api"] }),
    madeUpVerdict({ truth: [], named: [] }),
  ]);
  deepStrictEqual(csv.split("\n"), [
    "incident,method,view,truth,fault,named,right,confidence,named_fault,rationale",
    '1,m,everything,db|api,,db|api,true,0.8,,"a ""b"", c"',
    "1,m,everything,,,,,0.8,,db is slow",
    "",
  ]);
});

Deno.test("verdicts that are read back from a CSV come to the same figures", async () => {
  const incidents = simulatedIncidents({
    seeds: [1501, 1502, 1503],
    faultFreeSeeds: [1501, 1502, 1503, 1504],
  });
  const { verdicts, methods } = await compareDiagnosers({
    methods: ["fused", "bayes", "pagerank"],
    incidents,
  });
  const again = summariseVerdicts(verdictsFromCsv(verdictsToCsv(verdicts)));
  const figures = (summaries: typeof methods) =>
    summaries.map(({ name, ac1, specificity, brier, ece }) => ({ name, ac1, specificity, brier, ece }));
  deepStrictEqual(figures(again.methods), figures(methods));
});

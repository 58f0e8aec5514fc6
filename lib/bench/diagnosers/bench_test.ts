import { deepStrictEqual, notDeepStrictEqual, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { createBench } from "./bench.ts";
import { type Method, methodByName } from "./method.ts";
import { madeUpIncident } from "./testing/made_up_incident.ts";
import { simulatedIncidents } from "./simulated_incidents.ts";

Deno.test("createBench() puts every incident and its calm case before every method, in order", () => {
  const verdicts = createBench({ methods: ["front", "random"] }).judge(madeUpIncident("1"));
  deepStrictEqual(
    verdicts.map(({ method, incident }) => [method, incident]),
    [["front", "1"], ["random", "1"], ["front", "1/calm"], ["random", "1/calm"]],
  );
});

Deno.test("createBench() judges a calm case once for incidents that share a window before", () => {
  const bench = createBench({ methods: ["front"] });
  const first = madeUpIncident("1");
  strictEqual(bench.judge(first).length, 2);
  strictEqual(bench.judge({ ...first, incident: { ...first.incident, id: "2" } }).length, 1);
  strictEqual(bench.judge(madeUpIncident("3")).length, 2);
});

Deno.test("createBench() leaves out who needs what is not there, and says what", () => {
  const bench = createBench({
    methods: ["graph", "trace-self-time", "log-novelty", "front"],
    views: ["metrics"],
    calm: false,
  });
  deepStrictEqual(bench.judge(madeUpIncident("1")).map(({ method }) => method), ["front"]);
  deepStrictEqual(bench.leftOut.map(({ method, needs }) => `${method}: ${needs}`), [
    "graph: a topology",
    "trace-self-time: spans",
    "log-novelty: logs",
  ]);
});

Deno.test("createBench() puts two settings of one method side by side, and asks your own method what it needs", () => {
  const own: Method = { ...methodByName("front"), name: "own", needs: ["spans"] };
  const bench = createBench({ methods: ["n-sigma", { name: "n-sigma", alarm: 9 }, own], calm: false });
  deepStrictEqual(bench.judge(madeUpIncident("1")).map(({ method }) => method), [
    "n-sigma",
    "n-sigma:alarm=9",
  ]);
  deepStrictEqual(bench.leftOut.map(({ method, needs }) => `${method}: ${needs}`), ["own: spans"]);
  throws(() => createBench({ methods: ["n-sgma"] }), /did you mean "n-sigma"/);
});

Deno.test("createBench() shows each view what it leaves, of the same incident", () => {
  const [incident] = simulatedIncidents({
    topology: "three-tier",
    signals: ["logs", "traces"],
    seeds: [1001],
  });
  const bench = createBench({
    methods: ["trace-self-time", "log-novelty"],
    views: ["metrics", "metrics and logs", "metrics and traces"],
    calm: false,
  });
  deepStrictEqual(bench.judge(incident!).map(({ method, view }) => [method, view]), [
    ["log-novelty", "metrics and logs"],
    ["trace-self-time", "metrics and traces"],
  ]);
});

Deno.test("createBench() asks who needs a topology in every view, where the incident has one", () => {
  const [incident] = simulatedIncidents({ seeds: [1001] });
  const bench = createBench({ methods: ["graph"], views: ["everything", "metrics"] });
  deepStrictEqual(bench.judge(incident!).map(({ incident, view }) => [incident, view]), [
    ["three-tier/1001", "everything"],
    ["three-tier/1001", "metrics"],
    ["three-tier/1001/calm", "everything"],
    ["three-tier/1001/calm", "metrics"],
  ]);
  deepStrictEqual(bench.leftOut, []);
});

Deno.test("createBench() prepares each incident before any method sees it", () => {
  const bench = createBench({
    methods: ["random"],
    prepare: (incident) => ({ ...incident, services: ["renamed"] }),
  });
  deepStrictEqual(bench.judge(madeUpIncident("1")).map(({ named }) => named), [["renamed"], ["renamed"]]);
});

Deno.test("the random order is another one for each incident", () => {
  const bench = createBench({ methods: ["random"], calm: false });
  const orders = Array.from({ length: 8 }, (_, i) => bench.judge(madeUpIncident(`${i}`))[0]!.named[0]);
  notDeepStrictEqual(orders, orders.map(() => orders[0]));
});

Deno.test("simulatedIncidents() gives an incident a seed, then episodes in which nothing is wrong", () => {
  const truths = [
    ...simulatedIncidents({ topology: "three-tier", seeds: [1001, 1002], faultFreeSeeds: [1001] }),
  ]
    .map(({ incident, truth }) => [incident.id, truth.services.length]);
  deepStrictEqual(truths, [["three-tier/1001", 1], ["three-tier/1002", 1], [
    "three-tier/1001/fault-free",
    0,
  ]]);
});

Deno.test("simulatedIncidents() goes round over graphs, and gives each seed what its graph alone would give", () => {
  const topologies = ["three-tier", "random-5-2"];
  const incidents = [
    ...simulatedIncidents({ topologies, seeds: [1001, 1002, 1003], faultFreeSeeds: [1001] }),
  ];
  deepStrictEqual(incidents.map(({ incident }) => incident.topology!.name), [
    "three-tier",
    "random-5-2",
    "three-tier",
    "three-tier",
  ]);
  deepStrictEqual(incidents[1], [...simulatedIncidents({ topology: "random-5-2", seeds: [1002] })][0]);
  deepStrictEqual(incidents[2], [...simulatedIncidents({ seeds: [1003] })][0]);
  throws(() => [...simulatedIncidents({ topologies: [], seeds: [1001] })], UsageError);
});

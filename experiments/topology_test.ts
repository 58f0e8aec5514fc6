import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { resolveExperiment } from "../lib/bench/agents/mod.ts";
import { checkTopology, type JsonValue } from "../lib/model/mod.ts";
import { createTopology } from "../lib/simulator/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { episode } from "./episode.ts";
import { evaluate } from "./eval.ts";
import { experiment } from "./experiment.ts";
import { rca } from "./rca.ts";
import { readExperiment } from "./runner/read_experiment.ts";
import { runName } from "./runner/identity.ts";
import { printed } from "./testing/printed.ts";
import { topology } from "./topology.ts";

const MINE = {
  entryRate: 50,
  services: [
    { name: "web", ratePerReplica: 60 },
    { name: "orders", ratePerReplica: 60 },
    { name: "pg", kind: "database", ratePerReplica: 150 },
  ],
  calls: [{ caller: "web", callee: "orders" }, { caller: "orders", callee: "pg", callsPerRequest: 2.5 }],
} as const;

/** A folder with that topology as `mine.json`. */
function withMine(work: (folder: string, path: string) => void | Promise<void>): Promise<void> {
  return inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/mine.json`, JSON.stringify(MINE));
    return work(folder, `${folder}/mine.json`);
  });
}

Deno.test("episode, eval and rca take a topology's file, which is called as its file", () =>
  withMine(async (folder, path) => {
    match(
      await printed(() => episode(["--topology", path, "--fault", "slow_query:pg"])),
      /Incident report: mine/,
    );
    const csv = `${folder}/out.csv`;
    await printed(() => evaluate(["--topology", path, "--episodes", "2", "--agent", "noop", "--out", csv]));
    match(Deno.readTextFileSync(csv), /,mine,/);
    const ranking = await printed(() =>
      rca([
        "--simulate",
        "--topology",
        path,
        "--seeds",
        "1001..1002",
        "--diagnosers",
        "baro",
        "--signals",
        "metrics",
      ])
    );
    match(ranking, /Simulated mine, seeds 1001 to 1002/);
  }));

Deno.test("episode and eval take limits of the SLO and delays, which change what comes out", () =>
  withMine(async (folder, path) => {
    const report = (...more: string[]) =>
      printed(() => episode(["--topology", path, "--fault", "slow_query:pg:1", ...more]));
    const usual = await report();
    for (
      const more of [["--action-delay", "12"], ["--telemetry-delay", "12"]]
    ) {
      notStrictEqual(await report(...more), usual, more.join(" "));
    }
    const breaches = async (...more: string[]) => {
      const out = `${folder}/out.csv`;
      await printed(() => evaluate(["--episodes", "3", "--agent", "full", "--out", out, ...more]));
      const [header, ...rows] = Deno.readTextFileSync(out).trim().split("\n").map((line) => line.split(","));
      const at = header!.indexOf("slo_steps");
      return rows.reduce((sum, row) => sum + Number(row[at]), 0);
    };
    const fast = await breaches();
    ok(await breaches("--action-delay", "12") > fast);
    ok(await breaches("--slo", "latencyP95Ms=60000,errorRate=0.99") < fast);
  }));

Deno.test("an experiment's file holds a topology or its path from there; a run is known by the content", () =>
  withMine(async (folder, path) => {
    const write = (topology: unknown) =>
      Deno.writeTextFileSync(
        `${folder}/mine-experiment.json`,
        JSON.stringify({
          name: "own",
          agents: ["noop"],
          scenarios: [{ topology }],
          seeds: { first: 2001, count: 2 },
          steps: 100,
        }),
      );
    const nameOf = () => runName(readExperiment(`${folder}/mine-experiment.json`));
    write("./mine.json");
    const byPath = nameOf();
    match(
      await printed(() => experiment([`${folder}/mine-experiment.json`, "--results", `${folder}/results`])),
      /2 episodes/,
    );
    write({ name: "mine", ...MINE });
    match(
      await printed(() => experiment([`${folder}/mine-experiment.json`, "--results", `${folder}/results`])),
      /is there already/,
    );
    // What a default is need not be said; anything else is another run.
    write({ name: "mine", userTimeoutSeconds: 5, ...MINE });
    strictEqual(nameOf(), byPath);
    write({ name: "mine", ...MINE, entryRate: 51 });
    notStrictEqual(nameOf(), byPath);
    Deno.writeTextFileSync(path, JSON.stringify({ ...MINE, entryRate: 51 }));
    write("./mine.json");
    notStrictEqual(nameOf(), byPath);
  }));

Deno.test("resolveExperiment(), as experiment() of notebooks, takes a topology as an object and says where it is wrong", () => {
  const resolved = (topology: unknown) =>
    resolveExperiment({ name: "own", agents: ["noop"], scenarios: [{ topology }] } as JsonValue);
  const [scenario] = resolved({ name: "mine", ...MINE }).scenarios;
  strictEqual(scenario!.name, "mine");
  deepStrictEqual(scenario!.topology, checkTopology({ name: "mine", ...MINE }));
  throws(
    () => resolved({ ...MINE, services: [{ name: "web", ratePerReplca: 3 }] }),
    /^UsageError: scenarios\[0\]\.topology\.services\[0\]\.ratePerReplica is missing|ratePerReplca is not known/,
  );
  throws(() => resolved({ ...MINE, front: "wb" }), /^UsageError: scenarios\[0\]: .*did you mean "web"/);
  throws(() => resolved(7), /scenarios\[0\]\.topology must be a text or an object, found 7/);
});

Deno.test("topology describes, checks and draws a service graph", () =>
  withMine(async (folder, path) => {
    const text = await printed(() =>
      topology([path, "--slo", "errorRate=0.1", "--svg", `${folder}/graph.svg`])
    );
    match(text, /mine: 3 services, 2 calls, 50 requests\/s at web/);
    match(text, /pg +database +3 +12\d +/);
    match(text, /errors of at most 10 %/);
    match(text, /slow_query at pg +yes/);
    match(Deno.readTextFileSync(`${folder}/graph.svg`), /^<svg.*orders/s);
    match(await printed(() => topology(["three-tier"])), /cache_flush at cache/);
    await rejects(() => topology(["botique"]), /did you mean "boutique"/);
    await rejects(() => topology([`${folder}/mime.json`]), /did you mean ".*mine.json"/);
    for (const other of ["deno", "package"]) Deno.copyFileSync(path, `${folder}/${other}.json`);
    for (const absent of ["shop", "demo", "packages"]) {
      await rejects(
        () => topology([`${folder}/${absent}.json`]),
        /Cannot find .*\.json": docs\/own-system\.md shows one .* --from-traces FILE --out FILE drafts one$/,
      );
    }
    Deno.removeSync(path);
    await rejects(() => topology([path]), /mine\.json": docs\/own-system\.md shows one/);
  }));

Deno.test("topology drafts the boutique from its own traces: the calls, and rates and times within sampling", () =>
  inFolder(async (folder) => {
    await printed(() =>
      episode([
        "--topology",
        "boutique",
        "--agent",
        "noop",
        "--fault",
        "cache_flush",
        "--otlp",
        `${folder}/otlp`,
      ])
    );
    const out = `${folder}/draft.json`;
    const text = await printed(() => topology(["--from-traces", `${folder}/otlp/traces.json`, "--out", out]));
    match(text, /front: frontend/);
    const draft = JSON.parse(Deno.readTextFileSync(out));
    const original = createTopology("boutique");
    const pairs = (calls: readonly { caller: string; callee: string }[]) =>
      calls.map(({ caller, callee }) => `${caller} -> ${callee}`).toSorted();
    deepStrictEqual(pairs(draft.calls), pairs(original.calls));
    for (const { caller, callee, callsPerRequest, onMissOf } of original.calls) {
      const found = draft.calls.find((call: { caller: string; callee: string }) =>
        call.caller === caller && call.callee === callee
      );
      if (onMissOf === undefined) {
        ok(Math.abs(found.callsPerRequest - callsPerRequest) < 0.06, `${caller} -> ${callee}`);
      }
    }
    const kinds = (services: readonly { name: string; kind: string }[]) =>
      Object.fromEntries(services.map(({ name, kind }) => [name, kind]));
    deepStrictEqual(kinds(draft.services), kinds(original.services));
    match(await printed(() => topology([out])), /draft|traces/);
  }));

Deno.test("topology says which service is overloaded, and prints no time after which all who ask have given up", () =>
  withMine(async (folder) => {
    const path = `${folder}/slow.json`;
    const services = [...MINE.services.slice(0, 2), { name: "pg", kind: "database", ratePerReplica: 0.05 }];
    const calls = [MINE.calls[0], { caller: "orders", callee: "pg", callsPerRequest: 0.2 }];
    Deno.writeTextFileSync(path, JSON.stringify({ ...MINE, services, calls }));
    const text = await printed(() => topology([path]));
    match(text, /^pg +database .* > 1000 /m);
    match(text, /^A time after > is that after which all who ask have given up$/m);
    match(text, /^pg is overloaded: [\d.]+ requests\/s for a capacity of [\d.]+; more replicas/m);
    const rows = text.split("\n").filter((line) => / at (?:web|orders|pg) /.test(line));
    for (const row of rows) {
      const [, worst] = row.match(/(> 5000|\d+) +[\d.]+ %$/) ?? [];
      ok(worst === "> 5000" || Number(worst) <= 5000, row);
    }
    ok(!(await printed(() => topology(["three-tier"]))).includes("overloaded"));
  }));

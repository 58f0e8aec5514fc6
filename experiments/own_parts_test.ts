import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { runInThisContext } from "node:vm";
import * as decide from "../lib/decide/mod.ts";
import * as detectRoom from "../lib/detect/mod.ts";
import { fromCsv } from "../lib/report/csv.ts";
import { inFolder } from "./cli/in_folder.ts";
import { detect } from "./detect.ts";
import { evaluate } from "./eval.ts";
import { episode } from "./episode.ts";
import { experiment as run } from "./experiment.ts";
import { merge } from "./merge.ts";
import { rca } from "./rca.ts";
import { experiment } from "./mod.ts";
import type { NotebookAgent } from "./own/with_own_parts.ts";
import { printed } from "./testing/printed.ts";

/** As a new user writes it, from docs/experiments.md. */
const MINE = `import { policyFrom } from "aiops";
import { detector } from "aiops/detect";
import { number } from "aiops/model";
import { call, database, service } from "aiops/simulator";
import { PATIENCE } from "./settings.ts";

export const distance = detector({
  name: "distance",
  about: "largest distance from the mean of the warm-up",
  parameters: { weight: number({ about: "factor on it", range: [0, 100], default: 1 }) },
  stream: (_, { weight }) => {
    let mean: number[] = [];
    return {
      fit: (warmup) => {
        mean = [...warmup[0]!.values].map((_, i) =>
          warmup.reduce((sum, { values }) => sum + values[i]! / warmup.length, 0));
      },
      update: ({ values }) => weight * Math.max(...[...values].map((value, i) => Math.abs(value - mean[i]!))),
      arrays: {},
    };
  },
});

export const makePolicy = (_: unknown, { steps = PATIENCE } = {}) => {
  let waited = 0;
  return policyFrom("patient", ({ inBreach, diagnose }) => {
    waited = inBreach ? waited + 1 : 0;
    return waited > steps ? { kind: "restart", service: diagnose().suspect } : undefined;
  });
};

export const bookshop = () => ({
  entryRate: 50,
  services: [service("web"), service("orders"), database("store")],
  calls: [call("web", "orders"), call("orders", "store")],
});

export const certificate = {
  name: "certificate_expiry",
  about: "a certificate has run out",
  kinds: ["service"],
  effect: (severity: number) => ({ errorShare: 0.5 * severity }),
  mendedBy: { service: ["restart"] },
};
export const notAPolicy = 3;
`;

const EXPERIMENT = {
  name: "own",
  agents: ["noop", {
    agent: "full",
    detector: "./mine.ts#distance:weight=2",
    policy: "./mine.ts#makePolicy:steps=[1,3]",
  }],
  scenarios: [{
    topology: "./mine.ts#bookshop",
    fault: "./mine.ts#certificate:orders",
    grid: { noise: [1, 2] },
  }],
  steps: 160,
  seeds: { first: 1, count: 2 },
  resamples: 100,
  permutations: 100,
};

function write(folder: string, { patience = 4, input = EXPERIMENT as object } = {}): string {
  Deno.writeTextFileSync(`${folder}/mine.ts`, MINE);
  Deno.writeTextFileSync(`${folder}/settings.ts`, `export const PATIENCE = ${patience};\n`);
  Deno.writeTextFileSync(`${folder}/mine.json`, JSON.stringify(input));
  return `${folder}/mine.json`;
}

/** Runs the experiment of a folder and returns the folder of the run. */
async function runFolder(path: string, ...more: string[]): Promise<string> {
  const text = await printed(() => run([path, ...more]));
  return (/^(\S+?): (?:\d+ episodes|is there)/m.exec(text) ?? /in (\S+): merge/.exec(text))![1]!;
}

const FILES = ["config.json", "episodes.csv", "episodes.parquet", "summary.json", "summary.md"];
const textsOf = (folder: string) => FILES.map((file) => Deno.readTextFileSync(`${folder}/${file}`));
const nameOf = (folder: string) => folder.split("/").at(-1)!;

Deno.test("an own detector, policy, topology and fault in one experiment: the same bytes on two workers as on one, and by shards; a change of a character is a new run", () =>
  inFolder(async (folder) => {
    const path = write(folder);
    const one = await runFolder(path, "--results", `${folder}/1`, "--workers", "1");
    const two = await runFolder(path, "--results", `${folder}/2`, "--workers", "2");
    deepStrictEqual(textsOf(two), textsOf(one));
    const records = fromCsv(Deno.readTextFileSync(`${one}/episodes.csv`));
    deepStrictEqual([...new Set(records.map(({ agent }) => agent))], [
      "noop",
      "full detector=distance:weight=2 policy=makePolicy:steps=1",
      "full detector=distance:weight=2 policy=makePolicy:steps=3",
    ]);
    deepStrictEqual([...new Set(records.map(({ scenario }) => scenario))], [
      "bookshop certificate:orders noise=1",
      "bookshop certificate:orders noise=2",
    ]);
    ok(
      records.every(({ fault_type, fault_service }) =>
        fault_type === "certificate_expiry" && fault_service === "orders"
      ),
    );
    const stepsOf = (part: string) =>
      records.filter(({ agent }) => agent.includes(part)).reduce((sum, { slo_steps }) => sum + slo_steps, 0);
    ok(stepsOf("steps=1") < stepsOf("steps=3") && stepsOf("steps=3") < stepsOf("noop"), "the parts act");

    const shard = await runFolder(path, "--results", `${folder}/3`, "--workers", "2", "--shard", "1/1");
    await printed(() => merge([shard, "--results", `${folder}/3`]));
    deepStrictEqual(textsOf(`${folder}/3/own/${nameOf(one)}`), textsOf(one));
    strictEqual(nameOf(await runFolder(path, "--results", `${folder}/1`)), nameOf(one), "found again");
    Deno.writeTextFileSync(`${folder}/mine.ts`, MINE.replace("waited + 1", "waited + 2"));
    const changed = await runFolder(path, "--results", `${folder}/1`, "--workers", "2");
    notStrictEqual(nameOf(changed), nameOf(one));
    notStrictEqual(textsOf(changed)[1], textsOf(one)[1]);
  }));

const FORGETFUL = `import { policyFrom } from "aiops";
const first = Math.random() < 0.5 ? "api" : "db";
let made = 0;
export const moody = () => {
  const mood = ++made;
  return policyFrom("moody", ({ inBreach }) =>
    inBreach && mood % 3 > 0 && Math.random() < 0.9
      ? { kind: "restart", service: mood % 3 === 1 ? first : "cache" }
      : undefined);
};
`;

Deno.test("variables of a module and Math.random give the same on two workers as on one", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.ts`, FORGETFUL);
    const path = `${folder}/mine.json`;
    Deno.writeTextFileSync(
      path,
      JSON.stringify({
        ...{ name: "forgetful", agents: [{ agent: "full", policy: "./mine.ts#moody" }] },
        ...{ steps: 120, seeds: { first: 1, count: 60 }, resamples: 100, permutations: 100 },
      }),
    );
    const csvOf = async (workers: string) =>
      Deno.readTextFileSync(
        `${await runFolder(path, "--results", `${folder}/${workers}`, "--workers", workers)}/episodes.csv`,
      );
    const one = await csvOf("1");
    strictEqual(await csvOf("2"), one);
    const acted = fromCsv(one).filter(({ actions_restart }) => actions_restart > 0);
    ok(acted.length > 0);
  }));

Deno.test("parts of cells give the same bytes on two workers as on one, and a changed cell is a new run", () =>
  inFolder(async (folder) => {
    Object.assign(globalThis, { testedEntries: { ...decide, ...detectRoom } });
    const cells = (patience: number) =>
      runInThisContext(`
        globalThis.ownPatience = ${patience};
        globalThis.ownPolicyFrom = testedEntries.policyFrom;
        globalThis.ownFromScores = testedEntries.fromScores;
        ({
          agent: {
            agent: "full",
            detector: function frontErrors({ topology }) {
              const row = topology.services.findIndex(({ name }) => name === topology.front);
              return {
                name: "front errors",
                fit: () => {},
                update: ({ values }) => {
                  const scores = new Float64Array(topology.services.length);
                  scores[row] = 10 * values[5 * row + 1];
                  return ownFromScores(scores);
                },
              };
            },
            policy: function patient() {
              let waited = 0;
              return ownPolicyFrom("patient", ({ inBreach }) => {
                waited = inBreach ? waited + 1 : 0;
                return waited > ownPatience ? { kind: "restart", service: "api" } : undefined;
              });
            },
          },
          fault: { name: "expired", about: "refuses", kinds: ["service"], effect: (s) => ({ errorShare: s / 2 }), mendedBy: { service: ["restart"] } },
        })`);
    const runCells = (patience: number, results: string, workers: number) => {
      const { agent, fault } = cells(patience) as { agent: NotebookAgent; fault: never };
      return experiment({
        ...{ name: "cells", agents: ["noop", agent], scenarios: [{ fault }], steps: 160 },
        ...{ seeds: { first: 1, count: 2 }, resamples: 100, permutations: 100 },
      }, { results: `${folder}/${results}`, workers });
    };
    const one = await runCells(1, "1", 1);
    const two = await runCells(1, "2", 2);
    deepStrictEqual(textsOf(two.folder), textsOf(one.folder));
    deepStrictEqual(Object.keys(one.byAgent), ["noop", "full detector=frontErrors policy=patient"]);
    const changed = await runCells(5, "1", 2);
    notStrictEqual(nameOf(changed.folder), nameOf(one.folder));
    const stepsOf = ({ records }: typeof one) => records.reduce((sum, { slo_steps }) => sum + slo_steps, 0);
    ok(stepsOf(changed) > stepsOf(one));
    Deno.copyFileSync(`${one.folder}/config.json`, `${folder}/again.json`);
    const again = await runFolder(`${folder}/again.json`, "--results", `${folder}/3`, "--workers", "1");
    deepStrictEqual(textsOf(again), textsOf(one.folder), "its config.json runs it anew");
  }));

Deno.test("episode and eval take parts of one's own", () =>
  inFolder(async (folder) => {
    write(folder);
    const mine = (name: string) => `${folder}/mine.ts#${name}`;
    const parts = ["--policy", mine("makePolicy:steps=2"), "--fault", mine("certificate:orders:0.9")];
    const topology = ["--topology", mine("bookshop"), "--detector", mine("distance")];
    match(await printed(() => episode([...parts, ...topology, "--steps", "160"])), /certificate_expiry/);
    const out = ["--out", `${folder}/out.csv`, "--episodes", "2", "--steps", "160"];
    await printed(() => evaluate([...parts, ...topology, ...out]));
    const [record] = fromCsv(Deno.readTextFileSync(`${folder}/out.csv`));
    deepStrictEqual([record!.agent, record!.scenario, record!.fault_type], [
      "full detector=distance policy=makePolicy:steps=2",
      "certificate:orders:0.9",
      "certificate_expiry",
    ]);
  }));

Deno.test("detect and rca compare a detector and a diagnoser of one's own with those of the catalogues", () =>
  inFolder(async (folder) => {
    write(folder);
    Deno.writeTextFileSync(
      `${folder}/first.ts`,
      `import { rank } from "aiops/diagnose";
      export const byPlace = ({ services }, { place = 0 } = {}) => ({
        name: "by place",
        fit: () => {},
        diagnose: () => ({
          ...{ suspect: services[place], confidence: 0.5, rationale: "by its place" },
          ranking: rank(services, services.map((_, i) => i === place ? 1 : 0)),
        }),
      });`,
    );
    const jump = `${folder}/mine.ts#distance:weight=2`;
    const told = await printed(() =>
      detect([
        "--simulate",
        "--regimes",
        "stationary",
        "--seeds",
        "1..1",
        "--detectors",
        `ewma,${jump}`,
        "--no-times",
      ])
    );
    ok(told.split("\n").some((line) => line.startsWith(`${jump} `)), told);
    const rows = Array.from({ length: 60 }, (_, row) => `${row},${row === 40 ? 90 : row % 3}`);
    Deno.writeTextFileSync(`${folder}/table.csv`, ["second,load", ...rows].join("\n"));
    const alarms = await printed(() => detect(["--data", `${folder}/table.csv`, "--detectors", jump]));
    ok(alarms.split("\n").some((line) => line.startsWith(`${jump} `) && / 40 +\d/.test(line)), alarms);
    const beside = await printed(() =>
      detect(["--data", `${folder}/table.csv`, "--detectors", `all,cusum:clip=4,${jump}`])
    );
    for (const name of ["ensemble", "ewma", "cusum", "cusum:clip=4", jump]) {
      ok(beside.split("\n").some((line) => line.startsWith(`${name} `)), `${name} in ${beside}`);
    }
    const first = `${folder}/first.ts#byPlace`;
    const simulated = ["--simulate", "--topology", "three-tier", "--seeds", "1001..1004", "--no-times"];
    const said = await printed(() => rca([...simulated, "--diagnosers", `front,${first},${first}:place=2`]));
    const ac1Of = (name: string) =>
      said.split("\n").find((line) => line.startsWith(`${name} `))!.slice(name.length).trim().split(/ +/)[1];
    strictEqual(ac1Of(first), ac1Of("front"), "the front comes first in this topology");
    notStrictEqual(ac1Of(`${first}:place=2`), ac1Of("front"));
    const all = await printed(() =>
      rca([...simulated.slice(0, 4), "1001..1001", "--no-times", "--diagnosers", `all,${first}`])
    );
    for (const name of ["fused", "baro", "random", first]) {
      ok(all.split("\n").some((line) => line.startsWith(`${name} `)), `${name} in ${all}`);
    }
    await rejects(
      detect(["--simulate", "--detectors", first]),
      /must be declared with detector\(\{ name, about, stream \}\)/,
    );
  }));

Deno.test("mistakes with parts of one's own are told in one line, with place, file, export and what was expected", () =>
  inFolder(async (folder) => {
    const tell = async (agent: object | string, expected: RegExp) => {
      const path = write(folder, { input: { ...EXPERIMENT, agents: ["noop", agent] } });
      await rejects(run([path, "--results", `${folder}/r`]), (error: Error) => {
        match(error.message, expected);
        strictEqual(error.name, "UsageError");
        return !error.message.includes("\n");
      });
    };
    const policy = (text: string) => ({ agent: "full", policy: text });
    await tell(
      policy("./mine.ts#makePolcy"),
      /agents\[1\]\.policy: \.\/mine\.ts#makePolcy: Cannot find the export "makePolcy": did you mean "makePolicy"/,
    );
    await tell(
      policy("./gone.ts#x"),
      /agents\[1\]\.policy: Cannot find the module "\.\/gone\.ts" of "\.\/gone\.ts#x": there is no file/,
    );
    await tell(
      policy("./mine.ts#notAPolicy"),
      /The policy "\.\/mine\.ts#notAPolicy" must be a function that makes a policy, or a declaration .*, found 3/,
    );
    await tell(
      policy("./mine.ts#makePolicy:stps=2"),
      /The policy "\.\/mine\.ts#makePolicy:stps=2" has no parameter "stps": did you mean "steps"\?/,
    );
    await tell(
      policy("./mine.ts#bookshop"),
      /the policy "\.\/mine\.ts#bookshop": what it makes must be an object with name, decide\(\), found/,
    );
    await tell(
      { agent: "full", detector: "./mine.ts#distance:wight=2" },
      /has no parameter "wight": did you mean "weight"/,
    );
    await tell(
      { agent: "full", detector: "./mine.ts#distance:weight=200" },
      /must be a number from 0 to 100, found "200"/,
    );
    await tell(
      "./mine.ts#makePolicy",
      /the agent "\.\/mine\.ts#makePolicy": what it makes lacks act\(\), found/,
    );
    await tell(policy("./mine.ts#"), /PATH#EXPORT/);
    Deno.writeTextFileSync(`${folder}/broken.ts`, "export const x = ;");
    await tell(
      policy("./broken.ts#x"),
      /Cannot import "\.\/broken\.ts#x": .*Expression expected \(broken\.ts:1:\d+\)/,
    );
  }));

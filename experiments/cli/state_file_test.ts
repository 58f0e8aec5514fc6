import {
  deepStrictEqual,
  match,
  notDeepStrictEqual,
  notStrictEqual,
  ok,
  strictEqual,
  throws,
} from "node:assert";
import { policies } from "../../lib/decide/mod.ts";
import { fromCsv } from "../../lib/report/csv.ts";
import { episode } from "../episode.ts";
import { evaluate } from "../eval.ts";
import { printed } from "../testing/printed.ts";
import { agentParts, agents, createAgent } from "../../lib/run/mod.ts";
import { inFolder } from "./in_folder.ts";
import { readLearnt, requireLearning, stateText } from "./state_file.ts";

const LEARNERS = [["--agent", "prototype"], ["--policy", "thompson"], ["--policy", "ucb1"]] as const;

/** Runs `eval` on some seeds. @returns what came of each episode */
async function evaluated(folder: string, [first, count]: readonly [number, number], more: readonly string[]) {
  const out = `${folder}/${first}.csv`;
  const seeds = ["--seed0", `${first}`, "--episodes", `${count}`];
  await printed(() => evaluate([...seeds, "--steps", "160", "--out", out, ...more]));
  return fromCsv(Deno.readTextFileSync(out)).map(({ episode: _, ...record }) => record);
}

/** What was learnt, by the key of the system. */
function systemsIn(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Deno.readTextFileSync(path)).state.inner.systems;
}

for (const learner of LEARNERS) {
  Deno.test(`eval ${learner.join(" ")} goes on from its file as if it had never stopped`, () =>
    inFolder(async (folder) => {
      const stateOf = (name: string) => [...learner, "--state", `${folder}/${name}.json`];
      const whole = await evaluated(folder, [1, 24], stateOf("whole"));
      const parts = [
        ...await evaluated(folder, [1, 9], stateOf("parts")),
        ...await evaluated(folder, [10, 15], stateOf("parts")),
      ];
      deepStrictEqual(parts, whole);
      const text = (name: string) => Deno.readTextFileSync(`${folder}/${name}.json`);
      strictEqual(text("parts"), text("whole"));
      notDeepStrictEqual(await evaluated(folder, [10, 15], learner), whole.slice(9));
    }));
}

Deno.test("episode takes up and keeps what the agent has learnt, and says where", () =>
  inFolder(async (folder) => {
    const path = `${folder}/new/learnt.json`;
    const run = (seed: number) =>
      printed(() => episode(["--agent", "prototype", "--seed", `${seed}`, "--state", path]));
    match(await run(1), /\nWritten: .*learnt\.json$/);
    const first = Deno.readTextFileSync(path);
    const { format, version, agent } = JSON.parse(first);
    deepStrictEqual([format, version, agent], ["aiops agent state", 1, "prototype"]);
    await run(2);
    const second = Deno.readTextFileSync(path);
    notStrictEqual(second, first);
    await printed(() =>
      evaluate([
        ...["--agent", "prototype", "--seed0", "1", "--episodes", "2", "--out", `${folder}/out.csv`],
        ...["--state", `${folder}/both.json`],
      ])
    );
    strictEqual(Deno.readTextFileSync(`${folder}/both.json`), second);
  }));

Deno.test("an agent that does not learn is refused, with the names of all that do; the guide names them too", () => {
  const learning = [agents, policies].flatMap(({ entries }) => entries.filter(({ learns }) => learns))
    .map(({ name }) => name);
  ok(learning.length > 8);
  const guide = Deno.readTextFileSync("docs/agents.md").split("## What an agent has learnt")[1]!.split(
    "\n## ",
  )[0]!;
  for (const name of learning) {
    throws(() => requireLearning([createAgent("noop")]), new RegExp(`[ ,]${name}[ ,;].*found "noop"`));
    ok(guide.includes(`\`${name}\``), name);
  }
});

Deno.test("what was learnt of one system is kept while the agent meets another", () =>
  inFolder(async (folder) => {
    const path = `${folder}/learnt.json`;
    const meet = (topology: string) =>
      evaluated(folder, [1, 4], ["--agent", "prototype", "--topology", topology, "--state", path]);
    await meet("three-tier");
    const [[key, learnt] = []] = Object.entries(systemsIn(path));
    await meet("boutique");
    const both = systemsIn(path);
    strictEqual(Object.keys(both).length, 2);
    deepStrictEqual(both[key!], learnt);
  }));

Deno.test("an eval that is interrupted leaves the old file", () =>
  inFolder(async (folder) => {
    const path = `${folder}/learnt.json`;
    await evaluated(folder, [1, 3], ["--agent", "prototype", "--state", path]);
    const old = Deno.readTextFileSync(path);
    const child = new Deno.Command("deno", {
      args: [
        ...["run", "--no-prompt", "--no-check", "--allow-read", "--allow-write", "experiments/eval.ts"],
        ...["--agent", "prototype", "--episodes", "100000", "--out", `${folder}/out.csv`, "--state", path],
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    // Long enough for its episodes to begin, and far too short for all of them.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    child.kill("SIGINT");
    strictEqual((await child.status).success, false);
    strictEqual(Deno.readTextFileSync(path), old);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["1.csv", "learnt.json"]);
  }));

Deno.test("what an experiment's named agent has learnt says what the agent is made from", () =>
  inFolder((folder) => {
    const path = `${folder}/learnt.json`;
    const parts = { agent: "full", policy: "linear-thompson:floor=0.1" };
    const state = createAgent("full", { policy: parts.policy }).saveState();
    Deno.writeTextFileSync(path, stateText("above a floor", state, parts));
    const learnt = readLearnt(path, "state");
    deepStrictEqual([learnt.agent, learnt.sealedAs], ["above a floor", "full"]);
    deepStrictEqual(agentParts(learnt.parts), agentParts("full policy=linear-thompson:floor=0.1"));
    strictEqual(learnt.create().name, learnt.name);
  }));

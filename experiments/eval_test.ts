import { match, ok, rejects, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { UsageError } from "../lib/model/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { evaluate } from "./eval.ts";
import { ROOT } from "./runner/identity.ts";
import { printed } from "./testing/printed.ts";

Deno.test("eval writes a row for each episode and prints the summary that a recount of the rows gives", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const out = `${folder}/rows.csv`;
    const text = await printed(() => evaluate(["--episodes", "6", "--seed0", "3", "--out", out]));
    const [head, ...rows] = Deno.readTextFileSync(out).trim().split(/\r?\n/).map((line) => line.split(","));
    strictEqual(rows.length, 6);
    const column = (name: string) => rows.map((row) => row[head!.indexOf(name)]!);
    strictEqual(column("seed").join(), "3,4,5,6,7,8");
    const sloSteps = column("slo_steps").reduce((sum, steps) => sum + Number(steps), 0) / 6;
    const open = rows.filter((row) =>
      row[head!.indexOf("first_slo")] !== "" && row[head!.indexOf("sustained_recovery")] === ""
    );
    match(text, new RegExp(`^full: 6 episodes, .*, ${open.length} not recovered by the end`));
    ok(text.includes(`SLO-violation steps   ${sloSteps.toFixed(1)} [`), text);
    ok(text.endsWith(`6 rows in ${out}`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

/** What `eval` says on the error stream in a folder; a process of its own, since the folder of this one is that of all tests. */
async function toldIn(folder: string, ...more: string[]): Promise<string> {
  const path = (name: string) => fileURLToPath(new URL(name, ROOT));
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write", "--config", path("deno.json")],
      ...[path("experiments/eval.ts"), "--episodes", "1", "--steps", "100", ...more],
    ],
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  strictEqual(code, 0);
  return new TextDecoder().decode(stderr);
}

Deno.test("eval says before it starts that the file of its default will be replaced, and nothing of one that --out names", () =>
  inFolder(async (folder) => {
    strictEqual(await toldIn(folder), "");
    strictEqual(await toldIn(folder, "--out", "results/results.csv"), "");
    strictEqual(
      await toldIn(folder),
      "results/results.csv is there and will be replaced: --out FILE writes elsewhere\n",
    );
  }));

Deno.test("eval compares all agents on the same seeds", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const out = `${folder}/rows.csv`;
    const text = await printed(() => evaluate(["--compare", "--episodes", "2", "--out", out]));
    match(text, /^2 seeds from 1, three-tier; paired differences with 95 % intervals\n/);
    for (
      const name of [
        "noop",
        "random",
        "threshold-only",
        "anomaly-only",
        "prototype",
        "full",
        "planner",
        "oracle",
      ]
    ) {
      match(text, new RegExp(`\n${name} `));
    }
    ok(text.endsWith(`22 rows in ${out}`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("eval shows its help, and refuses a comparison of one agent", async () => {
  match(await printed(() => evaluate(["--help"])), /deno task eval/);
  await rejects(evaluate(["--compare", "--agent", "full"]), UsageError);
  await rejects(evaluate(["--episodes", "0"]), UsageError);
});

Deno.test("eval in a world of other remedies shows by quarters how one that learns does, and how the playbook fails", () =>
  inFolder(async (folder) => {
    const run = (...more: string[]) =>
      printed(() =>
        evaluate(["--fault", "bad_deploy:api", "--episodes", "20", "--out", `${folder}/rows.csv`, ...more])
      );
    const steps = (text: string) => Number(/SLO-violation steps +([\d.]+)/.exec(text)![1]);
    const usual = await run();
    const swapped = await run("--remedies", "swapped");
    const learner = await run("--remedies", "swapped", "--policy", "linear-ucb");
    ok(steps(swapped) > steps(usual) + 5, `${swapped}\n${usual}`);
    ok(!/quarters/.test(swapped));
    match(
      learner,
      /over the episodes of one life\)\n.*[\d.]+, [\d.]+, [\d.]+, [\d.]+ SLO-violation steps by quarters/,
    );
    ok(steps(learner) < steps(swapped));
  }));

Deno.test("eval says that two episodes are too few for an interval", () =>
  inFolder(async (folder) => {
    const text = await printed(() => evaluate(["--episodes", "2", "--out", `${folder}/rows.csv`]));
    match(
      text,
      /SLO-violation steps +[\d.]+ per episode \(mean; 2 are too few for an interval\)\n +total reward +-?[\d.]+\n/,
    );
  }));

import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert";
import { operator, scriptedLlm } from "../lib/serve/scoreboard/testing/scripted_llm.ts";
import { inFolder } from "./cli/in_folder.ts";
import { score } from "./score.ts";
import { KEY_VARIABLE } from "./score/options.ts";
import type { ScoreDocument } from "./score/run.ts";

/** What the command prints. */
async function printed(...args: string[]): Promise<string> {
  const lines: string[] = [];
  await score(args, (text) => lines.push(text));
  return lines.join("\n");
}

/** The command as a process with the permissions that its task has. */
function asProcess(args: readonly string[], env: Record<string, string> = {}) {
  const permissions = ["--no-prompt", "--allow-read", "--allow-write", "--allow-run=deno"];
  return new Deno.Command("deno", { args: ["run", ...permissions, "experiments/score.ts", ...args], env })
    .output();
}

const read = (path: string) => JSON.parse(Deno.readTextFileSync(path)) as ScoreDocument;

Deno.test("a scripted language model is scored on 20 incidents and 5 calm episodes, and its transcript again to the same bytes", () =>
  inFolder(async (folder) => {
    const [out, transcript, again] = ["score.json", "calls.jsonl", "again.json"].map((name) =>
      `${folder}/${name}`
    );
    let text = "";
    let calls = 0;
    {
      await using llm = scriptedLlm((body) => operator(body));
      text = await printed(
        ...["--agent", `llm:${llm.address}`, "--model", "scripted", "--episodes", "20", "--calm", "5"],
        ...["--out", out!, "--transcript", transcript!],
      );
      calls = llm.asked.length;
    }
    match(text, /20 episodes of baselines, 5 calm ones besides, split judging/);
    for (const name of ["llm:http", "noop", "blind", "threshold-only", "full", "oracle"]) {
      match(text, new RegExp(`^${name}.*\\(\\d+\\.\\.\\d+\\)`, "m"));
    }
    const { agents, settings } = read(out!);
    deepStrictEqual([settings.maxCalls, settings.split, settings.model], [60, "judging", "scripted"]);
    const [llm, noop, , , full] = agents;
    for (const { episodes } of agents) {
      strictEqual(episodes.filter(({ isCalm }) => isCalm).length, 5);
      strictEqual(episodes.filter(({ isCalm }) => !isCalm).length, 20);
      const identities = (some: typeof episodes) => some.map(({ suite, index }) => `${suite} ${index}`);
      deepStrictEqual(identities(episodes), identities(llm!.episodes), "all play the same episodes");
    }
    strictEqual(llm!.episodes.reduce((sum, one) => sum + one.calls, 0), calls);
    ok(llm!.incidents.localised!.low > noop!.incidents.localised!.high);
    ok(llm!.incidents.mitigated!.value > 0.3);
    ok(full!.incidents.mitigated!.value >= llm!.incidents.mitigated!.value);
    strictEqual(Deno.readTextFileSync(transcript!).trim().split("\n").length, calls + 1);

    await printed("--replay", transcript!, "--out", again!);
    strictEqual(Deno.readTextFileSync(again!), Deno.readTextFileSync(out!));
  }));

Deno.test("as a process, an agent at an address is reached with that address alone, and its key is nowhere", () =>
  inFolder(async (folder) => {
    const key = "sk-of-a-process-1234567890";
    await using llm = scriptedLlm((body, call) => call === 1 ? `I hold ${key}` : operator(body));
    const { code, stdout, stderr } = await asProcess([
      ...["--agent", `llm:${llm.address}`, "--model", "scripted", "--episodes", "1", "--calm", "1"],
      ...["--out", `${folder}/score.json`, "--transcript", `${folder}/calls.jsonl`],
    ], { [KEY_VARIABLE]: key });
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    strictEqual(code, 0, said);
    strictEqual(llm.asked[0]!.authorization, `Bearer ${key}`);
    const written = ["score.json", "calls.jsonl"].map((name) => Deno.readTextFileSync(`${folder}/${name}`));
    match(written[1]!, /I hold \*\*\*/);
    for (const text of [said, ...written]) doesNotMatch(text, /sk-of-a-process/);
  }));

Deno.test("as a process, a program that speaks MCP is scored", async () => {
  const operator = "deno run --quiet --allow-env lib/serve/scoreboard/testing/mcp_operator.ts";
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-run=deno", "experiments/score.ts"],
      ...["--agent", `mcp:${operator}`, "--episodes", "2", "--calm", "1"],
    ],
  }).output();
  strictEqual(code, 0, new TextDecoder().decode(stderr));
  match(new TextDecoder().decode(stdout), /^mcp:deno run .*100 \(/m);
});

Deno.test("a trouble with the agent ends the run in one line, and no file is written", () =>
  inFolder(async (folder) => {
    await using llm = scriptedLlm(() => new Response("", { status: 401 }));
    const args = [
      "--agent",
      `llm:${llm.address}`,
      "--model",
      "m",
      "--episodes",
      "1",
      "--out",
      `${folder}/s.json`,
    ];
    await rejects(printed(...args), /^Error: The agent at http.*\/v1\/chat\/completions answered 401$/);
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("an agent of ours is scored on calm episodes alone, and in the hidden split by a secret", () =>
  inFolder(async (folder) => {
    const calm = await printed("--agent", "threshold-only", "--suite", "calm", "--episodes", "4");
    match(calm, /^agent +quiet %/m);
    doesNotMatch(calm, /mitigated/);
    Deno.writeTextFileSync(`${folder}/secret.txt`, "what nobody else knows");
    const out = `${folder}/hidden.json`;
    const secret = ["--split", "hidden", "--secret", `${folder}/secret.txt`];
    const hidden = await printed(
      "--agent",
      "noop",
      "--episodes",
      "2",
      "--calm",
      "1",
      ...secret,
      "--out",
      out,
    );
    match(hidden, /^2 episodes of baselines, 1 calm one besides, split hidden/);
    doesNotMatch(Deno.readTextFileSync(out), /nobody else|seed|fault|cpu_saturation/);
  }));

Deno.test("mistakes are told in one line before anything is played", async () => {
  for (
    const [args, message] of [
      [[], /Which agent\?/],
      [["--agent", "ful"], /did you mean "full"/],
      [["--agent", "full", "--suite", "basline"], /did you mean "baselines"/],
      [["--agent", "full", "--split", "hiden"], /did you mean "hidden"/],
      [["--agent", "full", "--split", "hidden"], /name its file by --secret FILE/],
      [["--agent", "full", "--secret", "a"], /--secret is for --split hidden/],
      [["--agent", "full", "--suite", "calm", "--calm", "3"], /leave --calm out/],
      [["--agent", "full", "--episodes", "0"], /--episodes needs a whole number from 1 to 10000, found "0"/],
      [["--agent", "full", "--episodes", "1001"], /has 1000 episodes, found 1001/],
      [["--agent", "full", "--transcript", "t"], /--transcript is not for this kind of agent/],
      [["--agent", "full", "--model", "m"], /--model is for llm:URL/],
      [["--agent", "llm:http://127.0.0.1:1/v1"], /Name it by --model NAME/],
      [["--agent", "mcp: "], /Which program\?/],
      [["--agent", "ftp://127.0.0.1/"], /URL of http or https/],
      [["--replay", "nowhere.jsonl"], /Cannot read the transcript "nowhere.jsonl"/],
      [["--replay", "README.md"], /Line 1 is not one of a transcript/],
      [["--replay", "t", "--agent", "full"], /--agent is in the transcript already/],
    ] as const
  ) await rejects(printed(...args), { name: "UsageError", message }, args.join(" "));
});

Deno.test("a client of MCP leaves a transcript of its calls, which gives the same score again, and one of other answers none", () =>
  inFolder(async (folder) => {
    const [out, transcript, again] = ["score.json", "calls.jsonl", "again.json"].map((name) =>
      `${folder}/${name}`
    ) as [string, string, string];
    const operator = "mcp:deno run --quiet --allow-env lib/serve/scoreboard/testing/mcp_operator.ts plays";
    const { code, stderr } = await asProcess([
      ...["--agent", operator, "--episodes", "2", "--calm", "1", "--out", out, "--transcript", transcript],
    ]);
    strictEqual(code, 0, new TextDecoder().decode(stderr));
    const nowhere = await asProcess(["--agent", "mcp:no-such-program", "--episodes", "1", "--calm", "0"]);
    deepStrictEqual(
      [nowhere.code, new TextDecoder().decode(nowhere.stderr)],
      [2, 'error: The program "no-such-program" cannot be started\n'],
    );
    const [header, ...lines] = Deno.readTextFileSync(transcript).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    strictEqual(header.agent, operator);
    deepStrictEqual([...new Set(lines.map(({ episode }) => episode))], [1, 2, 3]);
    deepStrictEqual(JSON.parse(lines[0].answer), {
      name: "start_episode",
      arguments: { suite: "calm", index: 3 },
    });
    strictEqual(lines.length, read(out).agents[0]!.episodes.reduce((sum, { calls }) => sum + calls, 0));

    await printed("--replay", transcript, "--out", again);
    strictEqual(Deno.readTextFileSync(again), Deno.readTextFileSync(out));
    const other = lines.map((line, i) => i === 2 ? { ...line, state: `${line.state} ` } : line);
    const damaged = `${folder}/other.jsonl`;
    Deno.writeTextFileSync(damaged, [header, ...other].map((line) => `${JSON.stringify(line)}\n`).join(""));
    await rejects(printed("--replay", damaged), {
      name: "UsageError",
      message: "The transcript is of another run: the state is another one at call 3 of episode 1",
    });
  }));

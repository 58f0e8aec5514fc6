import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { Client } from "@modelcontextprotocol/client";
import { createAgent } from "../../lib/run/mod.ts";
import { printed } from "../testing/printed.ts";
import { score } from "../score.ts";
import { inFolder } from "../cli/in_folder.ts";
import { plotScores } from "./picture.ts";
import type { ScoreDocument } from "./run.ts";
import { scoreboard, type ScoredAgent } from "./scoreboard.ts";

/** A client that gives the session that it was told with each call, as over HTTP, and lets every episode pass. */
const passing: ScoredAgent = {
  name: "passing",
  async client(transport) {
    const client = new Client({ name: "passing", version: "1" });
    await client.connect(transport);
    const { structuredContent: begun } = await client.callTool({ name: "start_episode", arguments: {} });
    const { session } = begun as { session: string };
    const { isError } = await client.callTool({ name: "end_episode", arguments: { session } });
    strictEqual(isError ?? false, false);
    await client.close();
  },
};

Deno.test("agents by name, as values and clients of MCP play on one scoreboard, which is that of the command", () =>
  inFolder(async (folder) => {
    const scores = await scoreboard({
      agents: ["full", createAgent("full", { named: "mine" }), passing, "noop"],
      split: "judging",
      episodes: 6,
      calm: 2,
    });
    const [full, mine, idle, noop] = scores.agents;
    deepStrictEqual(scores.agents.map(({ agent }) => agent), ["full", "mine", "passing", "noop"]);
    const played = ({ episodes }: typeof full & object) => episodes.map(({ calls: _, ...rest }) => rest);
    deepStrictEqual(played(mine!), played(full!));
    deepStrictEqual(idle!.incidents.deniedSeconds, noop!.incidents.deniedSeconds);
    deepStrictEqual(scores.comparisons.map(({ than, deniedSeconds }) => [than, deniedSeconds!.value < 0]), [
      ["mine", false],
      ["passing", true],
      ["noop", true],
    ]);

    const out = `${folder}/score.json`;
    await printed(() => score(["--agent", "full", "--episodes", "6", "--calm", "2", "--out", out]));
    const { agents } = JSON.parse(Deno.readTextFileSync(out)) as ScoreDocument;
    deepStrictEqual(agents[0]!.episodes, full!.episodes);

    match(String(scores), /^agent +detected %.*\n[- ]+\nfull .*\nmine .*\npassing .*\nnoop /);
    const bundle =
      (scores as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();
    ok(bundle["text/html"]!.includes("<table"));
    strictEqual(bundle["text/plain"], String(scores));
    match(
      plotScores(scores).textContent!,
      /full mitigates .*; users are served sooner than passing, noopthe same 6 incidents for each/,
    );
  }));

Deno.test("a wrong scoreboard is refused in one line, and an agent that fails ends it", async () => {
  const refused = (options: object, message: RegExp) =>
    rejects(scoreboard(options as never), { name: "UsageError", message });
  await refused({ agents: [] }, /^scoreboard: agents /);
  await refused({ agents: ["fulll"] }, /"fulll": did you mean "full"/);
  await refused({ agents: ["full"], suite: "basline" }, /suite .*"basline"/);
  await refused({ agents: ["full"], split: "hidden" }, /split .*"hidden"/);
  await refused({ agents: ["full"], episodes: 0 }, /episodes .*0/);
  await refused({ agents: ["full", "full"] }, /different names, found "full" twice/);
  await refused({ agents: ["llm:http://127.0.0.1:1/v1"] }, /deno task score --agent "llm:/);
  const failing = { name: "failing", client: () => Promise.reject(new Error("it fell over")) };
  await rejects(scoreboard({ agents: [failing], episodes: 1, calm: 0 }), {
    message: "The agent failing failed in episode 1: it fell over",
  });
  const silent = { name: "silent", client: () => Promise.resolve() };
  await rejects(scoreboard({ agents: [silent], episodes: 1, calm: 0 }), {
    message: "The agent silent ended episode 1 without a call of a tool",
  });
  throws(() => plotScores({} as never), {
    name: "UsageError",
    message: /^plotScores: scores.agents is missing/,
  });
  const calm = await scoreboard({ agents: ["noop"], suite: "calm", episodes: 1 });
  throws(() => plotScores(calm), { name: "UsageError", message: /no incidents/ });
});

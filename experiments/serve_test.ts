import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { serve, suites } from "./serve.ts";
import { printed } from "./testing/printed.ts";

Deno.test("the help names every limit, and a wrong option is told with the nearest one", async () => {
  const help = await printed(() => serve(["--help"]));
  match(help, /--max-sessions N +sessions at once \(64\)/);
  match(help, /deno task mcp/);
  throws(() => serve(["--max-sesions", "3"]), /did you mean "--max-sessions"/);
  throws(
    () => serve(["--max-sessions", "0"]),
    /--max-sessions needs a whole number from 1 to 4096, found "0"/,
  );
  throws(() => serve(["--port", "web"]), /--port needs a whole number from 0 to 65535, found "web"/);
  throws(() => serve(["--agent", "mine"]), /--agent needs NAME=http:\/\/127.0.0.1:PORT, found "mine"/);
  throws(() => serve(["--secret", "none.txt"]), /Cannot read the secret none.txt/);
});

Deno.test("a secret that is too short is refused before anything listens", () => {
  const file = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(file, "short\n");
    throws(
      () => serve(["--secret", file]),
      /^UsageError: The secret in .* must have 16 characters or more, found 5$/,
    );
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("a port that is taken is told in words", () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const { port } = taken.addr as Deno.NetAddr;
    throws(() => serve(["--port", String(port)]), /^Error: The port is taken: choose another by --port/);
  } finally {
    taken.close();
  }
});

Deno.test("the suites are those of the published experiments with their seeds, and one that mixes them", () => {
  deepStrictEqual(suites().map(({ name, scenarios, seeds }) => [name, scenarios.length, seeds.first]), [
    ["baselines", 1, 2001],
    ["shifts", 26, 2001],
    ["unseen", 15, 2001],
    ["calm", 18, 2001],
    ["mixed", 19, 2001],
  ]);
});

Deno.test("an MCP client that starts the program plays an episode in the one session that it has", async () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync("deno.json"));
  const [command, ...args] = tasks.mcp.command.split(" ") as [string, ...string[]];
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StdioClientTransport({ command, args, stderr: "ignore" }));
  try {
    const call = async (name: string, args: Record<string, unknown> = {}) =>
      (await client.callTool({ name, arguments: args })).structuredContent as Record<string, unknown>;
    strictEqual((await call("start_episode", { suite: "mixed" })).step, 60);
    await call("act", { action: "restart(db)" });
    strictEqual((await call("advance", { steps: 9 })).step, 70);
    const { contents } = await client.readResource({ uri: "aiops://audit" });
    match((contents[0] as { text: string }).text, /"restart"/);
    ok("score" in await call("end_episode"));
    await rejects(client.readResource({ uri: "aiops://none" }));
  } finally {
    await client.close();
  }
});

/**
 * Checks what is served by programs that others wrote: OpenEnv's validator and its client, from PyPI into a virtual environment of a temporary folder, and
 * MCP's inspector by npx, which lists every tool and calls each one. Where Python, npx or the network is missing it says so and leaves that part out.
 */

const OPENENV = "openenv==0.10.0";
const INSPECTOR = "@modelcontextprotocol/inspector@2.12.0";

/** Plays an episode by OpenEnv's client, which knows nothing of this environment. */
const PLAY = `
import sys
from openenv.core.generic_client import GenericEnvClient
with GenericEnvClient(base_url=sys.argv[1]).sync() as env:
    result = env.reset(suite="mixed", split="judging", seed=3)
    steps = 0
    while not result.done:
        result = env.step({"kind": "noop"})
        steps += 1
    assert steps == 180, steps
    assert result.observation["score"]["measures"]["total_reward"] is not None
    assert env.state()["step_count"] == steps
print("OpenEnv's client has played an episode of", steps, "steps")
`;

interface Ran {
  readonly ok: boolean;
  readonly text: string;
}

/** Runs a program; one that is not there did not end well. */
function run(program: string, args: readonly string[]): Ran {
  try {
    const { success, stdout } = new Deno.Command(program, { args: [...args], stderr: "null" }).outputSync();
    return { ok: success, text: new TextDecoder().decode(stdout) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { ok: false, text: "" };
    throw error;
  }
}

/** As `run`, while this process goes on. */
async function runBeside(program: string, args: readonly string[]): Promise<Ran> {
  const { success, stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
  return { ok: success, text: new TextDecoder().decode(stdout) };
}

/** Whether OpenEnv's programs are content, or are left out. */
async function checkOpenEnv(url: string, folder: string): Promise<boolean> {
  const bin = Deno.build.os === "windows" ? `${folder}/venv/Scripts` : `${folder}/venv/bin`;
  const isThere = run("python3", ["-m", "venv", `${folder}/venv`]).ok &&
    run(`${bin}/python`, ["-m", "pip", "install", "--quiet", "--no-cache-dir", OPENENV]).ok;
  if (!isThere) {
    console.log(`left out: python3 with venv is not here, or pip can't fetch ${OPENENV}`);
    return true;
  }
  const validated = await runBeside(`${bin}/openenv`, ["validate", "--url", url]);
  console.log(validated.text.trim());
  const played = await runBeside(`${bin}/python`, ["-c", PLAY, url]);
  console.log(played.text.trim());
  return validated.ok && !validated.text.includes("FAIL") && played.ok;
}

/** What each tool is called with, after `start_episode`. */
const CALLS: readonly (readonly [tool: string, ...args: string[]])[] = [
  ["advance", "steps=45"],
  ["read_metrics", "last=3"],
  ["read_logs", "min_severity=info"],
  ["read_traces", "limit=1"],
  ["read_topology"],
  ["detect"],
  ["diagnose"],
  ["submit_diagnosis", 'suspects=[{"service":"db"}]'],
  ["act", "action=restart(db)"],
  ["read_changes"],
  ["end_episode"],
];

/** Whether MCP's inspector lists every tool and can call each, or is left out. */
async function checkInspector(url: string): Promise<boolean> {
  if (!run("npx", ["--yes", INSPECTOR, "--help"]).ok) {
    console.log(`left out: npx can't fetch ${INSPECTOR}`);
    return true;
  }
  const inspect = (...args: readonly string[]) =>
    runBeside("npx", ["--yes", INSPECTOR, "--cli", `${url}/mcp`, "--transport", "http", ...args]);
  const call = (tool: string, args: readonly string[]) =>
    inspect(
      ...["--method", "tools/call", "--tool-name", tool],
      ...args.flatMap((arg) => ["--tool-arg", arg]),
    );
  const { tools } = JSON.parse((await inspect("--method", "tools/list")).text) as {
    tools: { name: string }[];
  };
  const begun = await call("start_episode", ["suite=mixed", "index=3"]);
  const { structuredContent: { session } } = JSON.parse(begun.text);
  const called = ["start_episode"];
  for (const [tool, ...args] of CALLS) {
    const { ok, text } = await call(tool, [`session=${session}`, ...args]);
    if (!ok || JSON.parse(text).isError) {
      console.log(`${tool}: ${text}`);
      return false;
    }
    called.push(tool);
  }
  const left = tools.filter(({ name }) => !called.includes(name)).map(({ name }) => name);
  console.log(`MCP's inspector has listed ${tools.length} tools and called ${called.length}`);
  if (left.length > 0) console.log(`not called: ${left.join(", ")}`);
  return left.length === 0;
}

/** The address of a server that has been started. */
async function addressOf(server: Deno.ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of server.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const [url] = text.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("The server has not started");
}

const folder = Deno.makeTempDirSync();
// The task's own command: a task that is killed leaves its program behind.
const { tasks } = JSON.parse(Deno.readTextFileSync("deno.json"));
const [, ...command] = tasks.serve.command.split(" ") as string[];
const server = new Deno.Command(Deno.execPath(), {
  args: [...command, "--port", "0"],
  stdout: "piped",
  stderr: "null",
}).spawn();
try {
  const url = await addressOf(server);
  const results = [await checkOpenEnv(url, folder), await checkInspector(url)];
  Deno.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  server.kill();
  Deno.removeSync(folder, { recursive: true });
}

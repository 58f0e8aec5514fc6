import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { madeUpHost } from "../../testing/made_up_host.ts";
import { madeUpTasks, scored } from "../testing/scored.ts";
import { mcpPlayer, withoutScore } from "./mcp.ts";

const tasks = madeUpTasks([{ name: "db", fault: "noisy_neighbour:db:1" }]);
const operator = fileURLToPath(new URL("../testing/mcp_operator.ts", import.meta.url));

function player(how: string, { maxCalls = 60, timeoutMs = 30_000 } = {}) {
  return mcpPlayer({
    command: ["deno", "run", "--quiet", "--allow-env", operator, how],
    tasks,
    maxCalls,
    timeoutMs,
  });
}

Deno.test("a client of MCP finds and mends an incident, is told of no other episode than the one that is scored, and of no score", async () => {
  const [judged] = await scored(player("plays"), { tasks, count: 1 });
  deepStrictEqual([judged!.detected, judged!.localised, judged!.mitigated], [true, true, true]);
  ok(judged!.calls > 5);
});

Deno.test("what it calls beyond its calls is refused; a client that fails or never calls ends the run in one line", async () => {
  const [few] = await scored(player("plays", { maxCalls: 2 }), { tasks, count: 1 });
  deepStrictEqual([few!.calls, few!.detected], [2, false]);
  await rejects(
    scored(player("fails"), { tasks, count: 1 }),
    /^Error: The agent mcp:deno .* ended with exit code 3$/,
  );
  await rejects(
    scored(player("sleeps", { timeoutMs: 300 }), { tasks, count: 1 }),
    /has not called within 0\.3 s$/,
  );
  const nowhere = mcpPlayer({ command: ["no-such-program"], tasks, maxCalls: 1, timeoutMs: 100 });
  await rejects(scored(nowhere, { tasks, count: 1 }), {
    name: "UsageError",
    message: /"no-such-program" cannot/,
  });
});

Deno.test("a session without its score ends without it, whichever way", () => {
  for (const end of ["end", "advance", "step", "take"] as const) {
    const session = madeUpHost().host.open();
    session.begin();
    const shown = withoutScore(session);
    if (end === "step") session.advance(179);
    const told = end === "end"
      ? (shown.end(), shown.seen)
      : end === "advance"
      ? shown.advance(1000)
      : end === "step"
      ? shown.step({ kind: "noop" })
      : shown.take({ kind: "end" });
    strictEqual(told.done, true, end);
    strictEqual("score" in told || "score" in shown.seen || "score" in shown.begin(), false, end);
  }
});

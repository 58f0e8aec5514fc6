import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { serveSessions } from "../http/server.ts";
import { madeUpHost } from "../testing/made_up_host.ts";
import { OWN_AGENTS, remoteAgent } from "./agents.ts";
import { type ActionAgent, playProblem } from "./play.ts";
import { problemIds, problemOf, type ProblemTask } from "./problems.ts";

const { host } = madeUpHost({ scenarios: [{ name: "db", fault: "slow_query:db:1" }] });

/** The first problem of a task in which something is wrong, or nothing. */
function findProblem(task: ProblemTask, isCalm: boolean) {
  const problem = problemIds().filter((id) => id.startsWith(task)).map((id) => problemOf(id, host.tasks))
    .find(
      ({ choice }) => (host.tasks.find(choice).scenario.faultCount === 0) === isCalm,
    );
  return problem!;
}

/** Lets an agent that says what it is told to solve a problem. */
function solve(task: ProblemTask, answers: readonly string[], isCalm = false, maxSteps = 10) {
  const session = host.open();
  const left = [...answers];
  const agent: ActionAgent = { getAction: () => `\`\`\`\n${left.shift() ?? "advance()"}\n\`\`\`` };
  return playProblem({ session, problem: findProblem(task, isCalm), agent, maxSteps }).finally(() =>
    host.close(session.id)
  );
}

const resultsOf = async (...args: Parameters<typeof solve>) => (await solve(...args)).results;

Deno.test("detection is Yes where something is wrong and No where nothing is; its time is that of the calls", async () => {
  deepStrictEqual(await resultsOf("detection", ["get_metrics('x', 1)", 'submit("Yes")']), {
    "Detection Accuracy": "Correct",
    TTD: 10,
    steps: 2,
  });
  strictEqual((await resultsOf("detection", ['submit("No")']))["Detection Accuracy"], "Incorrect");
  strictEqual((await resultsOf("detection", ['submit("No")'], true))["Detection Accuracy"], "Correct");
  strictEqual((await resultsOf("detection", ['submit("Yes")'], true))["Detection Accuracy"], "Incorrect");
  strictEqual((await resultsOf("detection", ["submit(1)"]))["Detection Accuracy"], "Invalid Format");
  deepStrictEqual(await resultsOf("detection", [], false, 3), {
    "Detection Accuracy": "Invalid Format",
    TTD: 15,
    steps: 3,
  });
});

Deno.test("localisation counts the services named, and none where nothing is wrong", async () => {
  const accuracy = async (call: string, isCalm = false) => {
    const { success, is_subset, ...rest } = await resultsOf("localization", [call], isCalm);
    return [rest["Localization Accuracy"], success, is_subset];
  };
  deepStrictEqual(await accuracy('submit(["db"])'), [100, true, true]);
  deepStrictEqual(await accuracy('submit(["db", "api"])'), [50, false, true]);
  deepStrictEqual(await accuracy('submit(["api"])'), [0, false, false]);
  deepStrictEqual(await accuracy("submit([])"), [0, false, false]);
  deepStrictEqual(await accuracy("submit([])", true), [100, true, true]);
  deepStrictEqual(await accuracy('submit(["db"])', true), [0, false, true]);
});

Deno.test("analysis is judged by system level and fault type", async () => {
  const right = '{"system_level": "application", "fault_type": "Misconfiguration"}';
  deepStrictEqual(await resultsOf("analysis", [`submit(${right})`]), {
    system_level_correct: true,
    fault_type_correct: true,
    success: true,
    TTA: 5,
    steps: 1,
  });
  strictEqual((await resultsOf("analysis", ['submit({"system_level": "Application"})'])).success, false);
  strictEqual((await resultsOf("analysis", ["submit()"])).success, false);
  strictEqual((await resultsOf("analysis", ["submit()"], true)).success, true);
});

Deno.test("mitigation succeeds by what mends it, not by waiting, and in calm by doing nothing", async () => {
  strictEqual(
    (await resultsOf("mitigation", ['act("failover(db)")', "advance(12)", "submit()"])).success,
    true,
  );
  strictEqual((await resultsOf("mitigation", ["submit()"])).success, false);
  strictEqual((await resultsOf("mitigation", ["submit()"], true)).success, true);
  strictEqual((await resultsOf("mitigation", ['act("restart(api)")', "submit()"], true)).success, false);
});

Deno.test("what is wrong with a call is its answer, and no answer or name tells the fault", async () => {
  const { trace } = await solve("localization", [
    'exec_shell("ls")',
    "read_metrics(servise='db')",
    "get_logs('x', 'bd')",
    "get_logs('x')",
    "get_traces()",
    "read_changes()",
  ]);
  const said = trace.filter(({ role }) => role === "env").map(({ content }) => content);
  match(said[0]!, /^Error: Cannot find the call "exec_shell"/);
  match(said[1]!, /did you mean "service"/);
  match(said[2]!, /did you mean "db"/);
  match(said[3]!, /^\{"found":/);
  strictEqual(trace.some(({ content }) => content.includes("slow_query")), false);
  ok(problemIds().every((id) => /^(detection|localization|analysis|mitigation)-\d+$/.test(id)));
  strictEqual(problemIds().length, 400);
});

Deno.test("the service lists problems and agents and plays a problem, with an agent that is a service of its own too", async () => {
  const made = madeUpHost({ scenarios: [{ name: "db", fault: "slow_query:db:1" }] });
  const heard: string[] = [];
  const own = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    heard.push(new URL(request.url).pathname);
    await request.json();
    return Response.json({ action: '```\nsubmit("Yes")\n```' });
  });
  const server = serveSessions({
    host: made.host,
    listen: { port: 0 },
    agents: { mine: remoteAgent(`http://127.0.0.1:${(own.addr as Deno.NetAddr).port}/`) },
  });
  try {
    const get = async (path: string) => await (await fetch(server.url + path)).json();
    const broken = await fetch(`${server.url}/simulate`, { method: "POST", body: "{" });
    deepStrictEqual([broken.status, await broken.json()], [400, { detail: "The body must be JSON" }]);
    const simulate = async (body: object) => {
      const response = await fetch(`${server.url}/simulate`, { method: "POST", body: JSON.stringify(body) });
      return [response.status, await response.json()] as const;
    };
    strictEqual((await get("/problems")).length, 400);
    deepStrictEqual(await get("/agents"), [...Object.keys(OWN_AGENTS), "mine"]);
    const { id } = findProblem("detection", false);
    const [, played] = await simulate({ problem_id: id, agent_name: "mine", max_steps: 3 });
    deepStrictEqual([played.agent, played.problem_id, played.results["Detection Accuracy"]], [
      "mine",
      id,
      "Correct",
    ]);
    deepStrictEqual(heard, ["/init_context", "/get_action"]);
    for (const task of ["localization", "analysis", "mitigation"] as const) {
      const problem_id = findProblem(task, false).id;
      const [status, { results }] = await simulate({ problem_id, agent_name: "asking", max_steps: 10 });
      deepStrictEqual([status, results.success], [200, true], task);
      const [, silent] = await simulate({ problem_id, agent_name: "silent" });
      strictEqual(silent.results.success, false, task);
    }
    match(
      JSON.stringify(await simulate({ problem_id: "detect-1", agent_name: "mine" })),
      /404.*did you mean/,
    );
    match(JSON.stringify(await simulate({ problem_id: id, agent_name: "mien" })), /404.*did you mean/);
    strictEqual(made.host.count, 0);
  } finally {
    await server.close();
    await own.shutdown();
  }
});

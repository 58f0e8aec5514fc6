import { deepStrictEqual, ok, throws } from "node:assert";
import { madeUpHost } from "../../testing/made_up_host.ts";
import { briefing, briefingText, readAnswer, TEXT_TOOLS } from "./action_text.ts";

function begun() {
  const session = madeUpHost().host.open();
  session.begin();
  return session;
}

Deno.test("an answer is an action or a tool with JSON, alone, in its last line or in its last fenced block", () => {
  const session = begun();
  const calls: readonly [answer: string, tool: string, args: unknown][] = [
    ["restart(db)", "act", { action: "restart(db)" }],
    ["I think db is slow.\n\nrestart(db)\n", "act", { action: "restart(db)" }],
    ["clear_cache", "act", { action: "clear_cache" }],
    ["advance", "advance", {}],
    ["detect()", "detect", {}],
    ['read_metrics {"last": 3}', "read_metrics", { last: 3 }],
    ['read_metrics({"last": 3})', "read_metrics", { last: 3 }],
    ['```\nread_metrics("db", last=3)\n```', "read_metrics", { service: "db", last: 3 }],
    ["act('restart(db)')", "act", { action: "restart(db)" }],
    ['submit_diagnosis([{"service": "db"}])', "submit_diagnosis", { suspects: [{ service: "db" }] }],
    ['First:\n```\nadvance\n```\nthen\n```json\nread_metrics {\n "last": 3}\n```\nDone.', "read_metrics", {
      last: 3,
    }],
  ];
  for (const [answer, name, args] of calls) {
    const call = readAnswer(answer, session);
    deepStrictEqual([call.tool.name, call.args], [name, args], answer);
  }
});

Deno.test("what is no call is told in one line, with the nearest name", () => {
  const session = begun();
  throws(() => readAnswer("readmetrics {}", session), /did you mean read_metrics\?/);
  throws(() => readAnswer('read_metrics {"last": }', session), /arguments of read_metrics are no JSON/);
  throws(() => readAnswer("advance(1, True, 3)", session), /at most 2 arguments here, found 3/);
  throws(() => readAnswer("", session), /An answer ends with an action/);
  throws(() => readAnswer("start_episode", session), /An answer ends with an action/);
});

Deno.test("the briefing names every action and tool, those that need logs or traces where there are some", () => {
  const session = begun();
  const text = briefingText(briefing(session, 60));
  for (const { name } of TEXT_TOOLS) {
    ok(text.includes(`- ${name} `) !== ["read_logs", "read_traces"].includes(name), name);
  }
  ok(text.includes("restart(db)") && text.includes("60 answers"));
  session.begin({}, { withTelemetry: true });
  ok(briefing(session, 60).apis.read_logs);
});

import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { FAULT_TYPES } from "../../../model/mod.ts";
import { madeUpTasks, scored } from "../testing/scored.ts";
import { type Asked, askedText, type TextAgent, textPlayer } from "./text.ts";
import { readTranscript, recorded, replayed, transcriptText } from "./transcript.ts";

/** An agent that answers by a function, and keeps what it was asked. */
function answering(answer: (asked: Asked) => string): TextAgent & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    name: "by a function",
    asked,
    answer(now) {
      asked.push(now);
      return Promise.resolve({ text: answer(now), tokens: 3 });
    },
  };
}

/** Looks at all there is, then waits. */
const looking = [
  "read_metrics",
  "read_topology",
  "read_changes",
  "nonsense",
  "advance",
  'act {"action": "fly"}',
];
const looks = ({ call }: Asked) => looking[call - 1] ?? 'advance {"steps": 2}';

Deno.test("a text agent is told what it gets wrong, pays for each call, and ends with the episode or its calls", async () => {
  const agent = answering(looks);
  const [judged] = await scored(textPlayer(agent, { maxCalls: 30 }), { count: 1 });
  deepStrictEqual([judged!.calls, judged!.tokens], [30, 90]);
  match(agent.asked[0]!.state, /^\{"step":60/);
  match(agent.asked[0]!.briefing!.problem_desc, /You are on call/);
  strictEqual(agent.asked[1]!.briefing, undefined);
  match(agent.asked[4]!.state, /^error: An answer ends with an action/);
  match(agent.asked[6]!.state, /^error: .*"fly"/);
  match(agent.asked[7]!.state, /^\{"step":63,/);
  const [quick] = await scored(textPlayer(answering(() => 'advance {"steps": 90}'), { maxCalls: 30 }), {
    count: 1,
  });
  strictEqual(quick!.calls, 2);
  const [ended] = await scored(textPlayer(answering(() => "end_episode"), { maxCalls: 30 }), { count: 1 });
  strictEqual(ended!.calls, 1);
});

Deno.test("up to the fault an agent gets the bytes of an episode without one, and never the name of a kind, a seed or a score", async () => {
  const statesOf = async (faultCount: number) => {
    const agent = answering(looks);
    const tasks = madeUpTasks([{ name: "cpu_saturation of db", faultCount }]);
    await scored(textPlayer(agent, { maxCalls: 200 }), { tasks, count: 1 });
    return agent.asked.map(askedText);
  };
  const [incident, calm] = [await statesOf(1), await statesOf(0)];
  const differ = incident.findIndex((state, i) => state !== calm[i]);
  const { step } = JSON.parse(incident[differ]!) as { step: number };
  strictEqual(step > 70, true, `they differ at step ${step}`);
  const said = incident.slice(1).join("\n");
  for (const word of [...FAULT_TYPES, "fault", "scenario", "verdicts", "seed"]) {
    ok(!said.includes(word), word);
  }
});

Deno.test("a transcript, written and read, gives the same score, and one of another run none", async () => {
  const { agent, lines } = recorded(answering(looks));
  const judged = await scored(textPlayer(agent, { maxCalls: 100 }), { count: 2 });
  strictEqual(lines.length, judged[0]!.calls + judged[1]!.calls);
  const text = transcriptText({ transcript: 1, agent: agent.name, settings: {} }, lines);
  const read = readTranscript(text);
  strictEqual(read.header.agent, "by a function");
  const again = textPlayer(replayed(agent.name, read.lines), { maxCalls: 100 });
  deepStrictEqual(await scored(again, { count: 2 }), judged);
  await rejects(scored(again, { count: 3 }), /another run: there is nothing at call 1 of episode 3/);
  const other = madeUpTasks([{ name: "other", fault: "disk_full:db:1" }]);
  await rejects(scored(again, { tasks: other, count: 1 }), /another run: the state is another one at call/);
});

Deno.test("a file that is no transcript is refused by its line", () => {
  const line = { episode: 1, call: 1, state: "s", answer: "a" };
  const header = JSON.stringify({ transcript: 1, agent: "a", settings: {} });
  deepStrictEqual(readTranscript(`${header}\n${JSON.stringify(line)}\n`).lines, [line]);
  for (
    const [text, where] of [
      ["", /Line 1/],
      ["{}\n", /Line 1/],
      [`${header}\nno\n`, /Line 2/],
      [`${header}\n${JSON.stringify(line)}\n{"episode":0}\n`, /Line 3/],
    ] as const
  ) {
    throws(() => readTranscript(text), where);
  }
});

Deno.test("an answer that is too long is refused, and the agent told so", async () => {
  const agent = answering(({ call }) => call === 1 ? " ".repeat(20_001) + "advance" : "end_episode");
  await scored(textPlayer(agent, { maxCalls: 2 }), { count: 1 });
  match(agent.asked[1]!.state, /at most 20000 characters, found 20008/);
});

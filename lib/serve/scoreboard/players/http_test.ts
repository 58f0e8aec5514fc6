import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { Secret } from "../../../live/config/secret.ts";
import { operator, scriptedLlm } from "../testing/scripted_llm.ts";
import { scored } from "../testing/scored.ts";
import { agentUrl } from "./http.ts";
import { httpAgent } from "./http_agent.ts";
import { llmAgent } from "./llm_agent.ts";
import { textPlayer } from "./text.ts";

const reach = { timeoutMs: 5000, wait: () => Promise.resolve() };
const asked = { episode: 1, call: 1, state: "all is well" };

/** Serves answers on a free port of this machine while a test runs. */
async function serving(
  answer: (request: Request) => Response | Promise<Response>,
  test: (address: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  try {
    await test(`http://127.0.0.1:${server.addr.port}/act`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("an agent that is a service is told of an episode, and answers each state by an action", async () => {
  const sent: unknown[] = [];
  const briefing = { problem_desc: "p", instructions: "i", apis: { advance: "a" } };
  await serving(async (request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`, await request.json());
    return request.url.endsWith("get_action") ? Response.json({ action: "advance" }) : new Response("null");
  }, async (address) => {
    const agent = httpAgent(address, reach);
    deepStrictEqual(await agent.answer({ ...asked, briefing }), { text: "advance" });
    await agent.answer({ ...asked, call: 2 });
  });
  const turn = ["POST /act/get_action", { session_id: "1", state: "all is well" }];
  deepStrictEqual(sent, ["POST /act/init_context", { session_id: "1", ...briefing }, ...turn, ...turn]);
});

Deno.test("one that is overloaded is asked three times; any other trouble ends the run in one line with the address", async () => {
  let calls = 0;
  const third = () => ++calls < 3 ? new Response("", { status: 503 }) : Response.json({ action: "detect" });
  await serving(third, async (address) => {
    deepStrictEqual(await httpAgent(address, reach).answer(asked), { text: "detect" });
  });
  strictEqual(calls, 3);
  const elsewhere = ({ url }: Request) =>
    url.endsWith("elsewhere") ? Response.json({ action: "advance" }) : Response.redirect(`${url}/elsewhere`);
  const trouble: readonly [(request: Request) => Response, RegExp][] = [
    [() => new Response("", { status: 429 }), /\/act\/get_action answered 429$/],
    [() => new Response("", { status: 500 }), /\/act\/get_action answered 500$/],
    [() => new Response("advance"), /answered without \{"action": text\}$/],
    [elsewhere, /\/act\/get_action cannot be reached$/],
    [() => new Response("x".repeat((1 << 20) + 1)), /\/act\/get_action answered more than 1 MiB$/],
  ];
  for (const [answer, message] of trouble) {
    await serving(answer, (address) => rejects(httpAgent(address, reach).answer(asked), message));
  }
  const slow = Promise.withResolvers<Response>();
  await serving(() => slow.promise, async (address) => {
    await rejects(
      httpAgent(address, { ...reach, timeoutMs: 50 }).answer(asked),
      /not answered within 0\.05 s/,
    );
    slow.resolve(new Response(""));
  });
});

Deno.test("an address is a URL of HTTP without a name and password", () => {
  for (const wrong of ["", "full", "ftp://a/", "http:"]) {
    throws(() => agentUrl(wrong), /URL of http or https/);
  }
  throws(() => agentUrl("http://me:word@127.0.0.1/"), /no name and password/);
});

Deno.test("a language model is sent the conversation of its episode, bounded, and its key in a header alone", async () => {
  const key = new Secret("sk-of-a-test-1234567890");
  await using llm = scriptedLlm((_, call) =>
    call === 2 ? "my key is sk-of-a-test-1234567890" : 'advance {"steps": 1}'
  );
  const agent = llmAgent({ address: llm.address, model: "small", key, ...reach });
  for (let call = 1; call <= 20; call++) {
    const { text, tokens } = await agent.answer({ episode: 1, call, state: `state ${call}` });
    strictEqual(tokens, 7);
    if (call === 2) strictEqual(text, "my key is ***");
  }
  await agent.answer({ episode: 2, call: 1, state: "anew" });
  strictEqual(llm.asked[0]!.authorization, "Bearer sk-of-a-test-1234567890");
  ok(!JSON.stringify(llm.asked.map(({ body }) => body)).includes("sk-of-a-test"));
  const contents = (at: number) => llm.asked[at]!.body.messages.map(({ content }) => content);
  deepStrictEqual(contents(2).slice(1), [
    "state 1",
    'advance {"steps": 1}',
    "state 2",
    "my key is ***",
    "state 3",
  ]);
  strictEqual(contents(19).length, 2 + 24);
  deepStrictEqual([contents(19)[1], contents(19).at(-1)], ["state 1", "state 20"]);
  deepStrictEqual(
    llm.asked[19]!.body.messages.slice(1).map(({ role }) => role),
    ["user", ...Array.from({ length: 24 }, (_, i) => i % 2 === 0 ? "assistant" : "user")],
  );
  deepStrictEqual(contents(20).slice(1), ["anew"]);
});

Deno.test("what is no chat completion ends the run in one line", async () => {
  await using llm = scriptedLlm(() => Response.json({ error: "no" }));
  const agent = llmAgent({ address: llm.address, model: "small", ...reach });
  await rejects(agent.answer(asked), /answered what is no chat completion$/);
});

Deno.test("a scripted operator behind chat completions finds the service and mends it", async () => {
  await using llm = scriptedLlm((body) => operator(body));
  const player = textPlayer(llmAgent({ address: llm.address, model: "small", ...reach }), { maxCalls: 60 });
  const judged = await scored(player, { count: 6 });
  ok(judged.filter(({ localised }) => localised).length >= 4, JSON.stringify(judged));
  ok(judged.filter(({ mitigated }) => mitigated).length >= 2, JSON.stringify(judged));
  ok(judged.every(({ calls, tokens }) => tokens === 7 * calls));
});

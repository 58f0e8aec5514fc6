import { ok, strictEqual } from "node:assert";
import { environmentOptions } from "../../bench/agents/resolve.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { createStream } from "../../random/mod.ts";
import { createConnection } from "../openenv/connection.ts";
import { answerRpc } from "../openenv/json_rpc.ts";
import { madeUpHost } from "../testing/made_up_host.ts";
import { baselinesFor } from "./baselines.ts";
import { createSession } from "./session.ts";
import type { SessionHost } from "./session_host.ts";

/** Asks the server, and says how long the answer took (ms): what it does with a message, without the network, which adds noise alone. */
type Ask = (message: object) => Promise<number>;

/** A client of a server. */
function clientOf(host: SessionHost): Ask {
  const connection = createConnection({
    session: host.open(),
    limits: host.limits,
    rpc: (request, session) => Promise.resolve(answerRpc(request, host, session)),
  });
  return async (message) => {
    const text = JSON.stringify(message);
    const begun = performance.now();
    const answer = connection.answer(text);
    if (answer instanceof Promise) await answer;
    return performance.now() - begun;
  };
}

/** A client of a server of its own, whose system has so many faults. */
function client(faultCount: number): Ask {
  return clientOf(madeUpHost({ scenarios: [{ name: "system", faultCount }] }).host);
}

/** First step of the fault of a task. */
function startOf(index: number): number {
  const { host } = madeUpHost({ scenarios: [{ name: "system", faultCount: 1 }] });
  const { scenario, seed } = host.tasks.find({ split: "judging", index });
  const environment = createEnvironment(environmentOptions(scenario));
  environment.reset({ seed });
  return environment.faults[0]!.startStep;
}

const STEP = { type: "step", data: { kind: "noop" } };
const STATE = { type: "state" };
const tool = (name: string) => ({
  type: "mcp",
  data: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } },
});

/**
 * The share of answers that take longer in an episode with a fault than in the same one without: 0.5 where time tells nothing. Both are asked the same,
 * one directly after the other and in an order that is drawn, so that whatever else this machine does hits both alike.
 *
 * @param slowed what is done to an answer of the episode with a fault, in which case the measure must say so
 */
async function shareLonger(
  tasks: readonly number[],
  slowed: (ask: Ask) => Ask = (ask) => ask,
): Promise<{ readonly share: number; readonly pairs: number }> {
  const order = createStream("answer times");
  let [longer, pairs] = [0, 0];
  for (const index of tasks) {
    const calm = client(0);
    const faulty = slowed(client(1));
    const compare = async (message: object) => {
      const calmFirst = order.next() < 0.5;
      const first = await (calmFirst ? calm : faulty)(message);
      const second = await (calmFirst ? faulty : calm)(message);
      const [calmMs, faultyMs] = calmFirst ? [first, second] : [second, first];
      longer += faultyMs > calmMs ? 1 : faultyMs === calmMs ? 0.5 : 0;
      pairs++;
    };
    await compare({ type: "reset", data: { split: "judging", seed: index } });
    const start = startOf(index);
    for (let step = 61; step < start; step++) {
      await compare(STEP);
      await compare(STATE);
      if (step % 10 === 0) {
        for (const name of ["read_metrics", "detect", "diagnose"]) await compare(tool(name));
      }
    }
  }
  return { share: longer / pairs, pairs };
}

const TASKS = Array.from({ length: 20 }, (_, index) => index);

Deno.test("until a fault begins, an answer takes no longer and no shorter than in the same episode without one", async () => {
  const { share, pairs } = await shareLonger(TASKS);
  ok(pairs > 1000, String(pairs));
  // By chance alone it is 0.5 with a standard error below 0.016.
  ok(Math.abs(share - 0.5) < 0.1, `${share} of ${pairs}`);
});

Deno.test("the comparison of times finds answers that take half as long again", async () => {
  const { share } = await shareLonger(TASKS, (ask) => async (message) => {
    const ms = await ask(message);
    const begun = performance.now();
    while (performance.now() - begun < ms / 2);
    return ms + performance.now() - begun;
  });
  ok(share > 0.7, String(share));
});

Deno.test("the first episode of a scenario begins as fast as one of a scenario that was played before", async () => {
  const order = createStream("first episodes");
  const pairs = 100;
  let longer = 0;
  for (let i = 0; i < pairs; i++) {
    const { host } = madeUpHost({ scenarios: [{ name: "one" }, { name: "other", noise: 1 }] });
    const ask = clientOf(host);
    const indices = Array.from({ length: 20 }, (_, index) => index);
    const [known, again] = indices.filter((index) =>
      host.tasks.find({ split: "judging", index }).scenario.name === "one"
    );
    const fresh = indices.find((index) =>
      host.tasks.find({ split: "judging", index }).scenario.name === "other"
    );
    const reset = (seed: number) => ask({ type: "reset", data: { split: "judging", seed } });
    await reset(known!);
    const freshFirst = order.next() < 0.5;
    const first = await reset(freshFirst ? fresh! : again!);
    const second = await reset(freshFirst ? again! : fresh!);
    if ((freshFirst ? first : second) > (freshFirst ? second : first)) longer++;
  }
  ok(longer > 0.25 * pairs && longer < 0.75 * pairs, `${longer} of ${pairs}`);
});

Deno.test("what isn't told is not judged: the last answer of the hidden split costs the same with a fault as without", () => {
  const { host } = madeUpHost({ scenarios: [{ name: "system", faultCount: 1 }] });
  let judged = 0;
  const session = createSession({
    ...{ id: "session", tasks: host.tasks },
    baselinesOf(task) {
      judged++;
      return baselinesFor(task);
    },
  });
  session.begin({ split: "hidden" });
  session.end();
  strictEqual(judged, 0);
  session.begin({ split: "judging" });
  session.end();
  strictEqual(judged, 1);
});

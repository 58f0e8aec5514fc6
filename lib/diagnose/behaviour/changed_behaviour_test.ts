import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Signals } from "../../model/mod.ts";
import { createDiagnoser } from "../catalogue.ts";
import { type Handling, madeUpRequests, REQUEST_SERVICES } from "../testing/made_up_requests.ts";
import { type BehaviourChange, learnBehaviour } from "./changed_behaviour.ts";

const BEFORE: Handling = { requests: 120, seed: 1 };
const LATER: Handling = { requests: 60, from: 1000, seed: 2 };

function changes(
  after: Partial<Handling>,
  view: (signals: Signals) => Signals = (it) => it,
): BehaviourChange[] {
  return learnBehaviour(view(madeUpRequests(BEFORE)))(view(madeUpRequests({ ...LATER, ...after })));
}

const spansAlone = ({ metrics, spans }: Signals): Signals => ({ metrics, spans: spans! });
const logsAlone = ({ metrics, logs }: Signals): Signals => ({ metrics, logs: logs! });

Deno.test("an early return is found at its service, with the line that stops and its shares", () => {
  const [first] = changes({ earlyReturns: 0.6 });
  strictEqual(first!.service, "stock");
  strictEqual(first!.operation, "reserve");
  ok(first!.difference < -0.4 && first!.shareBefore === 1 && first!.shareAfter < 0.6);
  const line = changes({ earlyReturns: 0.6 }).find(({ event }) => event.startsWith('"reserved item'));
  ok(line !== undefined && line.shareAfter < 0.6, "the line behind the return is missed");
});

Deno.test("what its caller does otherwise afterwards is a consequence and doesn't count", () => {
  ok(changes({ earlyReturns: 0.6 }).every(({ service }) => service !== "orders"));
});

Deno.test("a new branch is found by the line that begins, at its place in the source", () => {
  const [first] = changes({ refusals: 0.5 });
  strictEqual(first!.service, "orders");
  const line = changes({ refusals: 0.5 }).find(({ event }) => event === "orders.ts:3");
  ok(line !== undefined && line.difference > 0.3 && line.shareBefore === 0);
});

Deno.test("logs alone and spans alone tell an early return, too", () => {
  strictEqual(changes({ earlyReturns: 0.6 }, logsAlone)[0]!.service, "stock");
  const [call] = changes({ earlyReturns: 0.6 }, spansAlone);
  deepStrictEqual([call!.service, call!.event], ["stock", "call db query"]);
});

Deno.test("neither more nor fewer requests, nor others, nor windows of other lengths are a change", () => {
  const others: Partial<Handling>[] = [{ requests: 400 }, { requests: 15 }, { browsing: 0.9 }, {
    browsing: 0,
  }];
  for (const after of others) {
    deepStrictEqual(changes(after), [], JSON.stringify(after));
  }
});

Deno.test("to fail less often than before is no change of behaviour", () => {
  const usual = madeUpRequests({ ...BEFORE, refusals: 0.4 });
  deepStrictEqual(learnBehaviour(usual)(madeUpRequests(LATER)), []);
});

Deno.test("few requests are enough for a change in all of them, and one is not", () => {
  strictEqual(changes({ requests: 12, earlyReturns: 1 })[0]?.service, "stock");
  deepStrictEqual(changes({ requests: 1, browsing: 0, earlyReturns: 1 }), []);
});

Deno.test("spans whose logs were not recorded yet, or not any more, miss no lines", () => {
  const { logs, ...rest } = madeUpRequests(LATER);
  const cut = { ...rest, logs: logs.filter(({ timeSeconds }) => timeSeconds > 1020 && timeSeconds < 1045) };
  deepStrictEqual(learnBehaviour(madeUpRequests(BEFORE))(cut), []);
});

Deno.test("event-patterns and fused name the service that returns early, quote the shares, and nobody in a quiet window", () => {
  for (const name of ["event-patterns", "fused"]) {
    const made = createDiagnoser(name, { services: REQUEST_SERVICES });
    made.fit(madeUpRequests(BEFORE));
    const { suspect, confidence, rationale } = made.diagnose(madeUpRequests({ ...LATER, earlyReturns: 0.8 }));
    strictEqual(suspect, "stock", name);
    ok(confidence > 0.8, `${name}: ${confidence}`);
    ok(/reserve of stock .* in \d+ % of its requests, 100 % before/.test(rationale), rationale);
    strictEqual(made.diagnose(madeUpRequests(LATER)).confidence, 0, name);
  }
});

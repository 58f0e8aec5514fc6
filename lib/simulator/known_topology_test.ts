import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createEnvironment } from "./environment.ts";

Deno.test("agents are told so many of the calls, drawn per seed; the true graph stays", () => {
  const environment = createEnvironment({ topology: "boutique", knownCalls: 0.8 });
  const { calls } = environment.topology;
  let known = 0;
  const graphs = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    environment.reset({ seed });
    const { knownTopology } = environment;
    strictEqual(environment.topology.calls, calls);
    deepStrictEqual(knownTopology.services, environment.topology.services);
    for (const { onMissOf, ...call } of knownTopology.calls) {
      const { onMissOf: _, ...real } = calls.find(({ caller, callee }) =>
        caller === call.caller && callee === call.callee
      )!;
      deepStrictEqual(call, real);
      if (onMissOf === undefined) continue;
      ok(knownTopology.calls.some(({ caller, callee }) => caller === call.caller && callee === onMissOf));
    }
    known += knownTopology.calls.length;
    graphs.add(JSON.stringify(knownTopology));
  }
  ok(Math.abs(known / (60 * calls.length) - 0.8) < 0.05, `${known / (60 * calls.length)}`);
  ok(graphs.size > 20);
  environment.reset({ seed: 1 });
  const first = environment.knownTopology;
  environment.reset({ seed: 2 });
  environment.reset({ seed: 1 });
  deepStrictEqual(environment.knownTopology, first);
});

Deno.test("of unknown callers no call is written down: those that are named, or as many as are asked for", () => {
  const named = createEnvironment({ topology: "boutique", unknownCallers: ["frontend"] });
  named.reset({ seed: 1 });
  const callersOf = ({ calls }: { readonly calls: readonly { caller: string }[] }) =>
    new Set(calls.map(({ caller }) => caller));
  const all = callersOf(named.topology);
  const left = callersOf(named.knownTopology);
  ok(all.has("frontend") && !left.has("frontend"));
  strictEqual(left.size, all.size - 1);
  const counted = createEnvironment({ topology: "boutique", unknownCallers: 2 });
  for (let seed = 1; seed <= 10; seed++) {
    counted.reset({ seed });
    strictEqual(callersOf(counted.knownTopology).size, all.size - 2);
  }
});

Deno.test("all is written down by default, and wrong gaps are told", () => {
  const environment = createEnvironment();
  environment.reset({ seed: 1 });
  strictEqual(environment.knownTopology, environment.topology);
  throws(
    () => createEnvironment({ knownCalls: 2 }),
    /^UsageError: The share of known calls must lie in 0 to 1, found 2/,
  );
  throws(() => createEnvironment({ knownCalls: NaN }), /found NaN/);
  throws(() => createEnvironment({ unknownCallers: 3 }), /whole number from 0 to 1, found 3/);
  throws(
    () => createEnvironment({ unknownCallers: ["apj"] }),
    /service that calls "apj": did you mean "api"/,
  );
});

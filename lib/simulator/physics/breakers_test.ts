import { deepStrictEqual, ok } from "node:assert";
import type { CallBreaker } from "../../model/mod.ts";
import { near, READ, steadyState, threeTier } from "./testing/steady_state.ts";

// What single requests do, by the discrete-event simulation of `reference/`: share of failed requests.
const BREAKER: CallBreaker = {
  failureShare: 0.5,
  windowSeconds: 10,
  minTries: 20,
  openSeconds: 5,
  probes: 1,
  fallbackShare: 0.5,
};

Deno.test("a breaker that never sees too many failures changes nothing", () => {
  for (const cut of [0, 0.2]) {
    const run = (breaker?: CallBreaker) =>
      steadyState(threeTier({ read: breaker ? { breaker } : {} }), {
        arrange: ({ conditions }) => conditions.cut[READ] = cut,
      });
    deepStrictEqual(run(BREAKER), run());
  }
});

for (
  const [cut, openSeconds, probes, errorRate] of [[0.45, 5, 1, 0.084], [0.45, 20, 3, 0.095], [
    0.6,
    5,
    1,
    0.098,
  ], [
    0.6,
    20,
    3,
    0.101,
  ], [1, 5, 1, 0.102]] as const
) {
  Deno.test(`a breaker that is open for ${openSeconds} s, where ${cut} of the tries are not answered: ${errorRate} fail`, () => {
    const found = steadyState(threeTier({ read: { breaker: { ...BREAKER, openSeconds, probes } } }), {
      arrange: ({ conditions }) => conditions.cut[READ] = cut,
    });
    near("error rate", found.errorRate, errorRate);
  });
}

Deno.test("a breaker closes after the cause has gone, and half of the calls that it refused had been answered by its fallback", () => {
  let ailing = true;
  const run = () =>
    steadyState(threeTier({ read: { breaker: BREAKER } }), {
      steps: 20,
      arrange: ({ conditions, state }) => {
        conditions.cut[READ] = ailing ? 1 : 0;
        // As after an outage: open, for the whole of its time.
        state.breakerOpen[READ] = BREAKER.openSeconds;
        state.breakerHeld[READ] = 1;
      },
    });
  const during = run();
  near("error rate", during.errorRate, 0.002 + 0.998 * 0.2 * 0.5, { share: 0.02 });
  ok(during.arrivals[2]! < 0.1, `${during.arrivals[2]}`);
  ailing = false;
  const after = run();
  near("error rate", after.errorRate, 0.002, { share: 1e-6 });
  near("reads", after.arrivals[2]!, 19.96, { share: 1e-6 });
});

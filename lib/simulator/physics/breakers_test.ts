import { deepStrictEqual, ok } from "node:assert";
import type { CallBreaker } from "../../model/mod.ts";
import { stepBreaker } from "./breakers.ts";
import type { State } from "./state.ts";
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

/** What a step knows of one breaker that is closed. */
function ofClosedBreaker(): State {
  const one = () => new Float64Array(1);
  const fields = { breakerOpen: one(), breakerHazard: one(), breakerProbed: one(), breakerHeld: one() };
  return fields as unknown as State;
}

/** The share of each step for which a breaker is open, given the failure rate of a try in it. */
function openShares(failures: readonly number[], { probes = 1, openSeconds = 8 } = {}): number[] {
  const state = ofClosedBreaker();
  return failures.map((failure) => {
    const times = { rate: 100, goodSeconds: 0.05, badSeconds: 0.1 };
    stepBreaker(0, { ...BREAKER, probes, openSeconds }, { state, failure, ...times });
    return state.breakerHeld[0]!;
  });
}

Deno.test("a breaker opens in an outage, opens again after each probe that fails, and closes by the first that succeeds", () => {
  const [first, ...rest] = openShares([1, 1, 1, 1, 0, 0, 0, 0]);
  // It judges by 20 tries: 0.2 s of them, and 0.1 s until they end.
  ok(Math.abs(first! - (5 - 0.3) / 5) < 1e-9, `${first}`);
  deepStrictEqual(rest.slice(0, 3), [1, 1, 1]);
  // Two probes have failed by then, so that the third open time ends after 0.3 + 3 x 8.1 s, and nothing opens it again.
  ok(Math.abs(rest[3]! - (0.3 + 3 * 8.1 - 20) / 5) < 0.02, `${rest[3]}`);
  deepStrictEqual(rest.slice(4), [0, 0, 0]);
});

Deno.test("of tries of which half fail one probe closes a breaker at its second time, three at their eighth: four times the odds of being open", () => {
  const [one, three] = [1, 3].map((probes) => {
    const shares = openShares(Array(2000).fill(0.5), { probes });
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    return mean / (1 - mean);
  });
  ok(Math.abs(three! / one! - 4) < 0.1, `${three! / one!}`);
});

Deno.test("a breaker that opens again and again within a step is open for all of it at most", () => {
  for (const openSeconds of [1e-6, 0.01, 0.1, 0.3, 1]) {
    const shares = openShares(Array(200).fill(1), { openSeconds });
    ok(shares.every((share) => share >= 0 && share <= 1), `${openSeconds}: ${Math.max(...shares)}`);
  }
});

Deno.test("a breaker stays closed below its share of failures and below its number of tries", () => {
  deepStrictEqual(openShares(Array(20).fill(0.2)), Array(20).fill(0));
  const few = { failure: 1, rate: 1.9, goodSeconds: 0.05, badSeconds: 0.1 };
  const state = ofClosedBreaker();
  // 19 tries in ten seconds, where 20 are judged by.
  for (let step = 0; step < 20; step++) stepBreaker(0, BREAKER, { state, ...few });
  deepStrictEqual([...state.breakerHeld], [0]);
});

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

import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import type { Slo } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import { createBudget } from "./budget.ts";
import { resolveObjective } from "./objective.ts";

const NOOP = { kind: "noop" } as const;
/** Windows of 12 and 2 steps; a tenth of the requests may be bad. */
const OBJECTIVE = {
  objective: 0.9,
  periodDays: 1,
  timeScale: 1,
  windows: [{ longMinutes: 1, shortMinutes: 1 / 6, burnRate: 2 }],
};
const NOMINAL = { requestsPerStep: 100, badShare: 0.01 };

Deno.test("a burn rate is the share of bad requests over a window, over the share that may be", () => {
  const budget = createBudget(OBJECTIVE, NOMINAL);
  budget.reset();
  const { burnRates } = budget.add(100, 0.5);
  // Before the episode 1 % was bad: (11 x 1 + 50) of 1200, and (1 + 50) of 200.
  ok(Math.abs(burnRates[0]!.long - 61 / 1200 / 0.1) < 1e-12);
  ok(Math.abs(burnRates[0]!.short - 51 / 200 / 0.1) < 1e-12);
  for (let step = 0; step < 20; step++) budget.add(100, 0.3);
  const settled = budget.add(100, 0.3).burnRates[0]!;
  ok(Math.abs(settled.long - 3) < 1e-9 && Math.abs(settled.short - 3) < 1e-9);
});

Deno.test("a breach takes both windows: a short spike is none, nor is what is over", () => {
  const budget = createBudget(OBJECTIVE, NOMINAL);
  budget.reset();
  const breach = (badShare: number, count: number) =>
    Array.from({ length: count }, () => budget.add(100, badShare).breach);
  // Two whole steps bad: 20 times the budget over the short window, 1.7 over the long one.
  deepStrictEqual(breach(1, 2), [false, false]);
  deepStrictEqual(breach(1, 2), [true, true]);
  // The long window remembers for 12 steps, the short one for 2.
  deepStrictEqual(breach(0, 4), [true, false, false, false]);
});

Deno.test("the budget left is 1 less what bad requests took of the period's, and can be overspent", () => {
  const budget = createBudget({ ...OBJECTIVE, timeScale: 1 / 1728 }, NOMINAL);
  budget.reset();
  // A day is 10 steps: 100 of 1000 requests may be bad.
  ok(Math.abs(budget.add(100, 0.2).left - 0.8) < 1e-12);
  ok(Math.abs(budget.add(0, 1).left - 0.8) < 1e-12);
  ok(Math.abs(budget.add(200, 1).left + 1.2) < 1e-12);
  budget.reset();
  strictEqual(budget.add(100, 0).left, 1);
});

Deno.test("by default the windows are those of the SRE workbook, the longest as long as the episode", () => {
  const { windows, periodDays, timeScale } = resolveObjective({ objective: 0.99 }, { steps: 240 })!;
  deepStrictEqual(
    windows.map(({ longMinutes, shortMinutes, burnRate }) => [longMinutes, shortMinutes, burnRate]),
    [
      [60, 5, 14.4],
      [360, 30, 6],
    ],
  );
  deepStrictEqual([periodDays, timeScale], [30, 1 / 18]);
  strictEqual(resolveObjective({ latencyP95Ms: 300 }, { steps: 240 }), undefined);
});

// Beyer et al., "The Site Reliability Workbook", chapter 5, table 5-8: burn rates of 14.4, 6 and 1 over 1 h, 6 h and 3 d use up 2 %, 5 % and
// 10 % of the budget of 30 days. The short windows are a twelfth of the long ones.
const WORKBOOK = [
  { longMinutes: 60, shortMinutes: 5, burnRate: 14.4, budgetShare: 0.02 },
  { longMinutes: 360, shortMinutes: 30, burnRate: 6, budgetShare: 0.05 },
  { longMinutes: 3 * 1440, shortMinutes: 360, burnRate: 1, budgetShare: 0.1 },
];

Deno.test("the workbook's rates use up 2 %, 5 % and 10 % of a month's budget within their windows", () => {
  for (const { longMinutes, shortMinutes, burnRate, budgetShare } of WORKBOOK) {
    const windows = [{ longMinutes, shortMinutes, burnRate }];
    const budget = createBudget(
      { objective: 0.99, periodDays: 30, windows, timeScale: 1 },
      { requestsPerStep: 100, badShare: 0 },
    );
    budget.reset();
    let last = budget.add(100, 0.01 * burnRate);
    for (let step = 1; step < longMinutes * 12; step++) last = budget.add(100, 0.01 * burnRate);
    ok(Math.abs(1 - last.left - budgetShare) < 1e-9, `${1 - last.left}`);
    ok(Math.abs(last.burnRates[0]!.long - burnRate) < 1e-6);
    ok(Math.abs(last.burnRates[0]!.short - burnRate) < 1e-6);
  }
});

Deno.test("an outage is told after the workbook's detection time: (1 - objective) / bad share x long window x burn rate", () => {
  for (const { longMinutes, shortMinutes, burnRate } of WORKBOOK) {
    for (const badShare of [1, 0.5, 0.2]) {
      const windows = [{ longMinutes, shortMinutes, burnRate }];
      const budget = createBudget(
        { objective: 0.99, periodDays: 30, windows, timeScale: 1 },
        { requestsPerStep: 100, badShare: 0 },
      );
      budget.reset();
      let steps = 1;
      while (!budget.add(100, badShare).breach) steps++;
      const expected = 0.01 / badShare * longMinutes * 12 * burnRate;
      // A step later where the limit is met to the digit: it has to be exceeded.
      ok(steps >= expected && steps <= expected + 1 + 1e-9, `${steps} steps, ${expected} expected`);
    }
  }
});

Deno.test("with several pairs of windows the fast one tells an outage and the slow one a leak", () => {
  const [fast, slow] = [14.4, 6].map((rate) => rate * 0.01);
  const firstBreach = (badShare: number) => {
    const { objective, ...rest } = resolveObjective({ objective: 0.99, timeScale: 1 }, { steps: 240 })!;
    const budget = createBudget({ objective, ...rest }, { requestsPerStep: 100, badShare: 0 });
    budget.reset();
    for (let step = 1; step <= 360 * 12; step++) {
      const { breach, burnRates } = budget.add(100, badShare);
      if (breach) return burnRates.findIndex(({ long, short }, i) => Math.min(long, short) > [14.4, 6][i]!);
    }
    return undefined;
  };
  deepStrictEqual([1, 1.1 * fast!, 1.1 * slow!, 0.99 * slow!].map(firstBreach), [0, 0, 1, undefined]);
});

Deno.test("with an objective a step is in breach by its budget, whatever the limits say, and info has what is left", () => {
  const run = (slo: Partial<Slo>, fault: string) => {
    const environment = createEnvironment({ slo, fault });
    environment.reset({ seed: 5 });
    const steps = Array.from({ length: environment.steps }, () => environment.step(NOOP).info);
    return { steps, breach: steps.findIndex(({ sloViolated }) => sloViolated) + 1 };
  };
  const fault = "error_burst:api:1";
  const [limits, budget] = [run({}, fault), run({ objective: 0.99 }, fault)];
  strictEqual(limits.steps[0]!.budget, undefined);
  ok(limits.breach > 0 && budget.breach > limits.breach, `${limits.breach}, ${budget.breach}`);
  for (const { sloViolated, budget: at } of budget.steps) {
    const { burnRates: [fast, slow] } = at!;
    strictEqual(
      sloViolated,
      (fast!.long > 14.4 && fast!.short > 14.4) || (slow!.long > 6 && slow!.short > 6),
    );
  }
  const lefts = budget.steps.map(({ budget: at }) => at!.left);
  lefts.slice(1).forEach((left, i) => ok(left <= lefts[i]!));
  // A burst of 20 % of errors for at least 60 of 28,800 steps takes 20 times its share.
  ok(lefts.at(-1)! < 1 - 60 * 20 / 28_800 && lefts.at(-1)! > 0.85, `${lefts.at(-1)}`);
});

Deno.test("without a fault no episode of the usual systems is in breach of 99 %", () => {
  for (const topology of ["three-tier", "boutique"]) {
    const environment = createEnvironment({ topology, faultCount: 0, slo: { objective: 0.99 } });
    for (let seed = 1; seed <= 5; seed++) {
      environment.reset({ seed });
      for (let step = 0; step < environment.steps; step++) {
        strictEqual(environment.step(NOOP).info.sloViolated, false);
      }
    }
  }
});

Deno.test("an episode with an objective goes on from a snapshot digit by digit, and refuses one without its budget", () => {
  const environment = createEnvironment({ slo: { objective: 0.99 }, fault: "error_burst:api" });
  environment.reset({ seed: 2 });
  for (let step = 0; step < 110; step++) environment.step(NOOP);
  const snapshot = JSON.parse(JSON.stringify(environment.snapshot()));
  const play = () => Array.from({ length: 50 }, () => environment.step(NOOP).info.budget);
  const first = play();
  environment.restore(snapshot);
  deepStrictEqual(play(), first);
  throws(
    () => environment.restore({ ...snapshot, budget: [1] }),
    /snapshot's budget must be 483 finite numbers/,
  );
  const { budget: _, ...without } = snapshot;
  throws(() => environment.restore(without), /snapshot's budget/);
});

Deno.test("an error budget that can't be is refused in one line", () => {
  for (
    const [slo, rule] of [
      [{ objective: 1 }, /slo.objective must be less than 1, found 1/],
      [{ objective: 0 }, /slo.objective/],
      [{ objective: NaN }, /slo.objective/],
      [{ objective: 0.9999 }, /objective must lie below 0.99\d*, the share of good requests without a fault/],
      [{ objective: 0.9 }, /burn rate must lie below 10, .*found 14.4/],
      [{ windows: OBJECTIVE.windows }, /windows needs an objective, as 0.99/],
      [{ timeScale: 1 }, /timeScale needs an objective/],
      [{ objective: 0.99, timeScale: 0 }, /slo.timeScale/],
      [{ objective: 0.99, timeScale: 1000 }, /longest window must have 100000 steps at most/],
      [{ objective: 0.99, windows: [] }, /slo.windows/],
      [
        { objective: 0.99, windows: [{ longMinutes: 5, shortMinutes: 60, burnRate: 2 }] },
        /no longer than the long/,
      ],
      [
        { objective: 0.99, windows: [{ longMinutes: 5, shortMinutes: 1, burnrate: 2 }] },
        /did you mean "burnRate"/,
      ],
      [{ objektive: 0.99 }, /did you mean "objective"/],
    ] as [Partial<Slo>, RegExp][]
  ) throws(() => createEnvironment({ slo }), rule);
});

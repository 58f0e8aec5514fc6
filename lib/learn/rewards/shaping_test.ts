import { deepStrictEqual, notDeepStrictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { shapedReward } from "./shaping.ts";

/** A small decision process: in each state some actions, each with a reward and the states that may follow. State 0 is the end. */
interface Mdp {
  readonly states: number;
  readonly actions: number;
  rewardOf(state: number, action: number, next: number): number;
  /** Probability of each next state. */
  nextOf(state: number, action: number): readonly number[];
}

const [STATES, ACTIONS, GAMMA] = [6, 3, 0.9];

function randomMdp(seed: number): Mdp {
  const { next, between } = createStream(seed, "mdp");
  const table = Array.from({ length: STATES * ACTIONS }, () => {
    const weights = Array.from({ length: STATES }, () => Math.max(0, next() - 0.4) + 0.01);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { reward: between(-1, 1), chances: weights.map((weight) => weight / sum) };
  });
  const at = (state: number, action: number) => table[state * ACTIONS + action]!;
  return {
    states: STATES,
    actions: ACTIONS,
    rewardOf: (state, action) => at(state, action).reward,
    nextOf: (state, action) => at(state, action).chances,
  };
}

/** The best action of each state but the end, by value iteration. */
function bestPolicy({ states, actions, rewardOf, nextOf }: Mdp): number[] {
  let values = new Array<number>(states).fill(0);
  const worth = (state: number, action: number) =>
    nextOf(state, action).reduce(
      (sum, chance, next) => sum + chance * (rewardOf(state, action, next) + GAMMA * values[next]!),
      0,
    );
  for (let sweep = 0; sweep < 300; sweep++) {
    values = values.map((_, state) =>
      state === 0 ? 0 : Math.max(...Array.from({ length: actions }, (_, action) => worth(state, action)))
    );
  }
  return Array.from({ length: states - 1 }, (_, i) => {
    const all = Array.from({ length: actions }, (_, action) => worth(i + 1, action));
    return all.indexOf(Math.max(...all));
  });
}

Deno.test("shapedReward() leaves the best policy as it is, whatever the potential", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const mdp = randomMdp(seed);
    const { between } = createStream(seed, "potential");
    const potential = Array.from({ length: STATES }, (_, state) => state === 0 ? 0 : between(-5, 5));
    const shaped: Mdp = {
      ...mdp,
      rewardOf: (state, action, next) =>
        shapedReward(mdp.rewardOf(state, action, next), {
          before: potential[state]!,
          after: potential[next]!,
          gamma: GAMMA,
        }),
    };
    deepStrictEqual(bestPolicy(shaped), bestPolicy(mdp), `seed ${seed}`);
  }
});

Deno.test("a bonus for states, which is no difference of a potential, does change the best policy", () => {
  const policies = Array.from({ length: 30 }, (_, seed) => {
    const mdp = randomMdp(seed + 1);
    const { between } = createStream(seed + 1, "potential");
    const bonus = Array.from({ length: STATES }, (_, state) => state === 0 ? 0 : between(-5, 5));
    const paid: Mdp = { ...mdp, rewardOf: (s, a, next) => mdp.rewardOf(s, a, next) + bonus[next]! };
    return [bestPolicy(mdp), bestPolicy(paid)] as const;
  });
  notDeepStrictEqual(policies.map(([own]) => own), policies.map(([, paid]) => paid));
});

import { NOOP } from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";

type FiveTuple = [number[], number, boolean, boolean, Record<string, never>];

/** CartPole after Barto, Sutton and Anderson (1983) with Gymnasium's five-tuple, allocated each step: the usual yardstick. */
function cartPole([x, speed, angle, turn]: number[], force: number): FiveTuple {
  const cos = Math.cos(angle!);
  const sin = Math.sin(angle!);
  const push = (force + 0.05 * turn! * turn! * sin) / 1.1;
  const turning = (9.8 * sin - cos * push) / (0.5 * (4 / 3 - 0.1 * cos * cos / 1.1));
  const acceleration = push - 0.05 * turning * cos / 1.1;
  const state = [
    x! + 0.02 * speed!,
    speed! + 0.02 * acceleration,
    angle! + 0.02 * turn!,
    turn! + 0.02 * turning,
  ];
  const terminated = Math.abs(state[0]!) > 2.4 || Math.abs(state[2]!) > 0.2095;
  return [state, terminated ? 0 : 1, terminated, false, {}];
}

const BATCH = 240;

Deno.bench("CartPole, 240 steps", { group: "step", baseline: true }, () => {
  let result: FiveTuple = [[0, 0, 0.01, 0], 1, false, false, {}];
  for (let i = 0; i < BATCH; i++) {
    // As in any loop over episodes: a fallen pole is set up again.
    result = cartPole(result[2] ? [0, 0, 0.01, 0] : result[0], i % 3 === 0 ? 10 : -10);
  }
  if (Number.isNaN(result[0][0])) throw new Error("CartPole fell out of the world");
});

const threeTier = createEnvironment();
Deno.bench("three-tier with all noise, 240 steps", { group: "step" }, () => {
  threeTier.reset({ seed: 1 });
  for (let i = 0; i < BATCH; i++) threeTier.step(NOOP);
});

for (const services of [10, 100, 1000]) {
  const environment = createEnvironment({ topology: `random-${services}` });
  environment.reset({ seed: 1 });
  Deno.bench(
    `random graph of ${services} services, one step`,
    { group: "size", baseline: services === 10 },
    () => {
      environment.stepAhead(NOOP);
    },
  );
}

import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { everyAction } from "../decide/mod.ts";
import type { Action } from "../model/mod.ts";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createStream } from "../random/mod.ts";
import { createExecutor, type ExecutorState } from "./executor.ts";

const restart = (service: string): Action => ({ kind: "restart", service });
const scale = (service: string, delta: 1 | -1): Action => ({ kind: "scale", service, delta });

/** An executor that goes on where another one stands, its state having been through JSON. */
function resumed(state: ExecutorState) {
  return createExecutor({ topology: SYNTHETIC, state: JSON.parse(JSON.stringify(state)) });
}

Deno.test("an executor that is saved and restored after every step answers as one that never was", () => {
  const stream = createStream(3, "proposals");
  const actions = [...everyAction(SYNTHETIC), { kind: "noop" } as const];
  const whole = createExecutor({ topology: SYNTHETIC });
  let broken = createExecutor({ topology: SYNTHETIC });
  for (let step = 0; step < 5000; step++) {
    const proposal = stream.pick(actions);
    const now = { step, inBreach: stream.next() < 0.7 };
    if (step === 2000 || step === 2100) { for (const one of [whole, broken]) one.freeze(step === 2000); }
    broken = resumed(broken.saveState());
    deepStrictEqual(broken.execute(proposal, now), whole.execute(proposal, now));
  }
});

Deno.test("a restored executor keeps the cooldown of the one before it", () => {
  const before = createExecutor({ topology: SYNTHETIC });
  before.execute(restart("db"), { step: 100, inBreach: true });
  const { refused } = resumed(before.saveState()).execute(restart("db"), { step: 110, inBreach: true });
  strictEqual(refused, "restart(db) refused: db was restarted 10 steps ago, the cooldown is 20");
});

Deno.test("a replica that was not ordered after all is not counted, but its attempt is", () => {
  const executor = createExecutor({ topology: SYNTHETIC, guardrails: { mostActions: 2 } });
  const before = executor.saveState();
  executor.execute(scale("api", 1), { step: 1, inBreach: true });
  executor.notCarriedOut(scale("api", 1));
  deepStrictEqual(executor.saveState(), { ...before, acted: [1] });
  executor.execute(restart("db"), { step: 2, inBreach: true });
  executor.notCarriedOut(restart("db"));
  strictEqual(executor.saveState().restarted.db, 2, "a failed restart has its cooldown too");
});

Deno.test("a state of services that are gone is left out, and what is no state is refused", () => {
  const state = { ...createExecutor({ topology: SYNTHETIC }).saveState(), restarted: { gone: 3 } };
  strictEqual("gone" in resumed(state).saveState().restarted, false);
  throws(() => createExecutor({ topology: SYNTHETIC, state: { replicas: 1 } as never }), /state\.replicas/);
});

import { createStream } from "../random/mod.ts";
import { everyAction } from "./every_action.ts";
import { type Policy, type PolicyContext, UNLEARNED } from "./policy.ts";

/** Any action at any time, each as likely. */
export function createRandomPolicy({ topology, seed }: PolicyContext): Policy {
  const actions = everyAction(topology);
  const stream = createStream(seed, "random-policy");
  return {
    name: "random",
    begin: () => {},
    fit: () => {},
    decide: () => ({
      action: stream.pick(actions),
      propensity: 1 / actions.length,
      reason: "drawn at random",
    }),
    ...UNLEARNED,
  };
}

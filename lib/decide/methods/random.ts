import { createStream, type Stream } from "../../random/mod.ts";
import { everyAction } from "../every_action.ts";
import { UNLEARNED } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/** It looks at nothing. */
const NO_FEATURES = new Float64Array(0);

/** Draws from all possible actions in every step, each equally likely. */
export const randomPolicy: PolicyEntry = policy({
  name: "random",
  about: "any action at any time",
  trivial: true,
  create: ({ topology }) => {
    const actions = everyAction(topology);
    const propensity = 1 / actions.length;
    const candidates = actions.map((action) => ({ action, propensity, features: NO_FEATURES }));
    let stream: Stream;
    return {
      name: "random",
      begin: ({ seed }) => {
        stream = createStream(seed, "random-policy");
      },
      fit: () => {},
      decide: () => ({
        action: stream.pick(actions),
        propensity,
        reason: "drawn at random",
        candidates,
      }),
      ...UNLEARNED,
    };
  },
});

import { createStream, type Stream } from "../../random/mod.ts";
import { everyAction } from "../every_action.ts";
import { UNLEARNED } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/** Draws from all possible actions in every step, each equally likely. */
export const randomPolicy: PolicyEntry = policy({
  name: "random",
  about: "any action at any time",
  trivial: true,
  create: ({ topology }) => {
    const actions = everyAction(topology);
    let stream: Stream;
    return {
      name: "random",
      begin: ({ seed }) => {
        stream = createStream(seed, "random-policy");
      },
      fit: () => {},
      decide: () => ({
        action: stream.pick(actions),
        propensity: 1 / actions.length,
        reason: "drawn at random",
      }),
      ...UNLEARNED,
    };
  },
});

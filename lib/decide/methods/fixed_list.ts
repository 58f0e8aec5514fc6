import { describeAction, wholeNumber } from "../../model/mod.ts";
import { blindOrder } from "../remedies/blind_order.ts";
import { UNLEARNED, wait } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/**
 * Goes through a fixed list of remedies for as long as the SLO is violated, and looks at nothing else: every database is failed over, the
 * front is rolled back, traffic is limited, caches are cleared, the front is restarted; then it starts over.
 */
export const fixedList: PolicyEntry = policy({
  name: "fixed-list",
  about: "a fixed list of remedies, one after the other while the SLO is violated",
  trivial: true,
  parameters: {
    stepsApart: wholeNumber({
      about: "steps from one remedy to the next",
      unit: "steps",
      range: [1, 60],
      default: 5,
    }),
  },
  create: (context, { stepsApart }) => {
    const list = blindOrder(context.topology);
    let next = 0;
    let rest = 0;
    return {
      name: "fixed-list",
      begin: () => {
        next = 0;
        rest = 0;
      },
      fit: () => {},
      decide: ({ inBreach }) => {
        if (rest > 0) rest--;
        if (!inBreach) return wait("healthy");
        if (rest > 0) return wait("the last remedy needs time to take effect");
        rest = stepsApart;
        const action = list[next++ % list.length]!;
        return { action, propensity: 1, reason: `next on the list: ${describeAction(action)}` };
      },
      ...UNLEARNED,
    };
  },
});

import { strictEqual } from "node:assert";
import { endText } from "./console.ts";

const NOTHING = {
  ...{ steps: 12, skippedSteps: 0, unmeasuredSteps: 0, alarms: 0, diagnoses: 0 },
  ...{ proposals: 0, actions: 0, refusals: 0, incidents: 0 },
};

Deno.test("the end of a loop says what it did, what is still open, and whether it has learnt what is normal", () => {
  strictEqual(
    endText({ counters: NOTHING, incident: null, warmUp: { seen: 60, needed: 60 } }),
    "ended after 12 steps: 0 alarms, 0 incidents opened, 0 proposals, 0 actions",
  );
  strictEqual(
    endText({
      counters: {
        ...NOTHING,
        ...{
          steps: 1,
          skippedSteps: 3,
          unmeasuredSteps: 1,
          alarms: 2,
          proposals: 4,
          actions: 1,
          incidents: 1,
        },
      },
      incident: { id: "shop-1" },
      warmUp: { seen: 12, needed: 60 },
    }),
    "ended after 1 step (3 more skipped, the SLO not measured in 1): 2 alarms, 1 incident opened, 4 proposals, 1 action; " +
      "incident shop-1 is still open; of the 60 steps that the agent learns what is normal from, it saw 12",
  );
});

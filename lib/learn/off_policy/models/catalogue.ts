import { type Catalogue, catalogue } from "../../../model/mod.ts";
import { meansModel } from "./means.ts";
import type { RewardModelEntry } from "./model.ts";
import { ridgeModel } from "./ridge.ts";

/** Every reward model. */
export const rewardModels: Catalogue<RewardModelEntry> = catalogue<RewardModelEntry>("reward model", [
  ridgeModel,
  meansModel,
  {
    name: "mean",
    about: "the mean reward of all decisions, whatever the action",
    trivial: true,
    fit: (rows) => {
      const mean = rows.reduce((sum, { outcome }) => sum + outcome, 0) / rows.length;
      return () => mean;
    },
  },
]);

import { mean } from "../../../stats/mod.ts";
import type { ModelRow, RewardModelEntry } from "./model.ts";

/** The mean reward of a signature and action; of an action that was not met with it that of the signature, of a new one that of all. */
export const meansModel: RewardModelEntry = {
  name: "means",
  about: "the mean reward of each situation and action, of a new pair that of the situation, else of all",
  fit: (rows) => {
    const keyOf = ({ signature, action }: { signature: string; action: string }) => `${signature}\n${action}`;
    const pairs = meansBy(rows, keyOf);
    const situations = meansBy(rows, ({ signature }) => signature);
    const all = mean(rows.map(({ outcome }) => outcome));
    return (input) => pairs.get(keyOf(input)) ?? situations.get(input.signature) ?? all;
  },
};

function meansBy(rows: readonly ModelRow[], keyOf: (row: ModelRow) => string): Map<string, number> {
  return new Map(
    Map.groupBy(rows, keyOf).entries().map(([key, its]) => [key, mean(its.map(({ outcome }) => outcome))]),
  );
}

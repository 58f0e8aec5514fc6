import { splitChoices, UsageError } from "../../lib/model/mod.ts";

/**
 * The labels of what was chosen.
 *
 * @throws {UsageError} for two choices of the same entry with the same parameters
 */
export function distinctLabels(thing: string, labels: readonly string[]): string[] {
  const second = labels.find((label, i) => labels.indexOf(label) < i);
  if (second !== undefined) throw new UsageError(`The ${thing} "${second}" is chosen twice`);
  return [...labels];
}

/**
 * What a list option and the option for a single one choose together, as `--detectors cusum,ewma --detector cusum:clip=4`.
 *
 * @param all the names that `all` stands for
 * @returns undefined for neither of them; "all" for `all` alone; with more beside it, as `all,cusum:clip=4`, the names that it stands for and those
 * @throws {UsageError} for `all` beside one that it stands for
 */
export function choicesOf(
  { list, single = [], all }: {
    readonly list?: string | undefined;
    readonly single?: readonly string[] | undefined;
    readonly all: readonly string[];
  },
): string[] | "all" | undefined {
  const choices = [...(list === undefined ? [] : splitChoices(list)), ...single];
  if (!choices.includes("all")) return choices.length === 0 ? undefined : choices;
  const others = choices.filter((choice) => choice !== "all");
  const within = others.find((choice) => all.includes(choice));
  if (within !== undefined) {
    throw new UsageError(
      `A list of all has "${within}" in it: leave it out, or give it parameters of its own`,
    );
  }
  return others.length === 0 ? "all" : [...all, ...others];
}

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
 * @returns undefined for neither of them; "all" for `all` in either
 * @throws {UsageError} for `all` beside others
 */
export function choicesOf(
  { list, single = [] }: {
    readonly list?: string | undefined;
    readonly single?: readonly string[] | undefined;
  },
): string[] | "all" | undefined {
  const choices = [...(list === undefined ? [] : splitChoices(list)), ...single];
  if (!choices.includes("all")) return choices.length === 0 ? undefined : choices;
  const other = choices.find((choice) => choice !== "all");
  if (other !== undefined) {
    throw new UsageError(`A list of all and "${other}" by itself exclude each other`);
  }
  return "all";
}

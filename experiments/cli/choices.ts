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
 * @returns undefined for neither of them, and for `all`
 * @throws {UsageError} for `all` beside a single one
 */
export function choicesOf(
  { list, single = [] }: {
    readonly list?: string | undefined;
    readonly single?: readonly string[] | undefined;
  },
): string[] | undefined {
  if (list === "all" && single.length > 0) {
    throw new UsageError(`A list of all and "${single[0]}" by itself exclude each other`);
  }
  const listed = list === undefined || list === "all" ? [] : splitChoices(list);
  const choices = [...listed, ...single];
  return choices.length === 0 || list === "all" ? undefined : choices;
}

import { splitChoices } from "../../lib/model/mod.ts";

/**
 * What a list option and the option for a single one choose together, as `--detectors cusum,ewma --detector cusum:clip=4`.
 *
 * @returns undefined for neither of them, and for `all`
 */
export function choicesOf(
  { list, single = [] }: {
    readonly list?: string | undefined;
    readonly single?: readonly string[] | undefined;
  },
): string[] | undefined {
  const listed = list === undefined || list === "all" ? [] : splitChoices(list);
  const choices = [...listed, ...single];
  return choices.length === 0 || list === "all" ? undefined : choices;
}

import { type Claim, plainSpaces, sentenceOf } from "./claim.ts";
import type { SavedNotebook } from "./saved_notebook.ts";

/** Words with a number that no output has to bear: a choice that was made before, a published figure, a name. */
export interface Given {
  /** The notebook, without `.ipynb`. */
  readonly in: string;
  /** The words, as they are there. */
  readonly says: string;
  /** Where the number comes from. */
  readonly from: string;
}

/** Numbers, also with a unit stuck to them and in compounds: 80, 1.5x, 20ms, −3, 12-step; none of names such as p95, AC@3, v2 and 9a. */
const NUMBERS =
  /(?<![\w@.,]|\w-)(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?=(?:[mµ]?s|min|h|d|[kMG]?B|[x%]|st|nd|rd|th)?(?![\w]|-\d))/g;

/**
 * The numbers in the prose of a notebook that nothing bears: that are in no claim, in nothing that a cell above shows, in no code above, and not
 * given. Numbers in code and in addresses of links are no prose.
 *
 * @returns a line for each
 */
export function unborneNumbers(
  saved: SavedNotebook,
  { claims, given }: { readonly claims: readonly Claim[]; readonly given: readonly Given[] },
): string[] {
  const borne = [
    ...claims.filter((claim) => claim.in === saved.name).map(({ says }) => sentenceOf(says)),
    ...given.filter((one) => one.in === saved.name).map(({ says }) => says),
  ].map(plainSpaces).toSorted((a, b) => b.length - a.length);
  const known = new Set<number>();
  return saved.cells.flatMap(({ isCode, source, shown }) => {
    if (isCode) {
      for (const text of [source, shown]) for (const number of numbersOf(text)) known.add(number);
      return [];
    }
    const prose = plainSpaces(source);
    const rest = borne.reduce((text, words) => text.replaceAll(words, " … "), prose)
      .replace(/`[^`]*`/g, " … ").replace(/\]\([^)]*\)/g, "]");
    return [...rest.matchAll(NUMBERS)].filter(([text]) => !known.has(valueOf(text)))
      .map(({ 0: text, index }) =>
        `${saved.name}: nothing above bears "${text}" in "${rest.slice(Math.max(0, index - 40), index + 40)}"`
      );
  });
}

function* numbersOf(text: string): Generator<number> {
  for (const [number] of text.matchAll(/\d+(?:,\d{3})*(?:\.\d+)?|\.\d+/g)) yield valueOf(number);
}

function valueOf(text: string): number {
  return Number(text.replaceAll(",", ""));
}

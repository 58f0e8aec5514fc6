import { above, numberOf, type SavedNotebook } from "./saved_notebook.ts";

/** A sentence of a notebook whose numbers its outputs bear. */
export interface Claim {
  /** The notebook, without `.ipynb`. */
  readonly in: string;
  /**
   * The sentence, or the part of it that claims something, word by word, with its numbers in braces: `{98}` is the value rounded to the digits
   * that are shown, `{~20}` the value within 15 %, `{>half}` and `{<12}` a limit of it. Words count as numbers: see `WORDS`.
   */
  readonly says: string;
  /** What the numbers are by the outputs, in their order: looked up and worked out anew. */
  readonly by: (saved: SavedNotebook) => readonly number[];
}

/** Numbers in words. Those that are no whole numbers are meant to be rough, and hold within 8 %. */
const WORDS: Readonly<Record<string, number>> = {
  ...{ no: 0, none: 0, nothing: 0, one: 1, once: 1, two: 2, twice: 2, three: 3, four: 4, five: 5, six: 6 },
  ...{ seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, thirteen: 13, fourteen: 14 },
  ...{ fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19, twenty: 20, thirty: 30 },
  ...{ half: 0.5, "a third": 1 / 3, "two thirds": 2 / 3, "a quarter": 0.25, "three quarters": 0.75 },
  ...{ "a fifth": 0.2, "a sixth": 1 / 6, "a seventh": 1 / 7, "seven tenths": 0.7, "a tenth": 0.1 },
};
const ROUGH = 0.15;
const ROUGH_WORD = 0.08;

const BRACES = /\{([~<>]?)([^{}]+)\}/g;

/** A claim's sentence as the notebook has it, without braces. */
export function sentenceOf(says: string): string {
  return says.replace(BRACES, "$2");
}

/**
 * What is wrong with a claim; empty if its sentence is there and its numbers are those of the outputs above it.
 *
 * @throws {Error} if an output that it looks up is not above it
 */
export function problemsOf({ says, by }: Claim, saved: SavedNotebook): string[] {
  const sentence = plainSpaces(sentenceOf(says));
  const place = saved.cells.findIndex(({ isCode, source }) =>
    !isCode && plainSpaces(source).includes(sentence)
  );
  const problems = place < 0 ? [`"${sentence}" is not in ${saved.name}`] : [];
  const said = [...says.matchAll(BRACES)];
  const values = by(place < 0 ? saved : above(saved, place));
  if (said.length === 0 || values.length !== said.length) {
    return [...problems, `"${sentence}" says ${said.length} numbers, the outputs ${values.length}`];
  }
  said.forEach(([, how, text], i) => {
    if (!holds(text!, how!, values[i]!)) {
      problems.push(`"${sentence}" says ${how}${text}, the outputs ${values[i]}`);
    }
  });
  return problems;
}

function holds(text: string, how: string, value: number): boolean {
  const word = WORDS[text.toLowerCase()];
  const number = word ?? numberOf(text);
  if (Number.isNaN(number) || !Number.isFinite(value)) return false;
  if (how === ">") return value > number;
  if (how === "<") return value < number;
  if (how === "~") return Math.abs(value - number) <= ROUGH * Math.abs(number);
  if (word !== undefined && !Number.isInteger(word)) return Math.abs(value - number) <= ROUGH_WORD * number;
  return Math.abs(value - number) <= 0.5 / 10 ** decimalsOf(text) + 1e-9;
}

function decimalsOf(text: string): number {
  return /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
}

/** The claim with its n-th number replaced by one that is far from it. */
export function withWrongNumber(claim: Claim, n: number): Claim {
  let count = 0;
  const says = claim.says.replace(BRACES, (all, how: string, text: string) => {
    if (count++ !== n) return all;
    const number = WORDS[text.toLowerCase()] ?? numberOf(text);
    // A value that lies below a limit is above a far lower one.
    return `{${how}${how === "<" ? number / 1000 - 1000 : 3 * number + 7}}`;
  });
  return { ...claim, says };
}

/** How many numbers a claim says. */
export function numbersIn({ says }: Claim): number {
  return [...says.matchAll(BRACES)].length;
}

export function plainSpaces(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

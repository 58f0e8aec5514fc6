import { codeOnly } from "./code_only.ts";

/** One small mistake in a file: what stands between `start` and `end` is replaced. */
export interface Mutant {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  /** Empty where a statement is removed. */
  readonly after: string;
}

interface Rule {
  readonly pattern: RegExp;
  /** The text in place of a match at an offset; undefined where the rule does not fit. */
  replace(match: string, start: number): string | undefined;
}

const SWAPS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "+=": "-=",
  "-=": "+=",
  "*=": "/=",
  "Math.min(": "Math.max(",
  "Math.max(": "Math.min(",
  "true": "false",
  "false": "true",
};

function otherNumber(text: string, start: number): string {
  const value = Number(text);
  if (value === 0) return "1";
  if (!Number.isInteger(value)) return String(2 * value);
  return String([value + 1, value - 1, 2 * value][start % 3]);
}

function swapped(match: string): string {
  const [first, second] = match.split(", ");
  return `${second}, ${first}`;
}

const RULES: readonly Rule[] = [
  {
    // An operator with its spaces, so that type arguments and arrows are none. Which of two equal values a sort puts
    // first, or a running minimum keeps, makes no difference: a boundary there is left alone.
    pattern: / (?:[<>]=?(?! \S+ \? -1 : 1)(?! (\S+)\) \1 = )|[!=]==|&&|\|\||\?\?|[-+*/]|[-+*]=)(?=[ \n])/g,
    replace: (match) => ` ${SWAPS[match.trim()]}`,
  },
  { pattern: /\bMath\.(?:min|max)\(/g, replace: (match) => SWAPS[match] },
  { pattern: /(?<![|] )\b(?:true|false)\b/g, replace: (match) => SWAPS[match] },
  { pattern: /(?<![\w.$])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.$])/g, replace: otherNumber },
  { pattern: /(?<=\bif \()(?:[^()\n]|\([^()\n]*\))+(?=\) )/g, replace: (match) => `!(${match})` },
  {
    pattern: /(?<=\n *)if \((?:[^()\n]|\([^()\n]*\))+\) (?:return|continue|break)\b[^\n]*;/g,
    replace: () => "",
  },
  {
    pattern: /(?<=\n\s+return )[^\n;{[(]+(?=;)/g,
    replace: (match) => match === "undefined" ? undefined : "undefined",
  },
  {
    pattern: /(?<=\n {2,})[\w.$]+(?:\[[^\n\]]*\]!?)*(?: [-+*]?= [^\n]*|\([^\n]*\));(?=\n)/g,
    replace: () => "",
  },
  { pattern: /(?<=(?<!Math\.\w+|function \w+)[\w>]\()[\w.$!]+, [\w.$!]+(?=\))/g, replace: swapped },
];

/** All mistakes that can be planted in a source, in the order of their places. */
export function mutantsOf(path: string, source: string): Mutant[] {
  const code = codeOnly(source);
  const found = RULES.flatMap(({ pattern, replace }) =>
    [...code.matchAll(pattern)].flatMap(({ 0: match, index: start }): Mutant[] => {
      const end = start + match.length;
      const before = source.slice(start, end);
      const after = replace(before, start);
      if (after === undefined || after === before) return [];
      return [{ path, line: source.slice(0, end).split("\n").length, start, end, before, after }];
    })
  );
  return found.sort((a, b) => a.start - b.start);
}

/** The source with the mistake in it. */
export function plant(source: string, { start, end, after }: Mutant): string {
  return source.slice(0, start) + after + source.slice(end);
}

/** Where a mistake is and what: `lib/act/a.ts:3  a < b -> a <= b`, with the line before and after. */
export function mutantText(mutant: Mutant, source: string): string {
  const { path, line, start, end } = mutant;
  const from = source.lastIndexOf("\n", Math.max(0, start - 1)) + 1;
  const until = source.indexOf("\n", end);
  const to = until < 0 ? source.length : until;
  const after = source.slice(from, start) + mutant.after + source.slice(end, to);
  const one = (text: string) => text.replace(/\s+/g, " ").trim();
  return `${path}:${line}  ${one(source.slice(from, to))} -> ${one(after) || "(removed)"}`;
}

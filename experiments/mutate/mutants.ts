import { createStream } from "../../lib/random/mod.ts";

/** One small mistake in a file: what stands between `start` and `end` is replaced. */
export interface Mutant {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** What the mistake is, as `<` for `<=`. */
  readonly about: string;
  readonly replacement: string;
}

interface Rule {
  readonly pattern: RegExp;
  /** The text in place of a match; undefined where the rule does not fit. */
  replace(match: string): string | undefined;
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
  "Math.min(": "Math.max(",
  "Math.max(": "Math.min(",
  "true": "false",
  "false": "true",
};

const RULES: readonly Rule[] = [
  {
    // An operator with its spaces, so that type arguments and arrows are none.
    pattern: / (?:[<>]=?|[!=]==|&&|\|\||\?\?|[-+*/]|[-+]=)(?=[ \n])/g,
    replace: (match) => ` ${SWAPS[match.trim()]}`,
  },
  { pattern: /\bMath\.(?:min|max)\(/g, replace: (match) => SWAPS[match] },
  { pattern: /(?<![:|] )\b(?:true|false)\b/g, replace: (match) => SWAPS[match] },
  {
    pattern: /(?<![\w.$])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.$])/g,
    replace: (match) => Number(match) === 0 ? "1" : String(2 * Number(match) + 1),
  },
  { pattern: /(?<=\bif \()[^()\n]+(?=\))/g, replace: (match) => `!(${match})` },
  {
    pattern: /(?<=\n\s+return )[^\n;{[(]+(?=;)/g,
    replace: (match) => match === "undefined" ? undefined : "undefined",
  },
  {
    pattern: /(?<=\n {2,})[\w.$]+(?:\[[^\n\]]*\]!?)*(?: [-+*]?= [^\n]*|\([^\n]*\));(?=\n)/g,
    replace: () => "",
  },
];

/** The source with comments, strings, regular expressions and imports blanked out: all places keep their offsets. */
export function codeOnly(source: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  return source.replace(
    /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(,=] ?)\/(?:\\.|[^/\\\n])+\/[a-z]*|^(?:import|export type|type|export \{)[^;]*;|^(?:export )?interface [^]*?^\}/gm,
    blank,
  );
}

/** All mistakes that can be planted in a source, in the order of their places. */
export function mutantsOf(path: string, source: string): Mutant[] {
  const code = codeOnly(source);
  const found = RULES.flatMap(({ pattern, replace }) =>
    [...code.matchAll(pattern)].flatMap(({ 0: match, index: start }): Mutant[] => {
      const end = start + match.length;
      const text = source.slice(start, end);
      const replacement = replace(text);
      if (replacement === undefined || replacement === text) return [];
      const line = source.slice(0, end).split("\n").length;
      return [{
        path,
        line,
        start,
        end,
        replacement,
        about: replacement === "" ? `without ${text}` : `${replacement.trim()} for ${text.trim()}`,
      }];
    })
  );
  return found.sort((a, b) => a.start - b.start);
}

/** The source with the mistake in it. */
export function plant(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

/** A sample of the mistakes, the same for the same seed. */
export function sample(
  mutants: readonly Mutant[],
  { count, seed }: { count: number; seed: number },
): Mutant[] {
  const left = [...mutants];
  const stream = createStream(seed, "mutants");
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(stream.integer(left.length), 1)[0]!,
  );
}

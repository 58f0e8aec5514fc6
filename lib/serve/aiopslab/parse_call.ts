import { UsageError } from "../../model/mod.ts";

/** A value that a call can be given: Python's literals. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | readonly Literal[]
  | { readonly [key: string]: Literal };

/** A call as an agent writes it: `get_logs("shop", service="db")`. */
export interface Call {
  readonly name: string;
  readonly args: readonly Literal[];
  readonly named: Readonly<Record<string, Literal>>;
}

/** Deepest nesting of lists and dictionaries that is read. */
const MAX_DEPTH = 8;

const EXAMPLE =
  'An answer has one call in a block of code, as get_logs("system", "db") between two lines of three backticks';

/**
 * Reads what an agent answers: one call in a block of code, whatever stands around it. Its arguments are Python's literals, by position or by name.
 *
 * @throws {UsageError} that says what was expected where
 */
export function parseCall(answer: string): Call {
  const blocks = [...answer.matchAll(/```[ \t]*\w*[ \t]*\n([^]*?)\n[ \t]*```/g)];
  if (blocks.length !== 1) throw new UsageError(`${EXAMPLE}, found ${blocks.length} blocks`);
  const text = blocks[0]![1]!.trim();
  const [, name, inside] = text.match(/^([A-Za-z_]\w*)\s*\(([^]*)\)$/) ?? [];
  if (name === undefined) throw new UsageError(`No call was found: ${EXAMPLE}`);
  return { name, ...readArguments(inside!) };
}

/** Reads the arguments between the brackets of a call. */
function readArguments(text: string): Pick<Call, "args" | "named"> {
  const args: Literal[] = [];
  const named: Record<string, Literal> = {};
  let at = 0;

  const wrong = (expected: string) =>
    new UsageError(`The arguments of a call: expected ${expected} at "${text.slice(at, at + 20)}"`);

  function skip(): void {
    while (/\s/.test(text[at] ?? "")) at++;
  }

  function take(token: string): boolean {
    skip();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  }

  function match(pattern: RegExp): string | undefined {
    skip();
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  }

  function list(end: string, readOne: () => void): void {
    while (!take(end)) {
      readOne();
      if (take(",")) continue;
      if (!take(end)) throw wrong(`"," or "${end}"`);
      return;
    }
  }

  function value(depth: number): Literal {
    if (depth > MAX_DEPTH) throw wrong("fewer brackets");
    if (take("[")) {
      const items: Literal[] = [];
      list("]", () => items.push(value(depth + 1)));
      return items;
    }
    if (take("{")) {
      const entries: [string, Literal][] = [];
      list("}", () => {
        const key = value(depth + 1);
        if (typeof key !== "string" || !take(":")) throw wrong("a name in quotes, then a colon");
        entries.push([key, value(depth + 1)]);
      });
      return Object.fromEntries(entries);
    }
    const quoted = match(/"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y);
    if (quoted !== undefined) return unquoted(quoted);
    const number = match(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return Number(number);
    const word = match(/(?:True|False|None|true|false|null)\b/y);
    if (word !== undefined) return WORDS[word.toLowerCase()]!;
    throw wrong("a text in quotes, a number, a list, a dictionary, True, False or None");
  }

  while (skip(), at < text.length) {
    const name = match(/[A-Za-z_]\w*(?=\s*=)/y);
    if (name !== undefined && take("=")) named[name] = value(0);
    else args.push(value(0));
    if (!take(",") && (skip(), at < text.length)) throw wrong('","');
  }
  return { args, named };
}

const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, none: null, null: null };

function unquoted(quoted: string): string {
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
  return quoted.slice(1, -1).replaceAll(/\\([^])/g, (_, letter: string) => escapes[letter] ?? letter);
}

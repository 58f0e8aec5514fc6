import { parseArgs } from "node:util";
import { requireName, UsageError } from "../../lib/model/mod.ts";

/** Maximum number of steps of an episode on a command line. */
export const MAX_STEPS = 100_000;
/** Maximum number of seeds or episodes on a command line. */
export const MAX_SEEDS = 1_000_000;

/** An option of a command. */
export interface Option {
  readonly type: "string" | "boolean";
  /** Whether the option may be repeated; all values are then used. */
  readonly multiple?: boolean;
  /** Placeholder of the value in the help. */
  readonly value?: string;
  readonly help: string;
  /** Heading above it in the help, where it is the first of a group. */
  readonly section?: string;
}

/** Options of a command by name. */
export type Options = Readonly<Record<string, Option>>;

/** The given values by option: texts, lists of texts and flags. */
export type Given<O extends Options> = {
  readonly [K in keyof O]?: O[K]["type"] extends "boolean" ? boolean
    : O[K]["multiple"] extends true ? readonly string[]
    : string;
};

/**
 * Reads a command line of options only.
 *
 * @throws {UsageError} for an unknown option (with the nearest name), a missing value, or a positional argument
 */
export function readArguments<const O extends Options>(args: readonly string[], options: O): Given<O> {
  const { operands, given } = readCommandLine(args, options);
  const [stray] = operands;
  if (stray !== undefined) throw new UsageError(`Unexpected argument "${stray}"${optionFor(stray, options)}`);
  return given;
}

/** The option that a file was probably meant for, as a question. */
function optionFor(operand: string, options: Options): string {
  const option = ["data", "topology"].find((name) => name in options);
  return option === undefined || !/[./\\]/.test(operand) ? "" : `: did you mean --${option} ${operand}?`;
}

/**
 * Reads a command line of options and positional arguments, in any order.
 *
 * @throws {UsageError} for an unknown option (with the nearest name), a missing value, or an option given twice that may
 *   not be repeated
 */
export function readCommandLine<const O extends Options>(
  args: readonly string[],
  options: O,
): { operands: string[]; given: Given<O> } {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const given: Record<string, string | boolean | string[]> = {};
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const known = Object.keys(options).map((name) => `--${name}`);
    const name = requireName("option", token.rawName, known).slice(2);
    if (given[name] !== undefined && !options[name]!.multiple) {
      throw new UsageError(`The option --${name} is given twice`);
    }
    if (options[name]!.type === "boolean") {
      if (token.value !== undefined) {
        throw new UsageError(`The option --${name} takes no value, found "${token.value}"`);
      }
      given[name] = true;
    } else {
      if (token.value === undefined || token.value === "") {
        throw new UsageError(`The option --${name} needs a value`);
      }
      if (token.value.startsWith("--") && !token.inlineValue) {
        throw new UsageError(`The option --${name} needs a value, found the option "${token.value}"`);
      }
      given[name] = options[name]!.multiple
        ? [...(given[name] as string[] | undefined ?? []), token.value]
        : token.value;
    }
  }
  return { operands, given: given as Given<O> };
}

/** The help text of a command: what it does, its options and examples. */
export function helpText(
  { usage, about, options, examples }: {
    usage: string;
    about: string;
    options: Options;
    examples: readonly string[];
  },
): string {
  const rows = Object.entries(options).map(([name, { value, help, section }]) => ({
    heading: section === undefined ? [] : ["", `${section}:`],
    flag: `--${name}${value === undefined ? "" : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...rows.map(({ flag }) => flag.length));
  return [
    about,
    "",
    `Usage: ${usage}`,
    "",
    ...rows.flatMap(({ heading, flag, help }) => [...heading, `  ${flag.padEnd(width)}  ${help}`])
      .slice(rows[0]?.heading[0] === "" ? 1 : 0),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
  ].join("\n");
}

/**
 * A whole number from a command line.
 *
 * @throws {UsageError} naming the option, the range and the value
 */
export function wholeNumber(
  text: string | undefined,
  { name, fallback, min, max = Number.MAX_SAFE_INTEGER }: {
    name: string;
    fallback: number;
    min: number;
    max?: number;
  },
): number {
  if (text === undefined) return fallback;
  const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
    throw new UsageError(`The option --${name} needs a whole number ${range}, found "${text}"`);
  }
  return value;
}

/**
 * A share from a command line.
 *
 * @throws {UsageError} unless it is from 0 to 1
 */
export function share(
  text: string | undefined,
  { name, fallback }: { name: string; fallback: number },
): number {
  if (text === undefined) return fallback;
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= 0 && value <= 1)) {
    throw new UsageError(`The option --${name} needs a number from 0 to 1, found "${text}"`);
  }
  return value;
}

import { checkOptions } from "./check_options.ts";
import { z } from "zod";

const numberFacts = z.object({ about: z.string(), range: z.tuple([z.number(), z.number()]) });

const NUMBER_ARGUMENTS = z.object({ facts: numberFacts });
const WHOLE_NUMBER_ARGUMENTS = z.object({ facts: numberFacts });
const ONE_OF_ARGUMENTS = z.object({
  words: z.array(z.string()).min(1),
  facts: z.object({ about: z.string() }),
});
const TEXT_ARGUMENTS = z.object({ facts: z.object({ about: z.string() }) });
const FLAG_ARGUMENTS = z.object({ facts: z.object({ about: z.string(), default: z.boolean() }) });

/** What a parameter holds. */
export type ParameterValue = number | string | boolean;

/** What was declared of a parameter. */
export interface ParameterFacts<T extends ParameterValue = ParameterValue> {
  /** What it does, in one sentence without a full stop. */
  readonly about: string;
  /** What its values are; an integer is a whole number. */
  readonly type: "number" | "integer" | "string" | "boolean";
  /** Its value where nobody gives one; absent: it is left out then. */
  readonly default?: T;
  /** The unit that a number is counted in, as "steps" or "standard deviations"; absent: none. */
  readonly unit?: string;
  /** Least number that it can be. */
  readonly least?: number;
  /** Greatest number that it can be. */
  readonly greatest?: number;
  /** The words that it can be. */
  readonly words?: readonly string[];
}

/** A declared parameter. */
export interface Parameter<T extends ParameterValue = ParameterValue> {
  /** What was declared. */
  readonly facts: ParameterFacts<T>;
  /** The value, if it is one that the parameter can have; else undefined. */
  read(value: unknown): T | undefined;
}

/** The declared parameters of an entry by name, made by `number`, `wholeNumber`, `oneOf`, `text` and `flag`. */
export type ParameterShape = Readonly<Record<string, Parameter>>;

/** The values of declared parameters, by name. */
export type ParametersOf<S extends ParameterShape> = {
  readonly [K in keyof S]: S[K] extends Parameter<infer T> ? T : never;
};

/** What is said of a parameter that holds a number. */
export interface NumberFacts {
  /** What it does, in one sentence without a full stop. */
  readonly about: string;
  /** The unit that it is counted in, as "steps" or "standard deviations". */
  readonly unit?: string;
  /** Least and greatest value, both allowed. */
  readonly range: readonly [least: number, greatest: number];
  /** Its value where nobody gives one; absent: it is left out then. */
  readonly default?: number;
}

/**
 * Declares a parameter that is a number.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { number } from "./parameters.ts";
 * const clip = number({ about: "what one point counts at most", unit: "standard deviations", range: [1, 100], default: 8 });
 * strictEqual(clip.facts.default, 8);
 * strictEqual(clip.read(4), 4);
 * strictEqual(clip.read(400), undefined);
 * ```
 */
export function number(given: NumberFacts): Parameter<number> {
  checkOptions("number", NUMBER_ARGUMENTS, { facts: given });
  const { range: [least, greatest], ...facts } = given;
  return parameter(z.number().min(least).max(greatest), { ...facts, type: "number", least, greatest });
}

/**
 * Declares a parameter that is a whole number.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function wholeNumber(given: NumberFacts): Parameter<number> {
  checkOptions("wholeNumber", WHOLE_NUMBER_ARGUMENTS, { facts: given });
  const { range: [least, greatest], ...facts } = given;
  return parameter(z.int().min(least).max(greatest), { ...facts, type: "integer", least, greatest });
}

/**
 * Declares a parameter that is one of some words; the first is the default.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function oneOf<const W extends readonly [string, ...string[]]>(
  words: W,
  facts: {
    /** What the parameter is, as `deno task list` prints it. */
    readonly about: string;
  },
): Parameter<W[number]> {
  checkOptions("oneOf", ONE_OF_ARGUMENTS, { words, facts });
  const { about } = facts;
  const schema = z.enum(words) as unknown as z.ZodType<W[number]>;
  return parameter(schema, { about, type: "string", default: words[0], words });
}

/**
 * Declares a parameter that is any text, as the name of a service.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function text(facts: {
  /** What the parameter is, as `deno task list` prints it. */
  readonly about: string;
  /** The value where none is given. Default: one must be given. */
  readonly default?: string;
}): Parameter<string> {
  checkOptions("text", TEXT_ARGUMENTS, { facts });
  return parameter(z.string().min(1), { ...facts, type: "string" });
}

/**
 * Declares a parameter that is true or false.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function flag(facts: {
  /** What the parameter is, as `deno task list` prints it. */
  readonly about: string;
  /** The value where none is given. */
  readonly default: boolean;
}): Parameter<boolean> {
  checkOptions("flag", FLAG_ARGUMENTS, { facts });
  return parameter(z.boolean(), { ...facts, type: "boolean" });
}

function parameter<T extends ParameterValue>(schema: z.ZodType<T>, facts: ParameterFacts<T>): Parameter<T> {
  // A default out of its own range would be a mistake in the declaration.
  if (facts.default !== undefined) schema.parse(facts.default);
  return {
    facts,
    read: (value) => {
      const result = schema.safeParse(value);
      return result.success ? result.data : undefined;
    },
  };
}

import { z } from "zod";

/** What a parameter holds. */
export type ParameterValue = number | string | boolean;

/** The declared parameters of an entry: each a zod schema with a default, made by the functions of this file. */
export type ParameterShape = Readonly<Record<string, z.ZodDefault<z.ZodType<ParameterValue>>>>;

/** The values of declared parameters, by name. */
export type ParametersOf<S extends ParameterShape> = { readonly [K in keyof S]: z.output<S[K]> };

/** What is said of a parameter that holds a number. */
export interface NumberFacts {
  /** What it does, in one sentence without a full stop. */
  readonly about: string;
  /** The unit that it is counted in, as "steps" or "standard deviations". */
  readonly unit?: string;
  /** Least and greatest value, both allowed. */
  readonly range: readonly [least: number, greatest: number];
  readonly default: number;
}

/**
 * Declares a parameter that is a number.
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert";
 * import { number } from "./parameters.ts";
 * const clip = number({ about: "what one point counts at most", unit: "standard deviations", range: [1, 100], default: 8 });
 * strictEqual(clip.parse(undefined), 8);
 * throws(() => clip.parse(0));
 * ```
 */
export function number({ about, unit, range, default: standard }: NumberFacts): z.ZodDefault<z.ZodNumber> {
  return z.number().min(range[0]).max(range[1]).default(standard).meta(factsOf(about, unit));
}

/** Declares a parameter that is a whole number. */
export function wholeNumber({ about, unit, range, default: standard }: NumberFacts): z.ZodDefault<z.ZodInt> {
  return z.int().min(range[0]).max(range[1]).default(standard).meta(factsOf(about, unit));
}

/** Declares a parameter that is one of some words; the first is the default. */
export function oneOf<const W extends readonly [string, ...string[]]>(
  words: W,
  { about }: { readonly about: string },
): z.ZodDefault<z.ZodType<W[number]>> {
  return (z.enum(words) as z.ZodType<W[number]>).default(() => words[0]).meta(factsOf(about));
}

/** Declares a parameter that is true or false. */
export function flag(
  { about, default: standard }: { readonly about: string; readonly default: boolean },
): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(standard).meta(factsOf(about));
}

function factsOf(about: string, unit?: string): { description: string; unit?: string } {
  return { description: about, ...(unit !== undefined && { unit }) };
}

/** A parameter as a list shows it. */
export interface ParameterFacts {
  readonly name: string;
  readonly about: string;
  readonly type: "number" | "integer" | "string" | "boolean";
  readonly default: ParameterValue;
  readonly unit?: string;
  readonly least?: number;
  readonly greatest?: number;
  /** The words that it can be. */
  readonly words?: readonly string[];
}

/** What was declared of each parameter, in the order of the declaration. */
export function parameterFacts(shape: ParameterShape): ParameterFacts[] {
  return Object.entries(shape).map(([name, schema]) => {
    const facts = z.toJSONSchema(schema, { io: "input" }) as Readonly<Record<string, unknown>>;
    return {
      name,
      about: facts.description as string,
      type: facts.type as ParameterFacts["type"],
      default: facts.default as ParameterValue,
      ...(facts.unit !== undefined && { unit: facts.unit as string }),
      ...(facts.minimum !== undefined && { least: facts.minimum as number }),
      ...(facts.maximum !== undefined && { greatest: facts.maximum as number }),
      ...(facts.enum !== undefined && { words: facts.enum as string[] }),
    };
  });
}

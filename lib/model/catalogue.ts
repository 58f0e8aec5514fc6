import { z } from "zod";
import { listWith } from "./argument_schemas.ts";
import { checkOptions } from "./check_options.ts";
import { displayable } from "./shown/displayable.ts";
import type { ParameterFacts, ParameterShape, ParameterValue } from "./parameters.ts";
import { showValue } from "./show_value.ts";
import { meantName, nearestName, requireName } from "./suggest.ts";
import { UsageError } from "./usage_error.ts";

const CATALOGUE_ARGUMENTS = z.object({
  thing: z.string(),
  entries: listWith({ name: "string", about: "string" }),
});
const SPLIT_CHOICES_ARGUMENTS = z.object({ text: z.string() });

/** Something that an entry can't do without. */
export type Need = "topology" | "graph" | "logs" | "spans";

/** What every catalogue says of an entry. */
export interface Entry {
  /** Small letters, digits, hyphens and underscores; the same name everywhere. */
  readonly name: string;
  /** What it is, in one sentence without a full stop. */
  readonly about: string;
  /** The publication or package that it comes from; absent: it comes from this project. */
  readonly source?: string;
  /** Its parameters; absent: it has none. Declared with `number`, `wholeNumber`, `oneOf`, `text` and `flag`. */
  readonly parameters?: ParameterShape;
  /** What it can't do without. */
  readonly needs?: readonly Need[];
  /** Whether it learns from episode to episode. */
  readonly learns?: boolean;
  /** Whether it comes with weights that were trained on simulated incidents. */
  readonly trained?: boolean;
  /** Whether it is a trivial answer that belongs into each comparison. */
  readonly trivial?: boolean;
  /** Names that it had in earlier versions. */
  readonly formerly?: readonly string[];
}

/** A name, a name with parameters as `cusum:clip=4,allowance=1`, or the same as an object: `{ name: "cusum", clip: 4 }`. */
export type Choice = string | { readonly name: string; readonly [parameter: string]: ParameterValue };

/** An entry with the values of all its parameters. */
export interface Chosen<E extends Entry> {
  /** The entry of that name. */
  readonly entry: E;
  /** Values of all its parameters: those that were given, else the defaults. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** The shortest text that chooses the same: the name, and what differs from the defaults. */
  readonly label: string;
}

/** An entry as a list shows it. */
export interface EntryFacts extends Omit<Entry, "parameters" | "formerly"> {
  /** What was declared of its parameters, in the order of the declaration. */
  readonly parameters: readonly (ParameterFacts & { readonly name: string })[];
}

/** Entries of one kind by name. */
export interface Catalogue<E extends Entry> {
  /** What an entry is called: "detector". */
  readonly thing: string;
  /** The names of the entries, in their order. */
  readonly names: readonly string[];
  /** The entries, in the order in which a reader should meet them. */
  readonly entries: readonly E[];
  /** The entry of a name. @throws {UsageError} for an unknown name, with the nearest one */
  get(name: string): E;
  /** The entry that a choice names, with the values of its parameters. @throws {UsageError} for an unknown name or parameter, with the nearest one, or a value out of its range */
  choose(choice: Choice): Chosen<E>;
  /** What is known of each entry, fit for JSON. */
  list(): EntryFacts[];
}

/**
 * A catalogue of the entries given, in their order.
 *
 * @param thing what an entry is called in messages
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual, throws } from "node:assert";
 * import { catalogue } from "./catalogue.ts";
 * import { number } from "./parameters.ts";
 * const steps = number({ about: "steps to wait", unit: "steps", range: [0, 9], default: 3 });
 * const policies = catalogue("policy", [{ name: "patient", about: "waits", parameters: { steps } }]);
 * deepStrictEqual(policies.choose("patient:steps=5").parameters, { steps: 5 });
 * throws(() => policies.choose("patient:step=5"), /did you mean "steps"/);
 * ```
 */
export function catalogue<E extends Entry>(thing: string, entries: readonly E[]): Catalogue<E> {
  checkOptions("catalogue", CATALOGUE_ARGUMENTS, { thing, entries });
  const names = Object.freeze(entries.map(({ name }) => name));
  // Whoever is given an entry can't make another of it for all.
  for (const entry of entries) {
    Object.freeze(entry);
    if (entry.parameters) Object.freeze(entry.parameters);
  }
  const renamed = new Map(entries.flatMap(({ name, formerly = [] }) => formerly.map((old) => [old, name])));

  function get(name: string): E {
    const present = renamed.get(name);
    if (present !== undefined && !names.includes(name)) {
      throw new UsageError(
        `Cannot find the ${thing} "${name}": did you mean "${present}"? Known: ${names.join(", ")}`,
      );
    }
    return entries[names.indexOf(requireName(thing, name, names))]!;
  }

  const made: Catalogue<E> = {
    thing,
    names,
    entries: Object.freeze([...entries]),
    get,
    choose: (choice) => {
      const { name, given } = read(choice, thing);
      const entry = get(name);
      return { entry, ...valuesOf(entry, { thing, given }) };
    },
    list: () =>
      displayable(
        entries.map(({ name, about, source, parameters = {}, needs, learns, trained, trivial }) => ({
          name,
          about,
          ...(source !== undefined && { source }),
          ...(needs !== undefined && { needs }),
          ...(learns !== undefined && { learns }),
          ...(trained !== undefined && { trained }),
          ...(trivial !== undefined && { trivial }),
          parameters: Object.entries(parameters).map(([name, { facts }]) => ({ name, ...facts })),
        })),
        "records",
      ),
  };
  return Object.freeze(displayable(made, "catalogue"));
}

/**
 * The choices of a list as a command line has it, separated by commas: a part without a name of its own, as `allowance=1` in
 * `cusum:clip=4,allowance=1,ewma`, belongs to the choice before it.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { splitChoices } from "./catalogue.ts";
 * deepStrictEqual(splitChoices("cusum:clip=4,allowance=1, ewma"), ["cusum:clip=4,allowance=1", "ewma"]);
 * ```
 */
export function splitChoices(text: string): string[] {
  checkOptions("splitChoices", SPLIT_CHOICES_ARGUMENTS, { text });
  const choices: string[] = [];
  for (const part of text.split(",").map((piece) => piece.trim())) {
    const belongs = part.includes("=") && !part.includes(":") && choices.at(-1)?.includes(":");
    if (belongs) choices.push(`${choices.pop()},${part}`);
    else choices.push(part);
  }
  return choices;
}

/** Values as they were given: text from a command line or values from code. */
type Given = readonly (readonly [name: string, value: unknown, isText: boolean])[];

function read(choice: Choice, thing: string): { name: string; given: Given } {
  if (typeof choice === "string") return readText(choice, thing);
  const { name, ...parameters } = choice ?? {};
  if (typeof name !== "string") {
    throw new UsageError(`A ${thing} is chosen by its name or by { name, … }, found ${showValue(choice)}`);
  }
  if (Object.values<unknown>(parameters).some((value) => typeof value === "function")) {
    throw new UsageError(
      `A ${thing} is chosen by its name or by { name, … }, found one that is made: where one of your own can stand, give a function that makes it`,
    );
  }
  return { name, given: Object.entries(parameters).map(([key, value]) => [key, value, false] as const) };
}

function readText(text: string, thing: string): { name: string; given: Given } {
  const colon = text.indexOf(":");
  if (colon < 0) return { name: text, given: [] };
  const given = text.slice(colon + 1).split(",").map((part) => {
    const [, key, value] = part.match(/^\s*([^=]+?)\s*=\s*(.*?)\s*$/) ?? [];
    if (key === undefined || value === undefined) {
      throw new UsageError(
        `Parameters of a ${thing} are written name:parameter=value,parameter=value, found "${text}"`,
      );
    }
    return [key, value, true] as const;
  });
  return { name: text.slice(0, colon), given };
}

function valuesOf(
  { name, parameters: shape = {} }: Entry,
  { thing, given }: { thing: string; given: Given },
): { parameters: Readonly<Record<string, ParameterValue>>; label: string } {
  const known = Object.keys(shape);
  const values = new Map<string, ParameterValue>();
  for (const [key, value, isText] of given) {
    const parameter = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (parameter === undefined) throw unknownParameter(key, { name, thing, known });
    if (values.has(key)) {
      throw new UsageError(`The parameter "${key}" of the ${thing} "${name}" is given twice`);
    }
    const { facts } = parameter;
    const read = parameter.read(isText ? fromText(String(value), facts) : value);
    if (read === undefined) {
      throw new UsageError(
        `The parameter "${key}" of the ${thing} "${name}" must be ${rangeText(facts)}, found ${
          showValue(value)
        }${meantWord(value, facts)}`,
      );
    }
    values.set(key, unboxed(read));
  }
  const defaults = Object.fromEntries(
    known.flatMap((key) => {
      const { default: value } = shape[key]!.facts;
      return value === undefined ? [] : [[key, unboxed(value)] as const];
    }),
  );
  const changed = known.filter((key) => values.has(key) && values.get(key) !== defaults[key]);
  const suffix = changed.map((key) => `${key}=${values.get(key)}`).join(",");
  return {
    parameters: { ...defaults, ...Object.fromEntries(values) },
    label: suffix === "" ? name : `${name}:${suffix}`,
  };
}

/** The word that was probably meant, as a question. */
function meantWord(value: unknown, { words }: ParameterFacts): string {
  const meant = words && typeof value === "string" ? meantName(value, words) : undefined;
  return meant === undefined ? "" : `: did you mean "${meant}"?`;
}

/**
 * The same value, whole numbers as V8's small integers. Facts of parameters share a hidden class, in which a default of 256 is a boxed double
 * because another one is 0.5; a detector whose array indices follow from such a value takes a third longer.
 */
function unboxed(value: ParameterValue): ParameterValue {
  return typeof value === "number" && (value | 0) === value ? value | 0 : value;
}

function unknownParameter(
  key: string,
  { name, thing, known }: { name: string; thing: string; known: readonly string[] },
): UsageError {
  if (known.length === 0) {
    return new UsageError(`The ${thing} "${name}" has no parameters, found "${key}"`);
  }
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? "" : `did you mean "${nearest}"? `;
  return new UsageError(
    `The ${thing} "${name}" has no parameter "${key}": ${hint}Known: ${known.join(", ")}`,
  );
}

/** Numbers as people write them: no 0x10, no Infinity. Powers of ten are allowed, since rates are small: 1e-4. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A value as its type has it; text that is no such value stays text, and the schema refuses it. */
function fromText(text: string, { type }: ParameterFacts): ParameterValue {
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return type !== "string" && DECIMAL.test(text) ? Number(text) : text;
}

function rangeText({ type, least, greatest, unit, words }: ParameterFacts): string {
  if (words !== undefined) return `one of ${words.join(", ")}`;
  if (type === "boolean") return "true or false";
  if (type === "string") return "a text of one letter or more";
  const kind = type === "integer" ? "a whole number" : "a number";
  return `${kind} from ${least} to ${greatest}${unit === undefined ? "" : ` (${unit})`}`;
}

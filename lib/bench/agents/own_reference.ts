import { type ParameterValue, UsageError } from "../../model/mod.ts";

/** A reference with its parameters, taken apart. */
interface Reference {
  /** `./mine.ts#makePolicy`. */
  readonly reference: string;
  /** What stands behind the colon: `steps=3`, or `""`. */
  readonly rest: string;
}

/** Whether a text names a part of one's own: no name of a catalogue has a `#` in it. */
export function isOwn(text: unknown): text is string {
  return typeof text === "string" && text.includes("#");
}

/** Takes `./mine.ts#makePolicy:steps=3` apart. */
export function readReference(text: string): Reference {
  const colon = text.indexOf(":", text.indexOf("#"));
  return colon < 0
    ? { reference: text, rest: "" }
    : { reference: text.slice(0, colon), rest: text.slice(colon + 1) };
}

/** A part as tables have it: what is exported with its parameters; of a default export, the name of its file. */
export function shownPart(text: string): string {
  if (!isOwn(text)) return text;
  const { reference, rest } = readReference(text);
  const [path = "", name = ""] = reference.split("#");
  const file = path.split("/").at(-1)!.replace(/\.\w+$/, "");
  return (name === "default" ? file : name) + (rest === "" ? "" : `:${rest}`);
}

/** Numbers as people write them. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What a program prints in place of a number that it could not work out. */
const NO_NUMBER = /^(nan|[+-]?inf(inity)?)$/i;

/**
 * The parameters behind a reference: numbers, `true` and `false` as such, all else as text.
 *
 * @throws {UsageError} for one that is not written PATH#EXPORT:parameter=value, one that is given twice, and NaN or infinity
 */
export function parametersOf(kind: string, text: string): Readonly<Record<string, ParameterValue>> {
  const { rest } = readReference(text);
  if (rest === "") return {};
  const pairs = rest.split(",").map((part): [string, ParameterValue] => {
    const [, key, value] = part.match(/^\s*([A-Za-z_$][\w$]*)\s*=\s*(.*?)\s*$/) ?? [];
    if (key === undefined || value === undefined) {
      throw new UsageError(
        `Parameters of a ${kind} are written PATH#EXPORT:parameter=value,parameter=value, found "${text}"`,
      );
    }
    if (NO_NUMBER.test(value)) {
      throw new UsageError(`The parameter "${key}" of the ${kind} "${text}" must be finite, found ${value}`);
    }
    return [
      key,
      DECIMAL.test(value) ? Number(value) : value === "true" ? true : value === "false" ? false : value,
    ];
  });
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new UsageError(`The parameter "${twice}" of the ${kind} "${text}" is given twice`);
  }
  return Object.fromEntries(pairs);
}

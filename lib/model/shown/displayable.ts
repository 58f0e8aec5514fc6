import { showValue } from "../show_value.ts";

/** Lines of an outline. */
const MAX_LINES = 30;

/** What a notebook shows of a value: content by MIME type. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Makes what a notebook shows of a value; images take time. */
export type Display<T> = (value: T) => MimeBundle | Promise<MimeBundle>;

/** Kinds of values that lower rooms make and an upper room knows how to show. */
export type DisplayKind = "picture" | "episode" | "environment" | "topology" | "catalogue" | "records";

/** The method that Deno's kernel asks for the content of an output. */
export const DISPLAY = Symbol.for("Jupyter.display");

const displays = new Map<DisplayKind, Display<never>>();

/** One method per kind, since episodes are made by tens of thousands. */
const methods: Readonly<Record<DisplayKind, PropertyDescriptor>> = {
  picture: methodOf("picture"),
  episode: methodOf("episode"),
  environment: methodOf("environment"),
  topology: methodOf("topology"),
  catalogue: methodOf("catalogue"),
  records: methodOf("records"),
};

function methodOf(kind: DisplayKind): PropertyDescriptor {
  return {
    configurable: true,
    value(this: object) {
      return (displays.get(kind) as Display<object> | undefined ?? outline)(this);
    },
  };
}

/** A value of a kind that nobody shows: its first level, since an episode as a whole is 80 kB of text. */
function outline(value: object): MimeBundle {
  const members = Object.entries(value);
  const lines = members.slice(0, MAX_LINES).map(([name, member]) => `${name}: ${showValue(member)}`);
  return { "text/plain": [...lines, ...(members.length > MAX_LINES ? ["…"] : [])].join("\n") };
}

/**
 * Lets a value show itself as the last expression of a notebook's cell, by a method that is not enumerable: JSON, copies and comparisons of the value
 * stay as they are. A copy does not show itself, and neither does what is frozen already.
 *
 * @param how a kind, whose display an upper room registers, or the display itself
 * @returns the same value
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { DISPLAY, displayable } from "./displayable.ts";
 * const delay = displayable({ seconds: 3 }, ({ seconds }) => ({ "text/plain": `${seconds} s` }));
 * deepStrictEqual(delay, { seconds: 3 });
 * deepStrictEqual((delay as unknown as Record<symbol, () => unknown>)[DISPLAY]!(), { "text/plain": "3 s" });
 * ```
 */
export function displayable<T extends object>(value: T, how: DisplayKind | Display<T>): T {
  if (!Object.isExtensible(value)) return value;
  return Object.defineProperty(
    value,
    DISPLAY,
    typeof how === "string" ? methods[how] : { configurable: true, value: () => how(value) },
  );
}

/** Says how values of a kind are shown from now on. */
export function registerDisplay<T extends object>(kind: DisplayKind, display: Display<T>): void {
  displays.set(kind, display as Display<never>);
}

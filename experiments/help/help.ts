import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { checkOptions } from "../../lib/model/check_options.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { showValue } from "../../lib/model/show_value.ts";
import { meantName } from "../../lib/model/suggest.ts";
import { entryHtml } from "./html.ts";
import { reference, type ReferenceEntry } from "./reference.ts";
import { entryText, indented } from "./text.ts";

/** What `help` gives: a notebook shows it as HTML, a terminal as text. */
export class Help {
  readonly #text: string;
  readonly #html: string;

  /** Made by `help`. */
  constructor({ text, html }: { readonly text: string; readonly html: string }) {
    this.#text = text;
    this.#html = html;
  }

  /** The plain text. */
  toString(): string {
    return this.#text;
  }

  /** For notebooks. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.#text, "text/html": this.#html };
  }

  /** For `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.#text;
  }
}

const THING = z.custom<string | ((...args: never[]) => unknown)>(
  (value) => typeof value === "string" || typeof value === "function",
  "must be the name of something public, or a function",
);

/**
 * What the documentation says of a public name: signature, parameters, options with their defaults, errors and an example.
 * Without a name, the names that there are.
 *
 * It is read from the sources as they are now, which takes some seconds at the first call and nothing from a network.
 *
 * @param thing a function or its name: `help(createAgent)`, `help("AgentOptions")`
 * @throws {UsageError} for a name that is not public, with the nearest one
 * @throws {Error} if `deno doc` can't be run
 *
 * @example
 * ```ts
 * import { match } from "node:assert";
 * import { help } from "./help.ts";
 * match(String(help("createAgent")), /createAgent\(name: string, options\?: AgentOptions\): Agent/);
 * ```
 */
export function help(thing?: string | ((...args: never[]) => unknown)): Help {
  checkOptions("help", THING.optional(), thing, "thing");
  const entries = reference();
  if (thing === undefined) return contents(entries);
  const name = typeof thing === "string" ? thing : thing.name;
  const known = entries.map((entry) => entry.name);
  const found = entries[known.indexOf(requireKnown(name, known))]!;
  return new Help({ text: entryText(found), html: entryHtml(found) });
}

/** How many names are given where one is not known: there are hundreds. */
const SIMILAR = 5;

function requireKnown(name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  const meant = meantName(name, known);
  const hint = meant === undefined ? "" : `did you mean "${meant}"? `;
  const similar = known.toSorted((a, b) => distance(a, name) - distance(b, name)).slice(0, SIMILAR);
  throw new UsageError(
    `Cannot find the public name ${showValue(name)}: ${hint}Similar: ${similar.join(", ")}; help() lists all`,
  );
}

/** All names, module by module. */
function contents(entries: readonly ReferenceEntry[]): Help {
  const callable = entries.filter(({ kind }) =>
    kind === "function" || kind === "class" || kind === "variable"
  );
  const modules = [...Map.groupBy(callable, ({ from }) => from)].sort(([a], [b]) => a < b ? -1 : 1);
  const names = modules.map(([from, its]) => ({ from, list: its.map(({ name }) => name).join(", ") }));
  return new Help({
    text: names.map(({ from, list }) => `${from}\n${indented(list, 2)}`).join("\n\n"),
    html: `<dl>${
      names.map(({ from, list }) => `<dt><code>${from}</code></dt><dd>${list}</dd>`).join("\n")
    }</dl>`,
  });
}

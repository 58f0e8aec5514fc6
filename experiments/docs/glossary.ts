import GithubSlugger from "github-slugger";
import { finder } from "../../lib/report/tables/named.ts";

/** A term of the glossary. */
export interface Term {
  /** The term, as its heading says it. */
  readonly name: string;
  /** Other texts by which outputs call it: headers of columns, names of metrics. */
  readonly aliases: readonly string[];
  /** Anchor of its heading in `docs/glossary.md` and on the site's page. */
  readonly anchor: string;
  /** The first paragraph below its heading, as Markdown. */
  readonly definition: string;
}

/** The glossary, looked up by what an output prints. */
export interface Glossary {
  readonly terms: readonly Term[];
  /**
   * The term of a header or name, upper and lower case alike; undefined if there is none. An alias with "…" in it, as `minus …`, stands for
   * all that have something in its place.
   */
  find(text: string): Term | undefined;
}

/** A line below a heading with the other names of a term. */
const ALIASES = /^Printed as (.+)\.$/m;

/**
 * Reads the glossary from its Markdown: each heading of the third level is a term, a line "Printed as `a`, `b`." below it
 * has its other names, and the next paragraph says what it is.
 *
 * @throws {Error} for two terms of the same name, and for one without a definition
 */
export function readGlossary(markdown: string): Glossary {
  const slugger = new GithubSlugger();
  const terms: Term[] = [];
  for (const [, level, heading, body] of markdown.matchAll(/^(#+) (.+)\n([^]*?)(?=^#+ |(?![^]))/gm)) {
    const name = heading!.replaceAll("`", "").trim();
    const anchor = slugger.slug(name);
    if (level!.length !== 3) continue;
    const paragraphs = body!.trim().split(/\n{2,}/).map((text) => text.replaceAll("\n", " "));
    const listed = paragraphs.find((text) => ALIASES.test(text));
    const definition = paragraphs.find((text) => text !== listed && text !== "");
    if (definition === undefined) throw new Error(`The term "${name}" has no definition`);
    const aliases = [...(listed ?? "").matchAll(/`([^`]+)`/g)].map(([, alias]) => alias!);
    terms.push({ name, aliases, anchor, definition });
  }
  const find = finder(terms.map((term) => ({ names: [term.name, ...term.aliases], term })));
  return { terms, find: (text) => find(text)?.term };
}

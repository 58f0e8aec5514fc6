import GithubSlugger from "github-slugger";

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
  const byName = new Map<string, Term>();
  for (const term of terms) {
    for (const name of new Set([term.name, ...term.aliases].map(plain))) {
      const other = byName.get(name);
      if (other !== undefined) throw new Error(`"${name}" is both ${other.name} and ${term.name}`);
      byName.set(name, term);
    }
  }
  const patterns = [...byName].filter(([name]) => name.includes("…")).map(([name, term]) => ({
    pattern: new RegExp(`^${name.split("…").map(RegExp.escape).join(".+")}$`),
    term,
  }));
  return {
    terms,
    find(text) {
      const name = plain(text);
      return byName.get(name) ?? patterns.find(({ pattern }) => pattern.test(name))?.term;
    },
  };
}

/** A name as it is compared: without case, code marks and spaces around, one space for several or for an underscore. */
function plain(text: string): string {
  return text.replaceAll("`", "").replace(/[\s_]+/g, " ").trim().toLowerCase();
}

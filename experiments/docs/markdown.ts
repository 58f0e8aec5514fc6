import GithubSlugger from "github-slugger";
import hljs from "highlight.js";
import createMarkdownIt, { type MarkdownIt, type Token } from "markdown-it";
import { escapeHtml } from "./html.ts";
import type { Glossary, Term } from "./glossary.ts";

/** Where the links of a page lead. */
export interface Links {
  /** The address of what a file links to; it says itself that there is nothing. */
  resolve(href: string): string;
  /** The address of a public name of the library, or undefined. */
  symbol(name: string): string | undefined;
  /** The address of a term. */
  term(term: Term): string;
}

/** A heading of a page. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}

/** A stretch of a page below a heading, for the search. */
export interface Section extends Heading {
  /** Its text, without marks. */
  readonly body: string;
}

/** A Markdown file as HTML. */
export interface RenderedPage {
  readonly html: string;
  readonly sections: readonly Section[];
}

/** Numbers, dashes and the like are no terms; neither is a sentence. */
const MAX_TERM_CHARACTERS = 40;

/**
 * Renders Markdown: headings with GitHub's anchors, highlighted code, tables that scroll, terms of the glossary in tables
 * and public names in code as links.
 *
 * @param links where links lead
 * @param glossary the terms that are linked from cells of tables
 */
export function createRenderer(
  { links, glossary }: { readonly links: Links; readonly glossary: Glossary },
): (markdown: string, slugger?: GithubSlugger) => RenderedPage {
  const md = createMarkdownIt({ html: false, highlight: highlighted });
  md.renderer.rules.table_open = () => '<div class="table"><table>\n';
  md.renderer.rules.table_close = () => "</table></div>\n";
  md.renderer.rules.heading_open = (tokens, i) => `<${tokens[i]!.tag} id="${tokens[i]!.attrGet("id")}">`;
  md.renderer.rules.heading_close = (tokens, i) =>
    `<a class="anchor" href="#${tokens[i]!.attrGet("id")}" aria-label="Link to this section">#</a></${
      tokens[i]!.tag
    }>\n`;
  return (markdown, slugger = new GithubSlugger()) => {
    const tokens = md.parse(markdown, {});
    const sections: { level: number; text: string; anchor: string; body: string }[] = [];
    tokens.forEach((token, i) => {
      if (token.type === "heading_open") {
        const text = textOf(tokens[i + 1]!);
        const anchor = slugger.slug(text);
        for (const end of [token, tokens[i + 2]!]) end.attrSet("id", anchor);
        sections.push({ level: Number(token.tag.slice(1)), text, anchor, body: "" });
      } else if (token.type === "inline" && tokens[i - 1]?.type !== "heading_open") {
        const last = sections.at(-1);
        if (last !== undefined) last.body += `${textOf(token)} `;
      } else if (token.type === "fence") {
        const last = sections.at(-1);
        if (last !== undefined) last.body += `${token.content} `;
      }
      if (token.type !== "inline") return;
      const inCell = /^t[hd]_open$/.test(tokens[i - 1]?.type ?? "");
      const inHeading = tokens[i - 1]?.type === "heading_open";
      token.children = linked(token, { md, links, glossary, inCell, inHeading });
    });
    return { html: md.renderer.render(tokens, md.options, {}), sections };
  };
}

/** The children of a line with their links resolved, and those added that follow from the glossary and the interface. */
function linked(
  line: Token,
  { md, links, glossary, inCell, inHeading }: {
    md: MarkdownIt;
    links: Links;
    glossary: Glossary;
    inCell: boolean;
    inHeading: boolean;
  },
): Token[] {
  const children = line.children ?? [];
  for (const child of children) {
    const attribute = child.type === "link_open" ? "href" : child.type === "image" ? "src" : undefined;
    if (attribute !== undefined) child.attrSet(attribute, links.resolve(String(child.attrGet(attribute))));
  }
  if (inHeading) return children;
  const hasLink = children.some(({ type }) => type === "link_open");
  const text = textOf(line);
  const term = inCell && !hasLink && text.length <= MAX_TERM_CHARACTERS ? glossary.find(text) : undefined;
  if (term !== undefined) {
    return wrapped(children, {
      md,
      href: links.term(term),
      attributes: [["class", "term"], ["title", asText(term.definition)]],
    });
  }
  let within = 0;
  return children.flatMap((child) => {
    if (child.type === "link_open") within++;
    if (child.type === "link_close") within--;
    if (child.type !== "code_inline" || within > 0) return [child];
    const href = links.symbol(child.content);
    return href === undefined ? [child] : wrapped([child], { md, href, attributes: [["class", "symbol"]] });
  });
}

function wrapped(
  children: readonly Token[],
  { md, href, attributes }: { md: MarkdownIt; href: string; attributes: [string, string][] },
): Token[] {
  const [open, ...rest] = md.parseInline("[x](x)", {})[0]!.children!;
  open!.attrs = [["href", href], ...attributes];
  return [open!, ...children, rest.at(-1)!];
}

/** The text of a line without marks. */
function textOf({ children, content }: Token): string {
  return children?.map((child) =>
    child.type === "softbreak" || child.type === "hardbreak"
      ? " "
      : child.type === "image"
      ? ""
      : child.content
  ).join("") ?? content;
}

/** Markdown as plain text, for titles. */
export function asText(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(
    /(`|\*\*|\*|(?<!\w)_)(\S|\S.*?\S)\1/g,
    "$2",
  );
}

/** Code as HTML; a language that is not known stays as it is. */
export function highlighted(code: string, info: string): string {
  const language = info.split(/\s/)[0]!;
  const known = { ts: "typescript", sh: "bash", jsonc: "json" }[language] ?? language;
  if (hljs.getLanguage(known) === undefined) return escapeHtml(code);
  return hljs.highlight(code, { language: known }).value;
}

/** HTML that is safe to be put into a page. */
export interface Html {
  /** The text. */
  readonly html: string;
}

/** What can stand in a template: a text, which is escaped, HTML, lists of both, or nothing. */
export type HtmlPart = string | number | Html | readonly HtmlPart[] | undefined | false;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text that means itself in HTML, within quotes too. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/**
 * A piece of HTML; what is put into it is escaped unless it is HTML itself.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { html } from "./html.ts";
 * const names = ["a<b", "c"];
 * strictEqual(html`<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`.html, "<ul><li>a&lt;b</li><li>c</li></ul>");
 * ```
 */
export function html(texts: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { html: texts.map((text, i) => text + (i < parts.length ? textOf(parts[i]) : "")).join("") };
}

function textOf(part: HtmlPart): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(textOf).join("");
}

/** A time of the day with its zone, UTC, and the full time to be read by programs. */
export function time(seconds: number): Html {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}

/** A time in a list whose heading names the zone, with its day where that is another one than now. */
export function shortTime(seconds: number, nowSeconds: number): Html {
  const iso = new Date(seconds * 1000).toISOString();
  const isToday = iso.slice(0, 10) === new Date(nowSeconds * 1000).toISOString().slice(0, 10);
  return html`<time datetime="${iso}">${isToday ? "" : `${iso.slice(5, 10)} `}${iso.slice(11, 19)}</time>`;
}

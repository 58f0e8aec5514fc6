import GithubSlugger from "github-slugger";
import { escapeHtml } from "./html.ts";
import { highlighted, type RenderedPage, type Section } from "./markdown.ts";

/** A cell of a notebook, as nbformat 4 has it. */
interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly text?: string | readonly string[];
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

/**
 * A saved notebook as a page: its text rendered, its code highlighted, and of each output the richest form that needs no
 * script: a picture, else text. Tables and figures that a kernel saved as HTML are shown in their plain form.
 *
 * @param render renders the text of a cell
 * @throws {SyntaxError} for a file that is no JSON
 */
export function renderNotebook(
  json: string,
  render: (markdown: string, slugger: GithubSlugger) => RenderedPage,
): RenderedPage {
  const { cells } = JSON.parse(json) as { cells: readonly Cell[] };
  const slugger = new GithubSlugger();
  const sections: Section[] = [];
  const html = cells.map((cell) => {
    const source = joined(cell.source);
    if (cell.cell_type === "markdown") {
      const page = render(source, slugger);
      sections.push(...page.sections);
      return page.html;
    }
    if (source.trim() === "") return "";
    const outputs = (cell.outputs ?? []).map(outputHtml).join("");
    return `<div class="cell"><pre><code class="hljs">${
      highlighted(source, "ts")
    }</code></pre>${outputs}</div>`;
  }).join("\n");
  return { html, sections };
}

function outputHtml({ text, data }: NonNullable<Cell["outputs"]>[number]): string {
  if (text !== undefined) return printedHtml(plain(joined(text)));
  const svg = data?.["image/svg+xml"], png = data?.["image/png"], words = data?.["text/plain"];
  if (svg !== undefined) {
    return `<div class="figure"><img alt="" src="data:image/svg+xml;base64,${base64(joined(svg))}"></div>`;
  }
  if (png !== undefined) {
    return `<div class="figure"><img alt="" src="data:image/png;base64,${
      joined(png).replaceAll("\n", "")
    }"></div>`;
  }
  const markdown = data?.["text/markdown"] ?? words;
  return markdown === undefined ? "" : `<pre class="output">${escapeHtml(plain(joined(markdown)))}</pre>`;
}

/** Characters of a line that is as wide as the column of text. */
const WIDE = 100;

/** What a cell printed: sentences wrap, columns do not. */
function printedHtml(text: string): string {
  const lines = text.split("\n");
  const isProse = lines.some((line) => line.length > WIDE) && !lines.some((line) => /\S {2,}\S/.test(line));
  return `<pre class="output${isProse ? " prose" : ""}">${escapeHtml(text)}</pre>`;
}

function joined(source: unknown): string {
  return Array.isArray(source) ? source.join("") : String(source);
}

/** A text without the colours of a terminal. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

import type { FigureData } from "./client/figure_data.ts";
import { pageScript } from "./script.ts";
import { STYLE } from "./style.ts";

/** A figure as HTML that needs no kernel, no network and no other file. As the last expression of a notebook's cell it shows itself. */
export interface InteractiveFigure {
  /** What it shows, in a sentence. */
  readonly title: string;
  /** A whole document, for a file. */
  readonly html: string;
  /** A piece of HTML, for a page that has others; several on a page don't disturb each other. */
  readonly fragment: string;
  /** Under `Symbol.for("Jupyter.display")` what Jupyter shows: the fragment, which is the static picture where scripts don't run, as in a notebook that is not trusted. */
  readonly [display: symbol]: () => Record<string, string>;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Makes a figure of its data and of the text of the static picture that stands in for it. */
export function interactiveFigure(data: FigureData, svg: string): InteractiveFigure {
  const title = data.title.replace(/[&<>"]/g, (character) => ESCAPES[character]!);
  const picture = `<img alt="${title}" style="max-width: 100%" src="data:image/svg+xml;base64,${
    new TextEncoder().encode(svg).toBase64()
  }">`;
  // In JSON "<" occurs in texts only, where the escape means the same and can't end the element.
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  const fragment = `<div data-aiops-figure="${data.kind}" data-lm-suppress-shortcuts="true">${picture}` +
    `<script type="application/json">${json}</script></div>\n<script>${pageScript(STYLE)}</script>`;
  return {
    title: data.title,
    html: documentOf(title, fragment),
    fragment,
    [Symbol.for("Jupyter.display")]: () => ({
      "text/html": fragment,
      "image/svg+xml": svg,
      "text/plain": data.title,
    }),
  };
}

function documentOf(title: string, fragment: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 1600px; padding: 16px; background: #ffffff; }
@media (prefers-color-scheme: dark) { body { background: #111418; } }
</style>
</head>
<body>
${fragment}
</body>
</html>
`;
}

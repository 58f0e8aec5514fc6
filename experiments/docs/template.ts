import { escapeHtml } from "./html.ts";
import type { Heading } from "./markdown.ts";

/** A group of the navigation. */
export interface NavigationGroup {
  readonly heading: string;
  readonly entries: readonly { readonly title: string; readonly target: string }[];
}

/** What a page is made of. */
export interface PageParts {
  /** Path of the page within the site. */
  readonly target: string;
  /** Title of the window. */
  readonly title: string;
  /** What stands in the middle, as HTML. */
  readonly main: string;
  /** Headings for the table of contents; those of levels 2 and 3 are listed. */
  readonly headings?: readonly Heading[];
  /** HTML in place of the table of contents. */
  readonly aside?: string;
  /** Class of the body. */
  readonly kind: "guide" | "interface" | "notebook";
}

/** The way from a page to the site's folder, "" or "../" as often as needed. */
export function toRoot(target: string): string {
  return "../".repeat(target.split("/").length - 1);
}

/** A whole page: header, navigation, content and table of contents. Every address in it is relative, so that it works from a file. */
export function pageHtml(
  { target, title, main, headings = [], aside, kind }: PageParts,
  navigation: readonly NavigationGroup[],
): string {
  const root = toRoot(target);
  const listed = headings.filter(({ level }) => level === 2 || level === 3);
  const contents = aside ??
    (listed.length < 2
      ? ""
      : `<ul>${
        listed.map(({ level, text, anchor }) =>
          `<li class="level-${level}"><a href="#${anchor}">${escapeHtml(text)}</a></li>`
        ).join("")
      }</ul>`);
  const styles = kind === "interface" ? ["api/styles.css", "api/comrak.css"] : [];
  return `<!DOCTYPE html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<script src="${root}assets/theme.js"></script>
${[...styles, "assets/site.css"].map((path) => `<link rel="stylesheet" href="${root}${path}">`).join("\n")}
<script src="${root}assets/site.js" defer></script>
</head>
<body class="${kind}">
<header>
<button id="menu" type="button" aria-label="Navigation" aria-expanded="false">☰</button>
<a class="home" href="${root}index.html">aiops</a>
<div class="search"><input id="search" type="search" placeholder="Search (press /)" aria-label="Search" autocomplete="off"><div id="results" hidden></div></div>
<button id="theme" type="button" aria-label="Light or dark">◐</button>
</header>
<div class="columns">
<nav aria-label="Pages">${navigation.map((group) => groupHtml(group, { target, root })).join("")}</nav>
<main>${
    contents === "" ? "" : `<details class="contents"><summary>On this page</summary>${contents}</details>`
  }${main}</main>
<aside>${contents === "" ? "" : `<h2>On this page</h2>${contents}`}</aside>
</div>
</body>
</html>
`;
}

function groupHtml(
  { heading, entries }: NavigationGroup,
  { target, root }: { target: string; root: string },
): string {
  const holds = entries.some((entry) => entry.target === target || sameFace(entry.target, target));
  const open = holds || ["Start", "Recipes", "Guide"].includes(heading) ? " open" : "";
  const items = entries.map((entry) => {
    const here = entry.target === target || sameFace(entry.target, target);
    return `<li><a href="${root}${entry.target}"${here ? ' aria-current="page"' : ""}>${
      escapeHtml(entry.title)
    }</a></li>`;
  });
  return `<details${open}><summary>${escapeHtml(heading)}</summary><ul>${items.join("")}</ul></details>`;
}

/** Whether a page is that of a symbol of the face that a page of the navigation is about. */
function sameFace(entry: string, target: string): boolean {
  return entry.startsWith("api/") && target.startsWith(entry.replace(/index\.html$/, "~/"));
}

import { posix } from "node:path";
import { brokenLinks, type SiteFiles } from "./check_links.ts";
import { type Glossary, readGlossary, type Term } from "./glossary.ts";
import { escapeHtml } from "./html.ts";
import { documentInterface, FOLDER, type Interface } from "./interface.ts";
import { asText, createRenderer, type Links, type RenderedPage } from "./markdown.ts";
import { renderNotebook } from "./notebook.ts";
import { type GuidePage, guidePages } from "./pages.ts";
import { pageHtml, toRoot } from "./template.ts";

/** The site, and what is to be said of it. */
export interface Site {
  readonly files: SiteFiles;
  /** Links that lead nowhere, a line each. */
  readonly broken: readonly string[];
  readonly guidePages: number;
  readonly interfacePages: number;
}

/** An entry of the search, as the browser gets it. */
interface SearchEntry {
  readonly id: number;
  /** Heading, term or name. */
  readonly title: string;
  /** Page or face on which it stands. */
  readonly where: string;
  readonly url: string;
  readonly text: string;
  /** Other words for what a page is about, from its comments. */
  readonly keywords?: string;
  readonly kind: "guide" | "term" | "interface";
}

/** A page, and other words that people search it by. */
interface SearchedPage extends RenderedPage {
  readonly keywords: string;
}

const GLOSSARY = "docs/glossary.md";
/** A comment in a page with other words that people search it by; it is not shown. */
const KEYWORDS = /^<!-- search: (.+?) -->\n/gms;
/** More of a section is not searched, so that the index stays small. */
const MAX_SEARCHED_CHARACTERS = 1_500;

/** The pages of the guide about a face. */
const GUIDE_OF_FACE: Readonly<Record<string, readonly string[]>> = {
  "aiops": ["docs/first-hour.md", "docs/agents.md", "docs/recipes.md"],
  "aiops/model": ["docs/house.md", "docs/glossary.md"],
  "aiops/stats": ["docs/experiments.md", "docs/glossary.md"],
  "aiops/simulator": ["lib/simulator/README.md", "docs/own-system.md"],
  "aiops/observe": ["docs/diagnosis.md", "docs/recipes/own-data.md"],
  "aiops/otlp": ["docs/diagnosis.md", "docs/recipes/export.md"],
  "aiops/detect": ["docs/detection.md", "docs/recipes/own-detector.md"],
  "aiops/diagnose": ["docs/diagnosis.md", "docs/recipes/own-diagnoser.md"],
  "aiops/decide": ["docs/agents.md", "docs/recipes/own-policy.md"],
  "aiops/act": ["docs/agents.md"],
  "aiops/learn": ["docs/off-policy.md", "docs/agents.md"],
  "aiops/run": ["docs/agents.md", "docs/experiments.md"],
  "aiops/report": ["docs/recipes/export.md", "docs/experiments.md"],
  "aiops/plot": ["docs/notebooks.md"],
  "aiops/bench": ["docs/experiments.md"],
  "aiops/gym": ["docs/train-a-policy.md", "docs/recipes/rl-loop.md"],
  "aiops/live": ["docs/live.md", "docs/recipes/live.md"],
  "aiops/experiments": ["docs/experiments.md", "docs/recipes/sweep.md"],
};

/**
 * Builds the whole site: guide, recipes, notebooks, reference results and interface, with one search over all of it.
 *
 * @param root the project's folder, ending in a slash
 * @param documented what `deno doc` makes of the faces; made here unless it is given
 * @throws {Error} where `deno doc` fails
 */
export async function buildSite(root: string, documented?: Interface): Promise<Site> {
  const faces = documented ?? await documentInterface(root);
  const pages = guidePages(root);
  const glossary = readGlossary(Deno.readTextFileSync(root + GLOSSARY));
  const files = new Map<string, string | Uint8Array>();
  const unresolved: string[] = [];
  const mentions = new Map<string, Set<GuidePage>>();
  const navigation = [
    ...[...Map.groupBy(pages, ({ group }) => group)].map(([heading, entries]) => ({ heading, entries })),
    {
      heading: "Interface",
      entries: faces.faces.map(({ name }) => ({ title: name, target: targetOfFace(name) })),
    },
  ];
  const rendered = pages.map((page) => {
    const links = linksOf(page, { root, pages, faces, files, unresolved, mentions });
    return { page, ...render(page, { root, links, glossary }) };
  });
  for (const { page, html, sections } of rendered) {
    const title = page.source === "README.md" ? "aiops" : `${page.title} · aiops`;
    files.set(
      page.target,
      pageHtml({
        target: page.target,
        title,
        main: html,
        headings: sections,
        kind: page.source.endsWith(".ipynb") ? "notebook" : "guide",
      }, navigation),
    );
  }
  for (const one of faces.pages) {
    const about = one.symbol === undefined
      ? pages.filter(({ source }) => GUIDE_OF_FACE[one.face]?.includes(source))
      : [...mentions.get(one.symbol) ?? []];
    const root = toRoot(one.target);
    const guide = about.length === 0
      ? ""
      : `<p class="guide-links">In the guide: ${
        about.map(({ target, title }) => `<a href="${root}${target}">${escapeHtml(title)}</a>`).join(", ")
      }</p>`;
    const place = one.symbol === undefined
      ? `<h1>${one.face}</h1>`
      : `<p class="face"><a href="${root}${targetOfFace(one.face)}">${one.face}</a></p>`;
    files.set(
      one.target,
      pageHtml({
        target: one.target,
        title: `${one.title} · aiops`,
        main: `${place}${guide}<div class="ddoc">${one.main}</div>`.replace(
          '<section class="section"',
          (list) => one.target === `${FOLDER}/index.html` ? faceTable(faces, root) + list : list,
        ),
        aside: one.aside,
        kind: "interface",
      }, navigation),
    );
  }
  for (const [path, style] of Object.entries(faces.styles)) files.set(path, style);
  for (const [path, content] of assets()) files.set(path, content);
  const entries = searchEntries({ rendered, glossary, faces });
  files.set("assets/search-entries.js", `window.SEARCH_ENTRIES=${JSON.stringify(entries)};\n`);
  return {
    files,
    broken: [...unresolved, ...brokenLinks(files)],
    guidePages: pages.length,
    interfacePages: faces.pages.length,
  };
}

function targetOfFace(face: string): string {
  return face === "aiops" ? `${FOLDER}/index.html` : `${FOLDER}/${face.slice("aiops/".length)}/index.html`;
}

/** What each of the other faces is about. */
function faceTable({ faces }: Interface, root: string): string {
  const rows = faces.slice(1).map(({ name, about }) =>
    `<tr><td><a href="${root}${targetOfFace(name)}"><code>${name}</code></a></td><td>${about}</td></tr>`
  );
  return `<div class="table"><table><thead><tr><th>entry</th><th>what it is for</th></tr></thead><tbody>${
    rows.join("")
  }</tbody></table></div>`;
}

function targetOfTerm({ anchor }: Term): string {
  return `glossary.html#${anchor}`;
}

function render(
  { source }: GuidePage,
  { root, links, glossary }: { root: string; links: Links; glossary: Glossary },
): SearchedPage {
  const text = Deno.readTextFileSync(root + source);
  const renderer = createRenderer({
    links,
    glossary: source === GLOSSARY ? { ...glossary, find: () => undefined } : glossary,
  });
  if (source.endsWith(".ipynb")) return { ...renderNotebook(text, renderer), keywords: "" };
  const keywords = [...text.matchAll(KEYWORDS)].map(([, words]) => words).join(" ");
  return { ...renderer(text.replace(KEYWORDS, "")), keywords };
}

/** Where the links of a page lead; files that are no pages are put into the site. */
function linksOf(
  { source, target }: GuidePage,
  { root, pages, faces, files, unresolved, mentions }: {
    root: string;
    pages: readonly GuidePage[];
    faces: Interface;
    files: Map<string, string | Uint8Array>;
    unresolved: string[];
    mentions: Map<string, Set<GuidePage>>;
  },
): Links {
  const up = toRoot(target);
  const known = symbolUrls(faces);
  const page = pages.find((one) => one.source === source)!;
  return {
    resolve(href) {
      if (/^(?:[a-z]+:|#)/i.test(href)) return href;
      const [path = "", hash] = href.split("#");
      const file = posix.normalize(posix.join(posix.dirname(source), decodeURIComponent(path)));
      const there = pages.find((one) => one.source === file);
      if (there !== undefined) return `${up}${there.target}${hash === undefined ? "" : `#${hash}`}`;
      const copy = `files/${file}`;
      try {
        if (!files.has(copy)) files.set(copy, Deno.readFileSync(root + file));
      } catch {
        unresolved.push(`${source} links to ${href}`);
      }
      return up + copy;
    },
    symbol(code) {
      const face = code.match(/^"(aiops(?:\/[a-z]+)?)"$/)?.[1];
      if (face !== undefined && faces.faces.some(({ name }) => name === face)) return up + targetOfFace(face);
      const name = code.match(/^([A-Za-z]*[A-Z][A-Za-z]*)(?:\(.*\))?$/)?.[1];
      const url = name === undefined ? undefined : known.get(name);
      if (url === undefined) return undefined;
      mentions.set(name!, (mentions.get(name!) ?? new Set()).add(page));
      return up + url;
    },
    term: (term) => up + targetOfTerm(term),
  };
}

/** The addresses of names that only one face has, or that the main face has as well. */
function symbolUrls({ symbols }: Interface): ReadonlyMap<string, string> {
  const byName = Map.groupBy(symbols.filter(({ name }) => !name.includes(".")), ({ name }) => name);
  return new Map(
    [...byName].flatMap(([name, all]) => {
      const urls = new Set(all.map(({ url }) => url));
      const main = all.find(({ face }) => face === "aiops");
      return urls.size === 1 || main !== undefined ? [[name, (main ?? all[0]!).url] as const] : [];
    }),
  );
}

function searchEntries(
  { rendered, glossary, faces }: {
    rendered: readonly (SearchedPage & { readonly page: GuidePage })[];
    glossary: Glossary;
    faces: Interface;
  },
): SearchEntry[] {
  const guide = rendered.filter(({ page }) => page.source !== GLOSSARY).flatMap((
    { page, sections, keywords },
  ) =>
    sections.map(({ text, anchor, body, level }) => ({
      title: text,
      where: level === 1 ? page.group : page.title,
      url: level === 1 ? page.target : `${page.target}#${anchor}`,
      text: body.slice(0, MAX_SEARCHED_CHARACTERS),
      ...(level === 1 && keywords !== "" && { keywords }),
      kind: "guide" as const,
    }))
  );
  const terms = glossary.terms.map((term) => ({
    title: term.name,
    where: "Glossary",
    url: targetOfTerm(term),
    text: `${term.aliases.join(" ")} ${asText(term.definition)}`,
    kind: "term" as const,
  }));
  const symbols = faces.symbols.map(({ name, face, url, about, kind }) => ({
    title: name,
    where: `${kind.toLowerCase()} of ${face}`,
    url,
    text: about.slice(0, 200),
    kind: "interface" as const,
  }));
  return [...guide, ...terms, ...symbols].map((entry, id) => ({ id, ...entry }));
}

/** The site's own style and scripts, and the package that searches. */
function assets(): [string, string][] {
  const own = ["site.css", "site.js", "search.js", "theme.js"].map((name): [string, string] => [
    `assets/${name}`,
    Deno.readTextFileSync(new URL(`assets/${name}`, import.meta.url)),
  ]);
  // The package's build for pages without modules, which browsers do not load from files.
  const search = Deno.readTextFileSync(new URL("../umd/index.js", import.meta.resolve("minisearch")));
  return [...own, ["assets/minisearch.js", search.replace(/^\/\/# sourceMappingURL=.*$/m, "")]];
}

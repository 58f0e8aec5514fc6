import { posix } from "node:path";

/** A page of the site that is made from a file of the project. */
export interface GuidePage {
  /** Path of the Markdown file or notebook, from the project's folder. */
  readonly source: string;
  /** Path of the page within the site, ending in `.html`. */
  readonly target: string;
  /** What it is called in the navigation. */
  readonly title: string;
  /** Heading of the navigation under which it stands. */
  readonly group: string;
}

/** Headings of the navigation, in their order; pages of the interface come after them. */
export const GROUPS = ["Start", "Recipes", "Guide", "Background", "Notebooks", "Reference results"] as const;

/** Pages that have a place of their own; every other page under `docs/` is one of the guide. */
const PLACED: Readonly<Record<string, (typeof GROUPS)[number]>> = {
  "README.md": "Start",
  "docs/first-hour.md": "Start",
  "docs/recipes.md": "Recipes",
  "docs/glossary.md": "Start",
  "docs/notebooks.md": "Notebooks",
  "lib/simulator/README.md": "Background",
  "experiments/shop/README.md": "Background",
  "docs/house.md": "Background",
  "results/README.md": "Reference results",
};

/** Where kept runs of experiments are. */
const REFERENCE = "results/reference";

/** Short titles, where the first heading of a file is none. */
const TITLES: Readonly<Record<string, string>> = {
  "README.md": "Overview",
  "docs/recipes.md": "Twelve recipes",
  "docs/notebooks.md": "All notebooks",
  "lib/simulator/README.md": "The simulator's physics",
  "results/README.md": "All reference results",
};

/**
 * The pages of the guide, in the order of the navigation: what is there in the project's folder, so that a new file under
 * `docs/`, a notebook or a kept run is a page without being named anywhere.
 *
 * @param root the project's folder, ending in a slash
 */
export function guidePages(root: string): GuidePage[] {
  const filesIn = (folder: string, ending: string) =>
    entries(root + folder).filter(({ isFile, name }) => isFile && name.endsWith(ending))
      .map(({ name }) => `${folder}/${name}`);
  const runs = entries(root + REFERENCE).map(({ name }) => `${REFERENCE}/${name}/summary.md`);
  const sources = [
    ...Object.keys(PLACED),
    ...filesIn("docs/recipes", ".md"),
    ...filesIn("docs", ".md").filter((path) => !(path in PLACED)),
    ...filesIn("notebooks", ".ipynb"),
    ...runs,
  ].filter((path) => exists(root + path));
  const pages = sources.map((source) => ({
    source,
    target: targetOf(source),
    title: TITLES[source] ?? titleOf(source, root),
    group: groupOf(source),
  }));
  return GROUPS.flatMap((group) => pages.filter((page) => page.group === group));
}

/** What is in a folder, by name; nothing if there is no such folder. */
function entries(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function groupOf(source: string): (typeof GROUPS)[number] {
  const placed = PLACED[source];
  if (placed !== undefined) return placed;
  if (source.startsWith("docs/recipes/")) return "Recipes";
  if (source.startsWith("notebooks/")) return "Notebooks";
  return source.startsWith("results/") ? "Reference results" : "Guide";
}

function targetOf(source: string): string {
  if (source === "README.md") return "index.html";
  if (source === "lib/simulator/README.md") return "simulator.html";
  if (source === "results/README.md") return "results.html";
  const run = source.match(/^results\/reference\/(.+)\/summary\.md$/)?.[1];
  if (source === "experiments/shop/README.md") return "shop.html";
  if (run !== undefined) return `results/${run}.html`;
  return source.replace(/^docs\//, "").replace(/\.(?:md|ipynb)$/, ".html");
}

/** The first heading of a Markdown file, the name of a notebook. */
function titleOf(source: string, root: string): string {
  if (source.endsWith(".ipynb")) return posix.basename(source, ".ipynb").replaceAll("-", " ");
  const heading = Deno.readTextFileSync(root + source).match(/^# (.+)$/m)?.[1];
  return heading?.replaceAll("`", "") ?? posix.basename(source, ".md");
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

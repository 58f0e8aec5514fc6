import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert";
import MiniSearch from "minisearch";
import "./assets/search.js";
import { buildSite } from "./build_site.ts";

const root = `${Deno.cwd()}/`;
const { exports } = JSON.parse(Deno.readTextFileSync("deno.json")) as { exports: Record<string, string> };

/** The whole site, which is built once. */
const site = buildSite(root);

/** What the search of a built site has in it. */
function entriesOf({ files }: Awaited<typeof site>): { readonly title: string }[] {
  const script = files.get("assets/search-entries.js") as string;
  return JSON.parse(script.replace(/^window\.SEARCH_ENTRIES=|;\n$/g, ""));
}

/** `assets/search.js`, which pages load as a script. */
const { createSearch } = globalThis as unknown as {
  createSearch(made: unknown, entries: readonly unknown[]): (text: string) => { readonly url: string }[];
};

/** What somebody types who wants what a recipe is about. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  "own-detector": ["custom detector", "how do I add a detector", "plug in my anomaly detector"],
  "own-diagnoser": ["custom root cause", "write my own root cause analysis", "implement a diagnoser"],
  "own-policy": ["write a policy", "decide what action to take", "runbook automation"],
  "own-topology": ["custom service graph", "define my own services", "topology json"],
  "own-fault": ["fault injection", "chaos engineering", "simulate an outage"],
  "own-data": ["read a csv of metrics", "analyse my metrics from a CSV file", "cloudwatch csv"],
  "sweep": ["grid search", "compare many settings", "try many parameter values"],
  "several-machines": ["run on a cluster", "distributed run", "split experiment across machines"],
  "rl-loop": ["reinforcement learning", "RL environment", "openai gym"],
  "data-frames": ["pandas", "dataframe", "load results in python"],
  "live": ["connect to prometheus", "watch a running system", "observe production"],
  "export": ["save a figure as png", "write svg", "opentelemetry export"],
};

/** The same for pages of the guide. */
const GUIDE_QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  live: ["kubernetes", "slack notification"],
};

Deno.test("what somebody types who wants a page of the guide finds it among the first three hits", async () => {
  const find = createSearch(MiniSearch, entriesOf(await site));
  const lost = Object.entries(GUIDE_QUESTIONS).flatMap(([page, texts]) =>
    texts.filter((text) => !find(text).slice(0, 3).some(({ url }) => url.split("#")[0] === `${page}.html`))
  );
  deepStrictEqual(lost, []);
});

Deno.test("the site has every page of the guide and every face, and no link of it leads nowhere", async () => {
  const { files, broken, interfacePages } = await site;
  deepStrictEqual(broken, []);
  ok(interfacePages > 900, String(interfacePages));
  for (
    const page of [
      "index.html",
      "first-hour.html",
      "recipes.html",
      "recipes/own-policy.html",
      "glossary.html",
      "simulator.html",
      "notebooks/01-first-episode.html",
      "results/baselines.html",
      "api/index.html",
      "api/detect/~/StreamDetector.html",
    ]
  ) ok(files.has(page), page);
  for (const { name } of Deno.readDirSync("docs")) {
    if (name.endsWith(".md")) ok(files.has(name.replace(/md$/, "html")), name);
  }
  const text = (page: string) => files.get(page) as string;
  // Guide and interface link to each other, tables to the glossary.
  match(text("recipes/own-policy.html"), /href="\.\.\/api\/[^"]*policyFrom\.html"/);
  match(text("api/decide/~/policyFrom.html"), /In the guide:.*own-policy\.html/);
  match(text("agents.html"), /<th[^>]*><a href="glossary\.html#headroom"/);
  match(text("api/index.html"), /id="default_functions"[^]*createAgent/);
  for (const [page, html] of files) {
    if (!page.startsWith("api/") || typeof html !== "string") continue;
    doesNotMatch(html, /file:\/\/|@throws|@returns|from &quot;\.|<script src="https?:/, page);
  }
  match(text("api/detect/~/StreamDetector.html"), /aiops\/detect<\/?(?:span|a)|&quot;aiops\/detect&quot;/);
  const entries = entriesOf(await site);
  for (const title of ["VUS-PR", "createAgent", "StreamDetector.saveState", "A policy of your own"]) {
    ok(entries.some((entry) => entry.title === title), title);
  }
});

Deno.test("for each recipe, what somebody types who wants it finds it among the first three hits", async () => {
  const find = createSearch(MiniSearch, entriesOf(await site));
  const recipes = [...Deno.readDirSync("docs/recipes")].map(({ name }) => name.replace(/\.md$/, ""));
  deepStrictEqual(Object.keys(QUESTIONS).sort(), recipes.sort());
  const lost = Object.entries(QUESTIONS).flatMap(([recipe, texts]) =>
    texts.filter((text) =>
      !find(text).slice(0, 3).some(({ url }) => url.split("#")[0] === `recipes/${recipe}.html`)
    ).map((text) => `${recipe}: ${text}`)
  );
  deepStrictEqual(lost, []);
  doesNotMatch((await site).files.get("recipes/sweep.html") as string, /search: /);
});

Deno.test("a link of a page to a file that is not there is found", async () => {
  const { broken } = await buildSite(`${import.meta.dirname}/testing/guide/`, {
    faces: [],
    pages: [],
    symbols: [],
    styles: {},
  });
  deepStrictEqual(broken, [
    "README.md links to docs/gone.md",
    "index.html links to files/docs/gone.md",
    "index.html links to glossary.html#gone",
  ]);
});

Deno.test("every public name, every member of one and every option of a call has a comment", async () => {
  const { stdout } = await new Deno.Command("deno", {
    args: ["doc", "--json", ...Object.values(exports)],
    stderr: "null",
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as { nodes: Record<string, Documented> };
  const lacking: string[] = [];
  let names = 0;
  for (const { symbols } of Object.values(nodes)) {
    for (const { name, declarations } of symbols ?? []) {
      // What another face declares is looked at there.
      for (const declaration of declarations.filter(({ kind }) => kind !== "reference")) {
        const { properties = [], methods = [], members = [] } = declaration.def ?? {};
        const own = [...properties, ...methods, ...members].filter(({ accessibility }) =>
          accessibility !== "private"
        )
          .map((member) => ({ ...member, name: `${name}.${member.name}` }));
        for (const one of [{ ...declaration, name }, ...own, ...membersOfArguments(declaration, name)]) {
          names++;
          if (!one.jsDoc?.doc) lacking.push(one.name);
        }
      }
    }
  }
  ok(names > 2500, String(names));
  deepStrictEqual(lacking, []);
  strictEqual(Object.keys(nodes).length, Object.keys(exports).length);
});

/** The options that a function or a method declares where it takes them, as `plotSurvival(horizonSteps)`. */
function membersOfArguments({ kind, def }: Declaration, name: string): (Declaration & { name: string })[] {
  const found: (Declaration & { name: string })[] = [];
  const look = (node: unknown, of: string): void => {
    if (typeof node !== "object" || node === null) return;
    const { kind, value } = node as { readonly kind?: string; readonly value?: Declaration["def"] };
    if (kind === "typeLiteral") {
      found.push(
        ...[...value?.properties ?? [], ...value?.methods ?? []]
          .map((one) => ({ ...one, name: `${of}(${one.name})` })),
      );
    }
    for (const inner of Object.values(node)) look(inner, of);
  };
  if (kind === "function") look(def?.params, name);
  for (const method of def?.methods ?? []) {
    look(method.functionDef?.params ?? method.params, `${name}.${method.name}`);
  }
  return found;
}

/** What `deno doc --json` says of a module, as far as comments go. */
interface Documented {
  readonly symbols?: readonly { readonly name: string; readonly declarations: readonly Declaration[] }[];
}

interface Declaration {
  readonly name?: string;
  readonly kind?: string;
  readonly accessibility?: string;
  readonly jsDoc?: { readonly doc?: string };
  readonly params?: unknown;
  readonly functionDef?: { readonly params?: unknown };
  readonly def?: {
    readonly params?: unknown;
    readonly properties?: readonly Declaration[];
    readonly methods?: readonly Declaration[];
    readonly members?: readonly Declaration[];
  };
}

import { deepStrictEqual, ok } from "node:assert";
import GithubSlugger from "github-slugger";

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
}

const NOTEBOOKS = [...Deno.readDirSync("notebooks")].map(({ name }) => name)
  .filter((name) => name.endsWith(".ipynb")).sort()
  .map((name) => {
    const { cells } = JSON.parse(Deno.readTextFileSync(`notebooks/${name}`)) as { cells: Cell[] };
    return { name, cells: cells.map(({ cell_type, source }) => ({ cell_type, text: source.join("") })) };
  });

/** Links of a text that lead nowhere, from the folder of the notebooks. */
function brokenLinks(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, address]) => address!).filter((address) => {
    if (/^https?:/.test(address)) return false;
    const [path, anchor] = address.split("#");
    try {
      const text = Deno.readTextFileSync(`notebooks/${path}`);
      return anchor !== undefined && !anchorsIn(text).has(anchor);
    } catch {
      return true;
    }
  });
}

function anchorsIn(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  return new Set([...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slugger.slug(heading!)));
}

for (const { name, cells } of NOTEBOOKS) {
  const prose = cells.filter(({ cell_type }) => cell_type === "markdown").map(({ text }) => text);

  Deno.test(`${name} ends with two or three things to try`, () => {
    const { cell_type, text } = cells.at(-1)!;
    ok(cell_type === "markdown" && text.startsWith("## Try this\n"), text);
    const items = text.match(/^- /gm) ?? [];
    ok(items.length === 2 || items.length === 3, String(items.length));
  });

  Deno.test(`${name} links terms to the glossary, and its links lead somewhere`, () => {
    deepStrictEqual(prose.flatMap(brokenLinks), []);
    ok(prose.some((text) => text.includes("](../docs/glossary.md#")));
  });
}

Deno.test("brokenLinks() finds missing files and anchors", () => {
  const links = [
    "../docs/glossary.md#slo",
    "../docs/glossary.md#slow",
    "../docs/no.md",
    "https://a.org/b",
    "../README.md",
  ];
  deepStrictEqual(brokenLinks(links.map((link) => `[a](${link})`).join(" ")), [
    "../docs/glossary.md#slow",
    "../docs/no.md",
  ]);
});

import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { EPISODE_METRICS } from "../../lib/bench/agents/metrics.ts";
import { estimators } from "../../lib/learn/mod.ts";
import { METRICS } from "../../lib/model/mod.ts";
import { DECISION_COLUMNS } from "../../lib/report/decision_rows.ts";
import { runTrial } from "../../lib/run/mod.ts";
import { type Glossary, readGlossary } from "./glossary.ts";
import { MEANINGS, meaningsJson } from "./meanings.ts";
import { tableHeaders } from "./printed_names.ts";

/** Headers that say where or when, as any reader knows, and the one that is an agent's name. */
const PLAIN_WORDS = ["from", "until", "at", "… s"];

const glossary = readGlossary(Deno.readTextFileSync("docs/glossary.md"));

/** Names that the glossary does not have. */
function unknown(names: Iterable<string>, { find }: Glossary = glossary): string[] {
  return [...new Set(names)].filter((name) => find(name) === undefined && !PLAIN_WORDS.includes(name));
}

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* sources(path);
    else if (/(?<!_test|_bench)\.ts$/.test(name)) yield Deno.readTextFileSync(path);
  }
}

Deno.test("the glossary has every header of a table that the library or a command prints", () => {
  const headers = ["lib", "experiments"].flatMap((folder) => [...sources(folder)].flatMap(tableHeaders));
  ok(headers.length > 120, String(headers.length));
  for (const known of ["AC@1", "VUS-PR", "p (Holm)", "SLO steps", "minus …"]) {
    ok(headers.includes(known), known);
  }
  deepStrictEqual(unknown(headers), []);
});

Deno.test("the glossary has every column of episodes.csv and of a log of decisions, every metric and every estimator", () => {
  const [record] = runTrial({ agent: "noop", seeds: [1], steps: 100 });
  deepStrictEqual(unknown(Object.keys(record!)), []);
  deepStrictEqual(unknown(Object.keys(DECISION_COLUMNS)), []);
  deepStrictEqual(
    unknown([...EPISODE_METRICS, ...EPISODE_METRICS.map((name) => name.replaceAll("_", " "))]),
    [],
  );
  deepStrictEqual(unknown(METRICS), []);
  deepStrictEqual(unknown(estimators.names), []);
});

Deno.test("tableHeaders() finds headers where they are handed over and where they are held, and leaves rows alone", () => {
  const source = 'const header = ["agent", ...(a ? ["held out"] : []), `minus ${reference}`];\n' +
    'textTable(["x", "", b[0], "never explained"], rows.map((r) => [r.name, "row text"]));';
  const found = tableHeaders(source);
  deepStrictEqual(found, ["agent", "held out", "minus …", "x", "never explained"]);
  deepStrictEqual(unknown(found), ["x", "never explained"]);
});

Deno.test("readGlossary() knows a term by its heading and its other names, whatever their case and underscores", () => {
  const { terms, find } = readGlossary(
    "# Glossary\n\nText.\n\n## Group\n\n### SLO steps\n\nPrinted as `slo_steps`,\n`minus …`.\n\nSteps in\nbreach.\n\nMore.\n\n### `B`\n\nA *word*.\n",
  );
  deepStrictEqual(terms.map(({ name, anchor, definition }) => [name, anchor, definition]), [
    ["SLO steps", "slo-steps", "Steps in breach."],
    ["B", "b", "A *word*."],
  ]);
  for (const text of ["SLO steps", "`slo_steps`", "slo steps", "minus full", "Minus `full`"]) {
    strictEqual(find(text)?.name, "SLO steps", text);
  }
  for (const text of ["steps", "minus", "a minus full"]) strictEqual(find(text), undefined, text);
});

Deno.test("readGlossary() refuses a name of two terms and a term that is not explained", () => {
  throws(() => readGlossary("### A\n\nPrinted as `x`.\n\nOne.\n\n### X\n\nTwo.\n"), /"x" is both A and X/);
  throws(() => readGlossary("### A\n\nPrinted as `x`.\n\n### B\n\nTwo.\n"), /"A" has no definition/);
});

Deno.test("what tables say of their headers is what the glossary says: else experiments/docs/meanings.ts writes it anew", () => {
  strictEqual(Deno.readTextFileSync(MEANINGS), meaningsJson(Deno.readTextFileSync("docs/glossary.md")));
});

Deno.test("meaningsJson() has the first sentence of each term, without Markdown", () => {
  const markdown =
    "### SLO steps\n\nPrinted as `slo_steps`.\n\nSteps in *breach*, as by [Beyer](x.md) et al. More.\n\n" +
    "### p95\n\nIt is `a_b` at 1.5 s. See there.\n";
  deepStrictEqual(JSON.parse(meaningsJson(markdown)), [
    { names: ["SLO steps", "slo_steps"], meaning: "Steps in breach, as by Beyer et al." },
    { names: ["p95"], meaning: "It is a_b at 1.5 s." },
  ]);
});

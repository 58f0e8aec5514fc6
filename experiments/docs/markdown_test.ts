import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert";
import { readGlossary } from "./glossary.ts";
import { asText, createRenderer, highlighted } from "./markdown.ts";

const glossary = readGlossary("### SLO steps\n\nPrinted as `slo_steps`, `minus …`.\n\nSteps in *breach*.\n");
const render = createRenderer({
  glossary,
  links: {
    resolve: (href) => `resolved:${href}`,
    symbol: (name) => name === "createAgent" ? "api/createAgent.html" : undefined,
    term: ({ anchor }) => `glossary.html#${anchor}`,
  },
});

Deno.test("headings have GitHub's anchors, each its own, and sections hold the text below them", () => {
  const { html, sections } = render(
    "# A `b/`\n\nOne\ntwo.\n\n## A: b, *c*\n\n```sh\nrun\n```\n\n## A: b, *c*\n",
  );
  deepStrictEqual(sections.map(({ level, text, anchor, body }) => [level, text, anchor, body.trim()]), [
    [1, "A b/", "a-b", "One two."],
    [2, "A: b, c", "a-b-c", "run"],
    [2, "A: b, c", "a-b-c-1", ""],
  ]);
  match(html, /<h2 id="a-b-c-1">A: b, <em>c<\/em><a class="anchor" href="#a-b-c-1"/);
});

Deno.test("a cell of a table that is a term links to the glossary, with its definition at hand; other text does not", () => {
  const { html } = render(
    "SLO steps\n\n| agent | `slo_steps` | minus full |\n| - | -: | -: |\n| SLO steps x | 3 | SLO steps |\n",
  );
  strictEqual(html.match(/class="term"/g)?.length, 3);
  match(
    html,
    /<th[^>]*><a href="glossary\.html#slo-steps" class="term" title="Steps in breach\."><code>slo_steps<\/code><\/a>/,
  );
  match(html, /<p>SLO steps<\/p>/);
  match(html, /<td[^>]*>SLO steps x<\/td>/);
  ok(html.startsWith("<p>") && html.includes('<div class="table"><table>'));
});

Deno.test("a public name in code links to its page, but not within a link or a heading", () => {
  const { html } = render("# `createAgent`\n\n`createAgent`, `other`, [`createAgent`](agents.md)\n");
  strictEqual(html.match(/href="api\/createAgent\.html"/g)?.length, 1);
  match(html, /<a href="resolved:agents\.md"><code>createAgent<\/code><\/a>/);
});

Deno.test("HTML in a page is text, and so is code of no known language", () => {
  doesNotMatch(render("<script>alert(1)</script>\n\n| <b> |\n| - |\n| <i> |\n").html, /<script|<b>|<i>/);
  strictEqual(highlighted("a < b", "text"), "a &lt; b");
  match(highlighted('const a = "<b>";', "ts"), /hljs-keyword.*hljs-string">&quot;&lt;b&gt;&quot;/);
  strictEqual(asText("`a` and *b*, [c](d)"), "a and b, c");
});

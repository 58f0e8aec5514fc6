import { deepStrictEqual, doesNotMatch, match, ok } from "node:assert";
import { renderNotebook } from "./notebook.ts";

Deno.test("long sentences that a cell prints wrap, short lines and columns do not", () => {
  const classOf = (text: string) => {
    const cells = [{ cell_type: "code", source: "1", outputs: [{ output_type: "stream", text }] }];
    return /<pre class="(output[^"]*)">/.exec(
      renderNotebook(JSON.stringify({ cells }), () => ({ html: "", sections: [] })).html,
    )![1];
  };
  deepStrictEqual(
    ["short.\n", `${"word ".repeat(30)}end.\n  indented\n`, `agent${" ".repeat(120)}steps\n`].map(classOf),
    ["output", "output prose", "output"],
  );
});

Deno.test("a notebook is its text, its code and the richest picture of each output, without a script of its own", () => {
  const output = (data: Record<string, unknown>) => ({ output_type: "execute_result", data });
  const { html, sections } = renderNotebook(
    JSON.stringify({
      cells: [
        { cell_type: "markdown", source: ["# One\n", "text"] },
        {
          cell_type: "code",
          source: "1 < 2",
          outputs: [
            { output_type: "stream", text: ["\u001b[33m1\u001b[0m <\n", "2"] },
            output({ "image/svg+xml": ["<svg/>"], "text/plain": "picture" }),
            output({ "text/html": "<script>x</script>", "text/plain": "plain" }),
          ],
        },
        { cell_type: "code", source: "", outputs: [] },
      ],
    }),
    (source) => ({
      html: `<p>${source.length}</p>`,
      sections: [{ level: 1, text: "One", anchor: "one", body: "" }],
    }),
  );
  deepStrictEqual(sections.map(({ text }) => text), ["One"]);
  match(html, /<p>10<\/p>\n<div class="cell">/);
  match(html, /<pre class="output">1 &lt;\n2<\/pre>/);
  match(html, /src="data:image\/svg\+xml;base64,PHN2Zy8\+"/);
  match(html, /<pre class="output">plain<\/pre>/);
  doesNotMatch(html, /<script|picture/);
  ok(!html.includes("\u001b"));
});

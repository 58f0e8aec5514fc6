import { notEqual, ok, strictEqual } from "node:assert";
import { notebookText } from "./notebook_text.ts";

const outputs = (svg: string, execution_count: number) => [
  { output_type: "stream", name: "stdout", text: ["a\n", "b\n"] },
  { output_type: "execute_result", execution_count, data: { "image/svg+xml": svg, "text/plain": ["7"] } },
  { output_type: "error", ename: "UsageError", evalue: "no", traceback: ["somewhere"] },
];

function book(svg: string, count: number) {
  return {
    cells: [
      { cell_type: "markdown", source: ["# Title\n", "text"] },
      { cell_type: "code", execution_count: count, source: "a;\nb", outputs: outputs(svg, count) },
    ],
  };
}

Deno.test("notebookText() shows cells and what they show, a picture as a hash", () => {
  const text = notebookText(book("<svg/>", 1));
  const [hash] = /[0-9a-f]{8}/.exec(text)!;
  strictEqual(
    text,
    `[1] markdown\n# Title\ntext\n\n[2] code\na;\nb\n    a\n    b\n    7\n    (image/svg+xml ${hash})\n    UsageError: no\n`,
  );
});

Deno.test("notebookText() changes with a picture and not with a counter", () => {
  strictEqual(notebookText(book("<svg/>", 1)), notebookText(book("<svg/>", 2)));
  notEqual(notebookText(book("<svg/>", 1)), notebookText(book("<svg></svg>", 1)));
});

Deno.test("the notebooks are written so that a diff is short: sorted keys, one space, no counter", () => {
  for (const { name } of Deno.readDirSync("notebooks")) {
    if (!name.endsWith(".ipynb")) continue;
    const text = Deno.readTextFileSync(`notebooks/${name}`);
    ok(text === `${JSON.stringify(sorted(JSON.parse(text)), null, 1)}\n`, name);
  }
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, one]) => [key, sorted(one)]),
  );
}

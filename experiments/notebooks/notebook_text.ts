/**
 * A notebook as text for `git diff`: what its cells say and show, without counters and pictures.
 *
 * ```sh
 * git config diff.ipynb.textconv "deno run --allow-read experiments/notebooks/notebook_text.ts"
 * ```
 * @module
 */
import { createHash } from "node:crypto";

type Text = string | readonly string[];

/** The used part of an output. */
interface Output {
  readonly output_type: string;
  readonly text?: Text;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
}

/** The used part of the JSON of a notebook. */
interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: Text;
    readonly outputs?: readonly Output[];
  }[];
}

/** Cells and outputs as text. Of what is no text there is its kind and a short hash, so that a change is seen. */
export function notebookText({ cells }: Notebook): string {
  return cells.map(({ cell_type, source, outputs = [] }, index) =>
    [
      `[${index + 1}] ${cell_type}`,
      joined(source),
      ...outputs.map((output) => outputText(output).replace(/^/gm, "    ")),
    ].map((part) => `${part.trimEnd()}\n`).join("")
  ).join("\n");
}

function outputText({ output_type, text, data = {}, ename, evalue }: Output): string {
  if (output_type === "stream") return joined(text);
  if (output_type === "error") return `${ename}: ${evalue}`;
  const plain = data["text/plain"];
  const others = Object.keys(data).filter((kind) => kind !== "text/plain").sort();
  const lines = others.map((kind) => `(${kind} ${hash(JSON.stringify(data[kind]))})`);
  return [...(plain === undefined ? [] : [joined(plain as Text)]), ...lines].join("\n");
}

function joined(text: Text = ""): string {
  return [text].flat().join("");
}

function hash(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 8);
}

if (import.meta.main) {
  const [path] = Deno.args;
  if (path === undefined) {
    console.error("error: the path of a notebook is missing");
    Deno.exit(2);
  }
  const text = await Deno.readTextFile(path);
  try {
    console.log(notebookText(JSON.parse(text)));
  } catch {
    // One that is no notebook, as in the middle of a merge, is shown as it is.
    console.log(text);
  }
}

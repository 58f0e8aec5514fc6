import type { ReferenceEntry, ReferencePart } from "./reference.ts";

const WIDTH = 100;

/** An entry as text, for terminals and where HTML is not shown. */
export function entryText(entry: ReferenceEntry): string {
  const { from, name, signature, about, parameters, options, returns, throws, example } = entry;
  return [
    `${signature}`,
    `import { ${name} } from "${from}";`,
    paragraphs(about),
    section("Parameters", parameters.filter((part) => part.about !== "").map(partText)),
    section("Options", options.map(partText)),
    section("Returns", returns === "" ? [] : [indented(returns, 2)]),
    section("Throws", throws.map((one) => indented(one, 2))),
    section("Example", example === "" ? [] : [example.replace(/^/gm, "  ")]),
  ].filter((part) => part !== "").join("\n\n");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.join("\n")}`;
}

function partText({ name, optional, type, about }: ReferencePart): string {
  const head = `  ${name}${optional ? "?" : ""}: ${type}`;
  return about === "" ? head : `${head}\n${indented(about, 6)}`;
}

function paragraphs(text: string): string {
  // Lists and code keep their lines.
  return text.split(/\n{2,}/).map((part) => /^\s*([-*|]|```)/m.test(part) ? part : indented(part, 0)).join(
    "\n\n",
  );
}

/** A text in lines of a readable length, each with so many spaces before it. */
export function indented(text: string, spaces: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/\s+/)) {
    if (line !== "" && spaces + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => " ".repeat(spaces) + one).join("\n");
}

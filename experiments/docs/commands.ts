/** A `deno task` as a page prints it. */
export interface DocumentedCommand {
  /** Name of the task. */
  readonly task: string;
  /** Its arguments, quotes taken off; what is optional in a usage line counts as given. */
  readonly args: readonly string[];
  /** The line, for messages. */
  readonly line: string;
}

const COMMAND = /(?:^|[\s(;])(?:npx -y deno@[\d.]+|deno) task ([a-z][a-z-]*)((?: [^;&|\n]*)?)/g;

/**
 * Every `deno task NAME …` of a page: in blocks of shell, whose comments are left out, and in code within its text.
 */
export function documentedCommands(markdown: string): DocumentedCommand[] {
  const fences = /^```(\w*)[^\n]*\n([^]*?)^```$/gm;
  const blocks = [...markdown.matchAll(fences)].filter(([, language]) => language === "sh")
    .flatMap(([, , body]) => body!.replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.replace(/(?:^|\s)#.*$/, ""));
  const inline = [...markdown.replace(fences, "").matchAll(/`([^`]+)`/g)].map(([, code]) =>
    code!.replace(/\s+/g, " ")
  );
  return [...blocks, ...inline].flatMap((line) =>
    [...line.matchAll(COMMAND)].map(([, task, rest]) => ({
      task: task!,
      args: words(rest!.replace(/[[\]]/g, " ")),
      line: line.trim(),
    }))
  );
}

/** The words of a command line, as a shell takes them apart. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single)
  );
}

/** A block of code with what it prints. */
export interface PrintingBlock {
  readonly language: "ts" | "sh";
  readonly code: string;
  /** The lines of the block `text` below it; a line "…" stands for any number of lines, and "…" in a line for anything. */
  readonly prints: readonly string[];
}

/** The blocks of a page that a block `text` follows, with at most a block of shell that runs the program between them. */
export function printingBlocks(markdown: string): PrintingBlock[] {
  const fences = [...markdown.matchAll(/^```(\w*)[^\n]*\n([^]*?)^```$/gm)];
  return fences.flatMap(([, language, body], i) => {
    const before = fences[i - 1], above = fences[i - 2];
    if (language !== "text" || before === undefined) return [];
    const prints = body!.trimEnd().split("\n");
    if (before[1] === "sh" && before[2]!.startsWith("deno run ")) {
      return above?.[1] === "ts" ? [{ language: "ts" as const, code: above[2]!, prints }] : [];
    }
    return before[1] === "sh" || before[1] === "ts"
      ? [{ language: before[1], code: before[2]!, prints }]
      : [];
  });
}

/** Whether a program printed what a page says. */
export function printsAs(prints: readonly string[], printed: string): boolean {
  const pattern = prints.map((line, i) => {
    if (line.trim() === "…") return "(?:.*\\n)*?";
    const last = i === prints.length - 1;
    return `${line.trimEnd().split("…").map(RegExp.escape).join(".*")}[ ]*${last ? "" : "\\n"}`;
  });
  return new RegExp(`^${pattern.join("")}\\s*$`).test(`${printed.trimEnd()}\n`);
}

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type DocumentedCommand, documentedCommands, printingBlocks, printsAs } from "./commands.ts";
import { helpOf, TASK_NAMES } from "./testing/programs.ts";

/** Pages whose commands are meant for a reader; the reference results are written by a program. */
const PAGES = [
  "README.md",
  "lib/simulator/README.md",
  "experiments/shop/README.md",
  ...["docs", "docs/recipes"].flatMap((folder) =>
    [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".md")).map(({ name }) =>
      `${folder}/${name}`
    )
  ),
];

/** JupyterLab's own options are passed on. */
const PASSES_OPTIONS_ON = ["lab"];

/** What is wrong with a command, if anything: no such task, or no such option of it. */
async function wrongWith({ task, args, line }: DocumentedCommand): Promise<string[]> {
  if (!TASK_NAMES.includes(task)) return [`${line}: there is no task ${task}`];
  if (PASSES_OPTIONS_ON.includes(task)) return [];
  const options = args.filter((arg) => /^--[a-z]/.test(arg)).map((arg) => arg.split("=")[0]!)
    .filter((option) => option !== "--help");
  if (options.length === 0) return [];
  const help = await helpOf(task) ?? "";
  return options.filter((option) => !new RegExp(`(?:^|\\s)${option}\\b(?!-)`).test(help))
    .map((option) => `${line}: ${task} has no option ${option}`);
}

Deno.test("every deno task in the guide exists, and so do its options", async () => {
  let count = 0;
  const wrong: string[] = [];
  for (const page of PAGES) {
    for (const command of documentedCommands(Deno.readTextFileSync(page))) {
      count++;
      wrong.push(...(await wrongWith(command)).map((line) => `${page}: ${line}`));
    }
  }
  ok(count > 150, String(count));
  deepStrictEqual(wrong, []);
});

Deno.test("a task and an option that are not there are found", async () => {
  const page =
    "```sh\ndeno task evil --episodes 3\ndeno task eval --episode 3   # --nothing\n```\n\n`deno\ntask list --jsn`.";
  const wrong = await Promise.all(documentedCommands(page).map(wrongWith));
  deepStrictEqual(wrong.flat().map((line) => line.split(": ")[1]), [
    "there is no task evil",
    "eval has no option --episode",
    "list has no option --jsn",
  ]);
});

Deno.test("documentedCommands() takes quotes, comments, brackets and several commands in a line apart", () => {
  const page = "```sh\nA=1 && deno task rca --data 'a b.csv' --by \"x\" # deno task no\n" +
    "deno task a; deno task b \\\n  --c\n```\n\n`npx -y deno@2.9.6 task rca --data FILE [--onset TIME]`, `deno test`";
  deepStrictEqual(documentedCommands(page).map(({ task, args }) => [task, ...args]), [
    ["rca", "--data", "a b.csv", "--by", "x"],
    ["a"],
    ["b", "--c"],
    ["rca", "--data", "FILE", "--onset", "TIME"],
  ]);
});

Deno.test("printingBlocks() pairs a program with what it prints, past the line that runs it", () => {
  const page =
    "```ts\none();\n```\n\n```sh\ndeno run mine.ts\n```\n\n```text\n1\n…\n```\n\n```sh\ndeno task list\n```\n\n```text\na\n```\n\n```ts\nsilent();\n```\n";
  deepStrictEqual(printingBlocks(page), [
    { language: "ts", code: "one();\n", prints: ["1", "…"] },
    { language: "sh", code: "deno task list\n", prints: ["a"] },
  ]);
});

Deno.test("printsAs() lets … stand for lines and for parts of one, and nothing else pass", () => {
  const prints = ["a", "…", "b … c"];
  for (const same of ["a\nb x c", "a\n1\n2\nb  c\n"]) strictEqual(printsAs(prints, same), true, same);
  for (const other of ["a\nb x d", "b x c", "a\nb x c\nmore", "a\n(b) c"]) {
    strictEqual(printsAs(prints, other), false, other);
  }
  strictEqual(printsAs(["a", "…"], "a\nany\nmore\n"), true);
});

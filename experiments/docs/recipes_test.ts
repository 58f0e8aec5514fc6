import { ok, strictEqual } from "node:assert";
import { clearTemporary } from "../testing/clear_temporary.ts";
import { printed } from "../testing/printed.ts";
import { documentedCommands, type PrintingBlock, printingBlocks, printsAs } from "./commands.ts";
import { programOf } from "./testing/programs.ts";

const RECIPES = [...Deno.readDirSync("docs/recipes")].map(({ name }) => `docs/recipes/${name}`).sort();

/** Commands that take minutes are tried by hand. */
const TOO_LONG = ["experiment"];

/** What a block prints when it is run as it stands. */
async function run({ language, code }: PrintingBlock): Promise<string> {
  if (language === "ts") {
    return await printed(async () => {
      await import(`data:application/typescript;base64,${new TextEncoder().encode(code).toBase64()}`);
    });
  }
  const outputs: string[] = [];
  for (const { task, args } of documentedCommands(`\`\`\`sh\n${code}\`\`\``)) {
    const program = await programOf(task);
    outputs.push(await printed(() => program!.run(args)));
  }
  return outputs.join("\n");
}

Deno.test("there are twelve recipes, and the page of recipes links to each", () => {
  strictEqual(RECIPES.length, 12);
  const list = Deno.readTextFileSync("docs/recipes.md");
  for (const recipe of RECIPES) ok(list.includes(`(${recipe.slice("docs/".length)})`), recipe);
});

for (const page of [...RECIPES, "docs/first-hour.md"]) {
  const blocks = printingBlocks(Deno.readTextFileSync(page)).filter(({ code }) =>
    !TOO_LONG.some((task) => code.startsWith(`deno task ${task} `))
  );
  if (blocks.length === 0) continue;
  Deno.test(`${page} prints what it says`, async () => {
    await clearTemporary(async () => {
      for (const block of blocks) {
        const output = await run(block);
        ok(printsAs(block.prints, output), `${block.code}\nprinted\n${output}`);
      }
    });
  });
}

import { fileURLToPath } from "node:url";
import { helpText, readArguments } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { ROOT } from "./runner/identity.ts";

const OPTIONS = { help: { type: "boolean", help: "this text" } } as const;

const HELP = helpText({
  usage: "deno task own-project",
  about: "Follows docs/own-project.md in an empty folder: uses the library from outside of this checkout.",
  options: OPTIONS,
  examples: ["deno task own-project"],
});

const PAGE = "docs/own-project.md";

/** The first fenced block of a language on the page. */
function block(page: string, language: string): string {
  const found = page.match(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "m"))?.[1];
  if (found === undefined) throw new Error(`Cannot find a block of ${language} in ${PAGE}`);
  return found;
}

/** Runs deno in a folder. @throws {Error} with the last of what it said, where it fails */
async function deno(folder: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: folder }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`deno ${args[0]} failed: ${new TextDecoder().decode(stderr).trim().split("\n").at(-1)}`);
}

/** Follows the page on projects outside of this checkout, to the letter, in an empty folder. @throws {UsageError} for a mistake in the arguments */
export async function ownProject(args: readonly string[]): Promise<void> {
  if (readArguments(args, OPTIONS).help) return console.log(HELP);
  const checkout = fileURLToPath(ROOT).replace(/[\\/]$/, "");
  const page = await Deno.readTextFile(new URL(PAGE, ROOT));
  const folder = await Deno.makeTempDir();
  try {
    // The page has the checkout beside the project.
    await Deno.writeTextFile(`${folder}/deno.json`, block(page, "json").replaceAll("../aiops", checkout));
    await Deno.writeTextFile(`${folder}/first.ts`, block(page, "ts"));
    console.log(await deno(folder, "run", "--allow-read", "first.ts"));
    await deno(folder, "check", "first.ts");
    console.log("a project of one's own runs and passes the type check");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(ownProject);

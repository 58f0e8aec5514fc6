import { requireName } from "../lib/model/mod.ts";
import { helpText, readArguments } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { runJupyter } from "./notebooks/workspace.ts";

const OPTIONS = {
  write: { type: "boolean", help: "save what the notebooks show" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task notebooks [NAME...] [options]",
  about:
    "Runs notebooks, each from a clean kernel, and compares what they show with what is saved in them. " +
    "In cells tagged `varies` only the kinds of output count; cells tagged `silent` may show nothing.",
  options: OPTIONS,
  examples: ["deno task notebooks", "deno task notebooks 01-first-episode --write"],
});

/** The notebooks' names, without folder and ending, in their order. */
function notebooks(): string[] {
  return [...Deno.readDirSync("notebooks")].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map(bareName).sort();
}

/** A notebook's name, from a path as a shell completes it. */
function bareName(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.ipynb$/, "");
}

await main(async () => {
  const names = Deno.args.filter((argument) => !argument.startsWith("-"));
  const given = readArguments(Deno.args.filter((argument) => argument.startsWith("-")), OPTIONS);
  if (given.help) return console.log(HELP);
  const known = notebooks();
  const chosen = names.length > 0
    ? names.map((name) => requireName("notebook", bareName(name), known))
    : known;
  Deno.exitCode = await runJupyter("requirements.txt", [
    "experiments/notebooks/run.py",
    ...(given.write ? ["--write"] : []),
    ...chosen.map((name) => `notebooks/${name}.ipynb`),
  ]);
});

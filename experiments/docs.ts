import { fileURLToPath } from "node:url";
import { UsageError } from "../lib/model/mod.ts";
import { helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { requireWritableFolder } from "./cli/writable_folder.ts";
import { buildSite, type Site } from "./docs/build_site.ts";
import { replaceFolder } from "./docs/replace_folder.ts";
import { serveFolder } from "./docs/serve_folder.ts";
import { ROOT } from "./runner/identity.ts";

/** Where the site is put, unless told otherwise; git does not keep it. */
const FOLDER = "results/site";

const OPTIONS = {
  out: { type: "string", value: "FOLDER", help: `folder of the site, which is replaced (${FOLDER})` },
  serve: {
    type: "string",
    value: "PORT",
    help: "serve it on this machine until it is stopped; 0: a free port",
  },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task docs [--out FOLDER] [--serve PORT]",
  about:
    "Builds the documentation as a site: guide, recipes, glossary, notebooks, reference results and the interface, with a search.\n" +
    "It needs no network and no server: open index.html in the folder. A link that leads nowhere ends it with code 1.",
  options: OPTIONS,
  examples: ["deno task docs", "deno task docs --serve 8960"],
});

/** Builds the site. @throws {UsageError} for a mistake in the arguments @throws {Error} for a link that leads nowhere */
export async function docs(
  args: readonly string[],
  { signal, build = buildSite, print = (text) => console.log(text) }: {
    readonly signal?: AbortSignal;
    readonly build?: (root: string) => Promise<Site>;
    readonly print?: (text: string) => void;
  } = {},
): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return print(HELP);
  const port = given.serve === undefined
    ? undefined
    : wholeNumber(given.serve, { name: "serve", fallback: 0, min: 0, max: 65_535 });
  const folder = (given.out ?? FOLDER).replace(/(.)\/+$/, "$1");
  requireWritableFolder(folder, { option: "out" });
  requireReplaceable(folder);
  const begun = performance.now();
  const { files, broken, guidePages, interfacePages } = await build(fileURLToPath(ROOT));
  if (broken.length > 0) {
    throw new Error(
      `The site has ${broken.length} ${
        broken.length === 1 ? "link that leads" : "links that lead"
      } nowhere: ${broken.slice(0, 3).join("; ")}${broken.length > 3 ? "; …" : ""}`,
    );
  }
  replaceFolder(folder, files);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  print(
    `${guidePages} pages of the guide and ${interfacePages} of the interface in ${seconds} s, no broken link: ${folder}/index.html`,
  );
  if (port !== undefined) await serveFolder(folder, { port, print, ...(signal ? { signal } : {}) });
}

/** @throws {UsageError} for a folder that holds something else, which would be lost */
function requireReplaceable(folder: string): void {
  try {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    if (names.length === 0 || (names.includes("index.html") && names.includes("assets"))) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (error instanceof Deno.errors.NotADirectory) {
      throw new UsageError(`The option --out needs a folder, found the file "${folder}"`);
    }
    throw error;
  }
  throw new UsageError(
    `The option --out needs a folder that is empty or holds an earlier site, found "${folder}" with something else in it`,
  );
}

if (import.meta.main) await main(docs);

import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isFolder, isThere } from "../cli/disk.ts";
import { ROOT, sha256 } from "../runner/identity.ts";

/**
 * What names other files in a module: imports, dynamic ones with a text too, and `new URL("…", import.meta.url)`. It also finds them in comments;
 * a file that is counted without need makes a new run at worst. The name of a package leads to no file and counts for nothing.
 */
const REFERRED =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew\s+URL\(\s*)(?:\/\*[^]*?\*\/\s*|\/\/.*\n\s*)?(["'`])((?:(?!\1)[^\n])+)\1/g;

/**
 * A module and all local files that it imports, itself first, each with the SHA-256 of its text. The library's own files are left out: the hash of all
 * code counts those. What an import map leads to is not followed.
 */
export function localFiles(path: string): Map<string, string> {
  const found = new Map<string, string>();
  const library = fileURLToPath(new URL("lib/", ROOT));
  const open = [path];
  for (let file; (file = open.shift()) !== undefined;) {
    if (found.has(file) || file !== path && (file.startsWith(library) || !isThere(file) || isFolder(file))) {
      continue;
    }
    const bytes = Deno.readFileSync(file);
    found.set(file, sha256(bytes));
    if (!/\.[cm]?[jt]sx?$/.test(file)) continue;
    for (const [, , name] of new TextDecoder().decode(bytes).matchAll(REFERRED)) {
      const url = URL.parse(name!, pathToFileURL(file));
      if (url?.protocol === "file:") open.push(fileURLToPath(new URL(url.pathname, "file:")));
    }
  }
  return found;
}

/** SHA-256 of a module with all local files that it imports, wherever their folder lies. */
export function moduleHash(path: string): string {
  const home = dirname(path);
  const lines = [...localFiles(path)].map(([file, hash]) => `${relativeTo(home, file)} ${hash}`);
  return sha256(lines.sort().join("\n"));
}

function relativeTo(folder: string, file: string): string {
  const [from, to] = [folder.split(/[/\\]/), file.split(/[/\\]/)];
  const common = from.findIndex((part, i) => part !== to[i]);
  const shared = common < 0 ? from.length : common;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}

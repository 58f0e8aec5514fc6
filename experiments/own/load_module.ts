import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { requireName, UsageError } from "../../lib/model/mod.ts";
import type { OwnPart } from "../../lib/bench/agents/mod.ts";
import { isFolder, isThere } from "../cli/disk.ts";
import { localFiles, moduleHash } from "./module_hash.ts";
import { sourceUrl } from "./source_url.ts";

/** A part of one's own as a worker loads it. */
export interface OwnModule {
  /** As the experiment has it: `./mine.ts#makePolicy`. */
  readonly reference: string;
  /** What to import. */
  readonly url: string;
  /** The export's name. */
  readonly name: string;
  /** SHA-256 of the module and its local imports; absent: it is a captured value. */
  readonly sha256?: string;
  /** The text of a captured value. */
  readonly source?: string;
}

/** Files that modules imported in this process, with the hash of what was read: a runtime reads each once. */
const imported = new Map<string, string>();

/**
 * Where a reference leads: `PATH#EXPORT`.
 *
 * @param folder that paths are relative to
 * @throws {UsageError} for a reference without a path or an export, and a file that is not there
 */
export function moduleOf(reference: string, folder: string): OwnModule {
  const [path = "", name = "", ...rest] = reference.split("#");
  if (path === "" || name === "" || rest.length > 0) {
    throw new UsageError(
      `A part of one's own is PATH#EXPORT, as "./mine.ts#makePolicy", found "${reference}"`,
    );
  }
  const file = path.startsWith("file:")
    ? fileURLToPath(path)
    : isAbsolute(path)
    ? path
    : resolve(folder, path);
  if (!isThere(file) || isFolder(file)) {
    throw new UsageError(`Cannot find the module "${path}" of "${reference}": there is no file ${file}`);
  }
  const sha256 = moduleHash(file);
  // A module that has changed is another one to the runtime.
  return { reference, url: `${pathToFileURL(file).href}?${sha256.slice(0, 12)}`, name, sha256 };
}

/**
 * Imports a part.
 *
 * @throws {UsageError} in one line naming the reference, for a module that can't be imported, has changed meanwhile, or doesn't export that name, with
 * the nearest that it does
 */
export async function loadModule({ reference, url, name, sha256, source = "" }: OwnModule): Promise<OwnPart> {
  if (sha256 !== undefined) requireUnchanged(reference, url, sha256);
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = await import(url);
  } catch (error) {
    throw new UsageError(`Cannot import "${reference}": ${causeOf(error)}`);
  }
  try {
    requireName("export", name, Object.keys(exports));
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${reference}: ${error.message}`);
    throw error;
  }
  return {
    value: exports[name],
    ...(sha256 === undefined
      ? { origin: { source }, home: { source } }
      : { origin: { sha256 }, home: { url, path: reference.slice(0, reference.indexOf("#")) } }),
  };
}

/** A captured value as a module. */
export function moduleOfSource(reference: string, source: string): OwnModule {
  return { reference, url: sourceUrl(source), name: "part", source };
}

/** The same module as another instance, whose variables are as if nobody had run it. */
export function newInstance(module: OwnModule, number: number): OwnModule {
  const mark = module.sha256 === undefined ? "#" : "&";
  return { ...module, url: `${module.url}${mark}${number}` };
}

/** Loads parts by their reference. @throws {UsageError} as `loadModule` */
export async function loadModules(modules: readonly OwnModule[]): Promise<Map<string, OwnPart>> {
  const parts = new Map<string, OwnPart>();
  for (const module of modules) parts.set(module.reference, await loadModule(module));
  return parts;
}

/** @throws {UsageError} for a module that is not what was hashed, and for a file behind it that this process has read before in another version */
function requireUnchanged(reference: string, url: string, sha256: string): void {
  const file = fileURLToPath(new URL(new URL(url).pathname, "file:"));
  if (moduleHash(file) !== sha256) throw new UsageError(`"${reference}" has changed since its run began`);
  for (const [path, hash] of localFiles(file)) {
    // The module itself is imported by a new address, those that it imports are not.
    if (path !== file && (imported.get(path) ?? hash) !== hash) {
      throw new UsageError(
        `${path}, which "${reference}" imports, has changed since it was read here: restart the kernel, since a runtime reads such a file once`,
      );
    }
    imported.set(path, hash);
  }
}

/**
 * The cause of a failed import, in one line and without the mark that modules are imported with: with the line and column where a text can't be read, or
 * where a module threw.
 */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const plain = (text: string) => text.replaceAll(/\?[0-9a-f]{12}(?:&\d+)?\b/g, "");
  const [line = ""] = error.message.split("\n");
  // deno-lint-ignore no-control-regex -- the runtime colours places
  const text = plain(`${error.message}\n${error.stack ?? ""}`).replaceAll(/\u001b\[[\d;]*m/g, "");
  const place = /^ {4}at .*?file:\S*?([^/\s]+:\d+:\d+)\)?$/m.exec(text)?.[1];
  return place === undefined || /:\d+:\d+/.test(line) ? plain(line) : `${plain(line)} (${place})`;
}

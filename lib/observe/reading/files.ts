/** The files of a data set, in a folder, in an archive or in memory. */
export interface RecordedFiles {
  /** Name for messages: the path of the folder or archive. */
  readonly name: string;
  /** Relative paths of all files with "/", in natural order: 2 before 10. */
  readonly paths: readonly string[];
  /**
   * Reads a file as text; invalid UTF-8 becomes U+FFFD.
   *
   * @throws {UsageError} if it cannot be read
   */
  text(path: string): Promise<string>;
}

const NATURAL_ORDER = new Intl.Collator("en", { numeric: true });

/** Whether a path is of a system's own files, as `.DS_Store` or those that macOS adds to archives. */
export function isHidden(path: string): boolean {
  return /(?:^|\/)(?:\.|__MACOSX\/)/.test(path);
}

/** Sorts paths in natural order: `issue_2` before `issue_10`. */
export function inOrder(paths: Iterable<string>): string[] {
  return [...paths].sort(NATURAL_ORDER.compare);
}

/**
 * Files in memory, by path.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert";
 * import { filesInMemory } from "./files.ts";
 * const files = filesInMemory({ "b/10.csv": "time\n1", "b/2.csv": "" });
 * deepStrictEqual(files.paths, ["b/2.csv", "b/10.csv"]);
 * strictEqual(await files.text("b/10.csv"), "time\n1");
 * ```
 */
export function filesInMemory(texts: Readonly<Record<string, string>>, name = "memory"): RecordedFiles {
  return { name, paths: inOrder(Object.keys(texts)), text: (path) => Promise.resolve(texts[path]!) };
}

/** The folder of a path; "" at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

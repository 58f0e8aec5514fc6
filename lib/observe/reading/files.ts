/** The files of a recording wherever they lie: in a folder, in an archive, or in memory. */
export interface RecordedFiles {
  /** What a person calls the whole: the path of the folder or of the archive. */
  readonly name: string;
  /** Paths of all files, relative and with "/", in the order of people: 2 before 10. */
  readonly paths: readonly string[];
  /**
   * One file as text; bytes that are no UTF-8 become U+FFFD.
   *
   * @throws {UsageError} if it can't be read
   */
  text(path: string): Promise<string>;
}

const BY_NUMBERS = new Intl.Collator("en", { numeric: true });

/** Paths in the order of people: `issue_2` before `issue_10`. */
export function inOrder(paths: Iterable<string>): string[] {
  return [...paths].sort(BY_NUMBERS.compare);
}

/**
 * Files that are in memory already, by path.
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

/** The folder of a path, "" at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

import { UsageError } from "../../model/mod.ts";
import { inOrder, type RecordedFiles } from "./files.ts";

/**
 * Opens the files of a folder and all of its subfolders.
 *
 * @throws {UsageError} if the folder cannot be read
 */
export async function openFolder(name: string): Promise<RecordedFiles> {
  const root = name.replace(/\/+$/, "");
  const paths = await Array.fromAsync(pathsIn(root, ""));
  return { name, paths: inOrder(paths), text: (path) => readable(`${root}/${path}`, Deno.readTextFile) };
}

async function* pathsIn(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readable(`${root}/${folder}`, (path) => Array.fromAsync(Deno.readDir(path)));
  for (const { name, isFile, isDirectory } of entries) {
    if (isFile) yield folder + name;
    if (isDirectory) yield* pathsIn(root, `${folder}${name}/`);
  }
}

/**
 * Reads from a path.
 *
 * @throws {UsageError} naming the path and the error of the system
 */
export async function readable<T>(path: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`Cannot read "${path}": ${reason}`);
  }
}

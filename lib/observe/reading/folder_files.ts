import { UsageError } from "../../model/mod.ts";
import { decodeText } from "./decode.ts";
import { inOrder, type RecordedFiles } from "./files.ts";

/**
 * Opens the files of a folder and all of its subfolders, those behind links, too.
 *
 * @throws {UsageError} if the folder cannot be read
 */
export async function openFolder(name: string): Promise<RecordedFiles> {
  const root = name.replace(/\/+$/, "");
  const paths = await Array.fromAsync(pathsIn(root, "", [await readable(root, Deno.realPath)]));
  return { name, paths: inOrder(paths), text: (path) => readable(`${root}/${path}`, readText) };
}

async function* pathsIn(root: string, folder: string, inside: readonly string[]): AsyncGenerator<string> {
  const entries = await readable(`${root}/${folder}`, (path) => Array.fromAsync(Deno.readDir(path)));
  for (const entry of entries) {
    const { name } = entry;
    const { isFile, isDirectory } = entry.isSymlink ? await behindLink(`${root}/${folder}${name}`) : entry;
    if (isFile) yield folder + name;
    if (!isDirectory) continue;
    const real = await readable(`${root}/${folder}${name}`, Deno.realPath);
    // A link to a folder that one is in would never end.
    if (!inside.includes(real)) yield* pathsIn(root, `${folder}${name}/`, [...inside, real]);
  }
}

/** What a link leads to; nothing for one that leads nowhere. */
async function behindLink(path: string): Promise<{ isFile: boolean; isDirectory: boolean }> {
  return await Deno.stat(path).catch(() => ({ isFile: false, isDirectory: false }));
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
    if (error instanceof Deno.errors.NotFound) throw new UsageError(`Cannot find "${path}"`);
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`Cannot read "${path}": ${reason}`);
  }
}

/** The text of a file in whichever encoding it is, unpacked if it is packed with gzip. */
export async function readText(path: string): Promise<string> {
  return await textOf(await Deno.readFile(path), { packed: /\.gz$/i.test(path) });
}

/** The text in bytes, which are unpacked if they begin as gzip does, or must. */
export async function textOf(
  bytes: Uint8Array<ArrayBuffer>,
  { packed = false }: { readonly packed?: boolean } = {},
): Promise<string> {
  if (!packed && !(bytes[0] === 0x1f && bytes[1] === 0x8b)) return decodeText(bytes).text;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return decodeText(new Uint8Array(await new Response(plain).arrayBuffer())).text;
}

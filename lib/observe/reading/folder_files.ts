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

/** Bytes that a file may hold when unpacked: no text can be longer. */
const MAX_UNPACKED_BYTES = 2 ** 29 - 24;

/** The text in bytes, which are unpacked if they begin as gzip does, or must unless they begin as JSON does. */
export async function textOf(
  bytes: Uint8Array<ArrayBuffer>,
  { packed = false }: { readonly packed?: boolean } = {},
): Promise<string> {
  const other = otherFormatOf(bytes);
  if (other !== undefined) throw new Error(`it is ${other}, which isn't read`);
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!gzip && (!packed || isText(bytes))) return decodeText(bytes).text;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return decodeText(await bytesOf(plain)).text;
}

/** First bytes of formats that aren't texts, and what they are. */
const OTHER_FORMATS: readonly (readonly [start: string, what: string])[] = [
  ["BZh1AY&SY", "packed with bzip2"],
  ["\xfd7zXZ\0", "packed with xz"],
  ["\x28\xb5\x2f\xfd", "packed with zstd"],
  ["\x04\x22\x4d\x18", "packed with lz4"],
  ["\x1f\x9d", "packed with compress"],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive"],
  ["Rar!\x1a\x07", "a RAR archive"],
  ["PAR1", "a Parquet file"],
  ["SQLite format 3\0", "an SQLite database"],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Office file"],
];

/** What a file is by its first bytes, of what is no text; undefined for any other. */
function otherFormatOf(bytes: Uint8Array): string | undefined {
  // The size of its blocks stands within what bzip2 begins with.
  const start = String.fromCharCode(...bytes.subarray(0, 16)).replace(/^BZh[1-9]/, "BZh");
  return OTHER_FORMATS.find(([first]) => start.startsWith(first))?.[1];
}

/** Bytes that are looked at to tell a text from what is packed. */
const SAMPLE_BYTES = 200;

/** Whether bytes are printable throughout: a text whose name alone says that it is packed. */
function isText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  return sample.length > 0 && sample.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** All bytes of a stream. @throws {Error} where they are more than a text can hold, as of an archive that is made to unpack without end */
export async function bytesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit = MAX_UNPACKED_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit) throw new Error(`it unpacks to more than ${Math.round(limit / 2 ** 20)} MiB`);
    chunks.push(chunk);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

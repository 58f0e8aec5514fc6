import { type FileEntry, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import { UsageError } from "../../model/mod.ts";
import { inOrder, type RecordedFiles } from "./files.ts";
import { bytesOf, readable, textOf } from "./folder_files.ts";

/**
 * Opens the files of a `.zip`, which stays packed in memory.
 *
 * @throws {UsageError} if it can't be read or isn't a zip archive; on reading a file, if that is damaged
 */
export async function openZip(name: string): Promise<RecordedFiles> {
  const bytes = await readable(name, Deno.readFile);
  const entries = await unlessDamaged(name, async () => {
    const zip = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true });
    return (await zip.getEntries()).filter((entry): entry is FileEntry => !entry.directory);
  });
  const byPath = new Map(entries.map((entry) => [entry.filename, entry]));
  return {
    name,
    paths: inOrder(byPath.keys()),
    text: (path) =>
      unlessDamaged(
        `${name}:${path}`,
        async () => await textOf(await unpacked(byPath.get(path)!), { packed: /\.gz$/i.test(path) }),
      ),
  };
}

async function unlessDamaged<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`Cannot read "${what}" as zip: ${reason}`);
  }
}

async function unpacked(entry: FileEntry): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const [bytes] = await Promise.all([
    bytesOf(readable),
    entry.getData(writable).catch((error) => {
      // What was read of it is lost as well.
      if (!writable.locked) return writable.abort(error).then(() => Promise.reject(error));
      throw error;
    }),
  ]);
  return bytes;
}

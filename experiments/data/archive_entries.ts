import { Reader, ZipReader } from "@zip.js/zip.js";
import { createTarDecoder } from "modern-tar";

/** A file of an archive. */
export interface ArchiveEntry {
  /** Path in the archive, with "/". */
  readonly name: string;
  /** Size of its content as the archive states it (bytes). */
  readonly size: number;
  /** Its content; the content of entries that is not requested is skipped. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}

/** The files of a `.tar.gz` or `.zip`, one after another, without folders and links. */
export function archiveEntries(path: string, kind: "tar.gz" | "zip"): AsyncGenerator<ArchiveEntry> {
  return kind === "zip" ? zipEntries(path) : tarEntries(path);
}

async function* tarEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const { readable } = await Deno.open(path);
  const entries = readable.pipeThrough(new DecompressionStream("gzip")).pipeThrough(createTarDecoder());
  for await (const { header, body } of entries) {
    let taken = false;
    if (header.type === "file" || header.type === undefined) {
      const bytes = () => {
        taken = true;
        return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
      };
      yield { name: header.name, size: header.size, bytes };
    }
    if (!taken) await body.cancel();
  }
}

async function* zipEntries(path: string): AsyncGenerator<ArchiveEntry> {
  using file = Deno.openSync(path);
  const zip = new ZipReader(new FileReader(file), { useWebWorkers: false, checkSignature: true });
  for await (const entry of zip.getEntriesGenerator()) {
    if (entry.directory) continue;
    yield {
      name: entry.filename,
      size: entry.uncompressedSize,
      bytes: async () => new Uint8Array(await entry.arrayBuffer()),
    };
  }
  await zip.close();
}

/** A file that is read in parts, since archives of gigabytes do not fit into memory. */
class FileReader extends Reader<Deno.FsFile> {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    super(file);
    this.#file = file;
    this.size = file.statSync().size;
  }

  override readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.min(length, this.size - index));
    this.#file.seekSync(index, Deno.SeekMode.Start);
    let read = 0;
    for (let count: number | null = 0; read < bytes.length && count !== null; read += count ?? 0) {
      count = this.#file.readSync(bytes.subarray(read));
    }
    return Promise.resolve(bytes.subarray(0, read));
  }
}

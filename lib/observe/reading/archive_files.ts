import { createTarDecoder } from "modern-tar";
import { UsageError } from "../../model/mod.ts";
import { decodeText } from "./decode.ts";
import { inOrder, type RecordedFiles } from "./files.ts";

/**
 * Opens the files of a `.tar.gz`. One pass keeps each file compressed in memory, since a day of 120 MB takes less than
 * 20 MB that way and readers need the files in their own order.
 *
 * @throws {UsageError} if the archive cannot be read or is corrupt
 */
export async function openArchive(name: string): Promise<RecordedFiles> {
  const packed = new Map<string, Blob>();
  try {
    const { readable } = await Deno.open(name);
    const entries = readable.pipeThrough(new DecompressionStream("gzip")).pipeThrough(createTarDecoder());
    for await (const { header, body } of entries) {
      const kept = await packedBlob(body as ReadableStream<Uint8Array<ArrayBuffer>>);
      if (header.type === "file" || header.type === undefined) {
        packed.set(header.name.replace(/^\.\//, ""), kept);
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`Cannot read the archive "${name}" as tar.gz: ${reason}`);
  }
  return {
    name,
    paths: inOrder(packed.keys()),
    text: async (path) => {
      const plain = packed.get(path)!.stream().pipeThrough(new DecompressionStream("deflate-raw"));
      return decodeText(new Uint8Array(await new Response(plain).arrayBuffer())).text;
    },
  };
}

function packedBlob(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  return new Response(stream.pipeThrough(new CompressionStream("deflate-raw"))).blob();
}

/** Size of a read, in bytes. */
const CHUNK_BYTES = 1 << 16;
/** Maximum length of a line, in bytes. */
const MAX_LINE_BYTES = 64_000_000;
const LINE_FEED = 10;

/** One line of a file. */
export interface Line {
  /** Its text, without the line feed. */
  readonly text: string;
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** Whether a line feed ends it: the last line of a file that was cut has none. */
  readonly ended: boolean;
}

/** The lines of a file, one after the other, however long it is. The caller closes the file. */
export function* linesOf(file: Deno.FsFile): Generator<Line> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const chunk = new Uint8Array(CHUNK_BYTES);
  let parts: Uint8Array[] = [];
  let size = 0;
  let offset = 0;
  const line = (ended: boolean): Line => {
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return { text: decoder.decode(bytes), offset, ended };
  };
  for (let read = file.readSync(chunk); read !== null; read = file.readSync(chunk)) {
    let from = 0;
    while (from < read) {
      const found = chunk.subarray(from, read).indexOf(LINE_FEED);
      const to = found < 0 ? read : from + found;
      parts.push(chunk.slice(from, to));
      size += to - from;
      from = found < 0 ? to : to + 1;
      if (found < 0 && size < MAX_LINE_BYTES) continue;
      yield line(found >= 0);
      offset += size + (found < 0 ? 0 : 1);
      parts = [];
      size = 0;
    }
  }
  if (size > 0) yield line(false);
}

import { dirname } from "node:path";
import { reason } from "../cli/write_whole.ts";

/** Options of `fetchFile`. */
export interface FetchOptions {
  /** Called with the number of bytes so far and, once it is known, their total. */
  readonly progress?: ((bytes: number, total?: number) => void) | undefined;
  /** A larger file is refused. Default: no limit. */
  readonly mostBytes?: number;
}

/**
 * Downloads a file; an interrupted download is resumed if the server supports that, else restarted.
 *
 * @throws {Error} in one line: no network, a refusal of the server, or a disk error; what was downloaded so far is kept
 */
export async function fetchFile(
  url: string,
  path: string,
  { progress = () => {}, mostBytes = Infinity }: FetchOptions = {},
): Promise<void> {
  const before = sizeOf(path);
  const response = await request(url, before);
  // 416: the file is complete already.
  if (response.status === 416) return await response.body?.cancel();
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(
      `Cannot download ${url}: the server answered ${response.status} ${response.statusText}`.trim(),
    );
  }
  const start = response.status === 206 ? before : 0;
  const length = Number(response.headers.get("content-length") ?? NaN);
  const total = Number.isNaN(length) ? undefined : start + length;
  if (total !== undefined && total > mostBytes) {
    await response.body.cancel();
    throw tooLarge(url, mostBytes);
  }
  const bytes = await append(response.body, path, {
    url,
    start,
    progress: (count) => {
      if (count > mostBytes) throw tooLarge(url, mostBytes);
      progress(count, total);
    },
  });
  if (total !== undefined && bytes < total) {
    throw new Error(
      `Cannot download ${url}: it ended after ${bytes} of ${total} bytes; the same command goes on from there`,
    );
  }
}

function tooLarge(url: string, mostBytes: number): Error {
  return new Error(`Cannot download ${url}: it is larger than ${mostBytes / 1e6} MB`);
}

async function request(url: string, from: number): Promise<Response> {
  try {
    return await fetch(url, from > 0 ? { headers: { range: `bytes=${from}-` } } : {});
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`Cannot reach ${new URL(url).host}: ${reason(why)}`);
  }
}

async function append(
  body: ReadableStream<Uint8Array>,
  path: string,
  { url, start, progress }: { url: string; start: number; progress: (bytes: number) => void },
): Promise<number> {
  using file = onDisk(path, () => {
    Deno.mkdirSync(dirname(path), { recursive: true });
    return Deno.openSync(path, start > 0 ? { append: true } : { write: true, create: true, truncate: true });
  });
  let bytes = start;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw new Error(
        `Cannot download ${url}: ${reason(error)}; the same command goes on from ${bytes} bytes`,
      );
    });
    if (done) return bytes;
    onDisk(path, () => {
      for (let written = 0; written < value.length;) written += file.writeSync(value.subarray(written));
    });
    bytes += value.length;
    progress(bytes);
  }
}

/** An error of the disk and not of the download, which may well be correct. */
export class DiskError extends Error {}

/**
 * Runs a function that writes.
 *
 * @throws {DiskError} naming the path and the error of the system, such as no space left
 */
export function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new DiskError(`Cannot write "${path}": ${reason(error)}`);
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

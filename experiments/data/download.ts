import { createHash } from "node:crypto";
import { isThere, removeIfThere } from "../cli/disk.ts";
import { DiskError, fetchFile } from "./fetch_file.ts";
import { openLock } from "./lock.ts";
import type { Archive, Hosts } from "./sources.ts";
import { unpack } from "./unpack.ts";

/** Options of `download`. */
export interface DownloadOptions {
  /** The data folder. */
  readonly to: string;
  /** Base URLs of the hosts. */
  readonly hosts: Hosts;
  /** Called with the number of bytes so far and, once it is known, their total. */
  readonly progress?: (bytes: number, total?: number) => void;
}

/** Sizes are approximate: GitHub repacks commits from time to time. */
const MAX_DOWNLOAD_SHARE = 4;

/**
 * Downloads an archive, verifies it and unpacks it into its folder, as a whole or not at all.
 *
 * @returns "there" if its folder exists already, without using the network
 * @throws {Error} in one line: no network, a refusal, a wrong checksum, a corrupt archive, or a disk error
 */
export async function download(
  archive: Archive,
  { to, hosts, progress }: DownloadOptions,
): Promise<"there" | "downloaded"> {
  const folder = `${to}/${archive.folder}`;
  if (isThere(folder)) return "there";
  const part = `${to}/.parts/${archive.folder.replaceAll("/", "_")}.${archive.kind}`;
  await fetchFile(hosts[archive.host] + archive.path, part, {
    progress,
    mostBytes: MAX_DOWNLOAD_SHARE * archive.megabytes * 1e6,
  });
  const lock = openLock(to);
  try {
    requireMd5(part, archive);
    const unpacked = await unpack(part, folder, archive, (found) => lock.require(archive, found));
    lock.record(archive, unpacked);
  } catch (error) {
    // A wrong download must not be resumed; a correct one is kept until the disk has space.
    if (!(error instanceof DiskError)) removeIfThere(part);
    throw error;
  }
  removeIfThere(part);
  return "downloaded";
}

function requireMd5(path: string, { md5, path: url }: Archive): void {
  if (md5 === undefined) return;
  const found = md5Of(path);
  if (found !== md5) throw new Error(`Cannot trust ${url}: it should have MD5 ${md5}, found ${found}`);
}

function md5Of(path: string): string {
  using file = Deno.openSync(path);
  const hash = createHash("md5");
  const buffer = new Uint8Array(1 << 20);
  for (let count = file.readSync(buffer); count !== null; count = file.readSync(buffer)) {
    hash.update(buffer.subarray(0, count));
  }
  return hash.digest("hex");
}

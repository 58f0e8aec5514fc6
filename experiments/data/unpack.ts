import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { removeIfThere } from "../cli/disk.ts";
import { reason } from "../cli/write_whole.ts";
import { archiveEntries } from "./archive_entries.ts";
import { onDisk } from "./fetch_file.ts";
import type { Archive } from "./sources.ts";

/** The result of unpacking, to recognise it. */
export interface Unpacked {
  readonly files: number;
  /** SHA-256 of the sorted paths and the SHA-256 of each file: independent of how the archive was packed. */
  readonly sha256: string;
}

/**
 * Unpacks the wanted files of an archive into a folder, as a whole or not at all.
 *
 * @param accept called before the folder appears; it throws to reject the files
 * @throws {Error} for a corrupt archive, a file with another hash than the known one, a path outside of the folder, or a
 *   full disk
 */
export async function unpack(
  path: string,
  folder: string,
  archive: Archive,
  accept: (unpacked: Unpacked) => void = () => {},
): Promise<Unpacked> {
  const temporary = `${folder}.unpacking`;
  removeIfThere(temporary);
  try {
    const hashes = await writeFiles(path, temporary, archive);
    requireKnown(hashes, archive);
    const unpacked = { files: hashes.size, sha256: digestOf(hashes) };
    accept(unpacked);
    onDisk(folder, () => Deno.renameSync(temporary, folder));
    return unpacked;
  } finally {
    removeIfThere(temporary);
  }
}

/** No data set is more than so many times its archive. */
const MAX_UNPACKED_SHARE = 50;

/** Writes the wanted files and returns their SHA-256 by path. */
async function writeFiles(path: string, folder: string, archive: Archive): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const mostBytes = MAX_UNPACKED_SHARE * archive.megabytes * 1e6;
  let total = 0;
  for await (const entry of entriesOf(path, archive)) {
    const name = wantedName(entry.name, archive);
    if (name === undefined) continue;
    total += entry.size;
    // Said before any of it is in memory.
    if (total > mostBytes) {
      throw new Error(
        `Cannot unpack ${archive.path}: its files hold more than ${
          mostBytes / 1e6
        } MB, which is too much for ${archive.megabytes} MB`,
      );
    }
    const bytes = await entry.bytes().catch((error) => {
      throw new Error(`Cannot unpack ${archive.path}: "${name}": ${reason(error)}`);
    });
    if (bytes.length !== entry.size) {
      throw new Error(
        `Cannot unpack ${archive.path}: "${name}" has ${bytes.length} bytes, not ${entry.size}`,
      );
    }
    const target = `${folder}/${name}`;
    onDisk(target, () => {
      Deno.mkdirSync(dirname(target), { recursive: true });
      Deno.writeFileSync(target, bytes);
    });
    hashes.set(name, createHash("sha256").update(bytes).digest("hex"));
  }
  if (hashes.size === 0) throw new Error(`Cannot find any wanted file in ${archive.path}`);
  return hashes;
}

async function* entriesOf(path: string, { kind, path: url }: Archive) {
  try {
    yield* archiveEntries(path, kind);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(`Cannot unpack ${url}: ${why}`);
  }
}

/** The path of a file without the top folder of the archive; undefined if it is not wanted. */
function wantedName(name: string, { within = "", keep }: Archive): string | undefined {
  const inside = name.slice(name.indexOf("/") + 1);
  // macOS adds a folder of its own to archives.
  if (name.startsWith("__MACOSX/") || !inside.startsWith(within) || inside === within) return undefined;
  const path = inside.slice(within.length);
  if (path.startsWith("/") || path.split("/").includes("..")) {
    throw new Error(`Cannot unpack "${name}": its path leads out of the folder`);
  }
  return keep === undefined || keep.some((prefix) => path.startsWith(prefix)) ? path : undefined;
}

function requireKnown(hashes: ReadonlyMap<string, string>, { path, sha256 = {} }: Archive): void {
  for (const [name, known] of Object.entries(sha256)) {
    const found = hashes.get(name);
    if (found === known) continue;
    throw new Error(
      `Cannot trust ${path}: "${name}" should have SHA-256 ${known}, found ${found ?? "no such file"}`,
    );
  }
}

function digestOf(hashes: ReadonlyMap<string, string>): string {
  const lines = [...hashes].map(([name, hash]) => `${hash}  ${name}\n`).sort();
  return createHash("sha256").update(lines.join("")).digest("hex");
}

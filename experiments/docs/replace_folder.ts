import { dirname } from "node:path";

/**
 * Puts files in the place of a folder, as a whole or not at all: they are written beside it and take its name when all of
 * them are there.
 *
 * @param folder its path; its parents are created
 * @param files content by path within the folder
 * @throws if one cannot be written; the old folder is kept then
 */
export function replaceFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const fresh = `${folder}.${Deno.pid}.new`, old = `${folder}.${Deno.pid}.old`;
  try {
    const made = new Set<string>();
    for (const [path, content] of files) {
      const parent = dirname(`${fresh}/${path}`);
      if (!made.has(parent)) Deno.mkdirSync(parent, { recursive: true });
      made.add(parent);
      if (typeof content === "string") Deno.writeTextFileSync(`${fresh}/${path}`, content);
      else Deno.writeFileSync(`${fresh}/${path}`, content);
    }
    const before = renamed(folder, old);
    try {
      Deno.renameSync(fresh, folder);
    } catch (error) {
      if (before) Deno.renameSync(old, folder);
      throw error;
    }
    if (before) Deno.removeSync(old, { recursive: true });
  } catch (error) {
    removed(fresh);
    throw error;
  }
}

function renamed(from: string, to: string): boolean {
  try {
    Deno.renameSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function removed(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

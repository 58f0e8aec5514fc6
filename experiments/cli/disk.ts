import { isAbsolute } from "node:path";

/** Whether a path exists; a path below a file does not. */
export function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** Whether a path is that of a folder, as far as this process may know. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Removes a file or a folder; a missing one is no error. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (isThere(path)) throw error;
  }
}

/** Replaces a file by a rename, so that readers find either the old or the new text, never a part of it. */
export function replaceText(path: string, text: string): void {
  Deno.writeTextFileSync(`${path}.tmp`, text);
  Deno.renameSync(`${path}.tmp`, path);
}

/** Where a path that isn't there was looked for; "" where it says so itself. Tasks run in the project's folder, wherever they are called. */
export function lookedFor(path: string): string {
  return isAbsolute(path) ? "" : ` in ${Deno.cwd()}`;
}

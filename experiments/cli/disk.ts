/** Whether there is anything at that path; there is nothing below a file. */
export function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** Removes a file or a whole folder; nothing there is no error. */
export function removeIfThere(path: string): void {
  if (isThere(path)) Deno.removeSync(path, { recursive: true });
}

/** Puts a text in place of a file by a rename: whoever reads finds the old one or the new one, whole. */
export function replaceText(path: string, text: string): void {
  Deno.writeTextFileSync(`${path}.tmp`, text);
  Deno.renameSync(`${path}.tmp`, path);
}

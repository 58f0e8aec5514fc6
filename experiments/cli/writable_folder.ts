import { UsageError } from "../../lib/model/mod.ts";
import { removeIfThere } from "./disk.ts";
import { isFull, missingFolders, reason, removeIfEmpty } from "./write_whole.ts";

/**
 * Checks that a folder can be written, or created, before the work starts. A missing one is still missing afterwards.
 *
 * @throws {UsageError} naming the option or the environment variable, and the reason
 * @throws {Error} if the disk is full
 */
export function requireWritableFolder(
  path: string,
  { option, variable }: { option: string; variable?: string },
): void {
  let created: string[] = [];
  try {
    created = missingFolders(path);
    Deno.mkdirSync(path, { recursive: true });
    // A fixed name, so that what a kill leaves is removed at the next start.
    const probe = `${path}/.write-test`;
    Deno.writeTextFileSync(probe, "");
    removeIfThere(probe);
  } catch (error) {
    if (isFull(error)) throw new Error(`Cannot write to "${path}": ${reason(error)}`);
    throw new UsageError(
      `${variable ?? `The option --${option}`} needs a folder that can be written, found "${path}": ${
        reason(error)
      }`,
    );
  } finally {
    for (const folder of created) removeIfEmpty(folder);
  }
}

import { UsageError } from "../../lib/model/mod.ts";
import { removeIfThere } from "./disk.ts";
import { reason } from "./write_whole.ts";

/**
 * Creates a folder if it is missing and checks that it can be written, before the work starts.
 *
 * @throws {UsageError} naming the option or the environment variable, and the reason
 */
export function requireWritableFolder(
  path: string,
  { option, variable }: { option: string; variable?: string },
): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
    // A fixed name, so that what a kill leaves is removed at the next start.
    const probe = `${path}/.write-test`;
    Deno.writeTextFileSync(probe, "");
    removeIfThere(probe);
  } catch (error) {
    throw new UsageError(
      `${variable ?? `The option --${option}`} needs a folder that can be written, found "${path}": ${
        reason(error)
      }`,
    );
  }
}

import { UsageError } from "../../lib/model/mod.ts";
import { reason } from "./write_whole.ts";

/**
 * Makes a folder if it is missing, and tries whether it can be written, before the work begins.
 *
 * @throws {UsageError} that names the option, or the variable that stood in for it, and the reason
 */
export function requireWritableFolder(
  path: string,
  { option, variable }: { option: string; variable?: string },
): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
    Deno.removeSync(Deno.makeTempFileSync({ dir: path }));
  } catch (error) {
    throw new UsageError(
      `${variable ?? `The option --${option}`} needs a folder that can be written, found "${path}": ${
        reason(error)
      }`,
    );
  }
}

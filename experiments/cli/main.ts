import { redactSecrets } from "../../lib/live/config/redact.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { printable } from "./printable.ts";

/**
 * Runs a command with the arguments of the process. A UsageError is printed as one line with exit code 2, any other
 * error as one line with exit code 1.
 */
export async function main(command: (args: readonly string[]) => void | Promise<void>): Promise<void> {
  try {
    await command(Deno.args);
  } catch (error) {
    console.error(errorLine(error));
    Deno.exit(error instanceof UsageError ? 2 : 1);
  }
}

/** An error in one line, as a command prints it. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `error: ${printable(redactSecrets(message.split("\n")[0]!))}`;
}

import { UsageError } from "../../lib/model/mod.ts";

/** Runs a command: a mistake of the user's is one line and exit code 2, a failed run one line and 1. */
export async function main(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`error: ${message.split("\n")[0]}`);
    Deno.exit(error instanceof UsageError ? 2 : 1);
  }
}

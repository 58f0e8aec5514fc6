import { UsageError } from "../../lib/model/mod.ts";
import { SetupError } from "./workspace.ts";

/** Whether an error is the user's: a name or an option that does not exist. */
function isUsage(error: unknown): error is Error {
  return error instanceof UsageError ||
    (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
}

/** Runs a program and exits with its code; what the user can mend is one line on stderr: exit code 2 for wrong usage, 1 for what is missing. */
export async function exitWith(main: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await main());
  } catch (error) {
    if (!isUsage(error) && !(error instanceof SetupError)) throw error;
    console.error(error.message);
    Deno.exit(isUsage(error) ? 2 : 1);
  }
}

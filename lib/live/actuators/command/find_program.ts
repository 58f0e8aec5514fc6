import { UsageError } from "../../../model/mod.ts";

/** Any of the bits that let somebody execute a file. */
const EXECUTABLE = 0o111;

/**
 * Looks whether a program could be started, without starting it.
 *
 * @param program a path, or a name that is looked for on the PATH
 * @returns what was found
 * @throws {UsageError} where there is none
 */
export function findProgram(program: string): string {
  if (!program.includes("/")) {
    // Deno grants a name only where it has found it on the PATH at the start.
    const { state } = Deno.permissions.querySync({ name: "run", command: program });
    if (state === "granted") return `${program} is on the PATH`;
    throw new UsageError(`the program "${program}" is not on the PATH`);
  }
  let stat;
  try {
    stat = Deno.statSync(program);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "is not there"
      : `can't be looked at: ${(error as Error).message}`;
    throw new UsageError(`the program "${program}" ${why}`);
  }
  if (!stat.isFile) throw new UsageError(`the program "${program}" is no file`);
  if (((stat.mode ?? EXECUTABLE) & EXECUTABLE) === 0) {
    throw new UsageError(`the program "${program}" is not executable`);
  }
  return `${program} is executable`;
}

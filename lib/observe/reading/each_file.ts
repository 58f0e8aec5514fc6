import { UsageError } from "../../model/mod.ts";

/**
 * Reads file after file. One that can't be read loses itself alone: it is told in `notes`.
 *
 * @param notes where it is told
 * @throws {UsageError} the first one's, with `strict` at once, else where no file could be read
 */
export async function* eachFile<T>(
  paths: readonly string[],
  read: (path: string) => Promise<readonly T[]>,
  { strict, notes }: { readonly strict: boolean; readonly notes: string[] },
): AsyncGenerator<T> {
  let first: UsageError | undefined;
  let readable = 0;
  for (const path of paths) {
    let items: readonly T[];
    try {
      items = await read(path);
    } catch (error) {
      if (!(error instanceof UsageError) || strict) throw error;
      first ??= error;
      notes.push(`left out: ${error.message}`);
      continue;
    }
    readable++;
    yield* items;
  }
  if (readable === 0 && first !== undefined) throw first;
}

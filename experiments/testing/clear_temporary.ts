import { isThere, removeIfThere } from "../cli/disk.ts";

/**
 * Does some work, and removes the temporary folders that it made by `Deno.makeTempDir` and left behind, as a watched loop leaves its audit log.
 *
 * @returns those that it left
 */
export async function clearTemporary(work: () => Promise<void>): Promise<readonly string[]> {
  const { makeTempDir } = Deno;
  const made: string[] = [];
  Deno.makeTempDir = async (options) => {
    const folder = await makeTempDir(options);
    made.push(folder);
    return folder;
  };
  try {
    await work();
  } finally {
    Deno.makeTempDir = makeTempDir;
  }
  const left = made.filter(isThere);
  left.forEach(removeIfThere);
  return left;
}

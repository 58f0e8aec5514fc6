/** What git says in the folder of a project; undefined where there is no git, or no repository. */
async function git(root: string, args: readonly string[]): Promise<string[] | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", root, ...args],
      stdout: "piped",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "") : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The notebooks that are as they were committed, byte by byte: what stands in them is what the project ships. None outside of a repository.
 *
 * @param root folder of the project
 * @returns paths from the root
 */
export async function shippedNotebooks(root: string): Promise<string[]> {
  const where = ["--", "notebooks/*.ipynb"];
  const committed = await git(root, ["ls-tree", "-z", "-r", "--name-only", "HEAD", "notebooks/"]);
  const changed = await git(root, ["diff", "-z", "--name-only", "--no-renames", "HEAD", ...where]);
  if (committed === undefined || changed === undefined) return [];
  return committed.filter((path) => path.endsWith(".ipynb") && !changed.includes(path));
}

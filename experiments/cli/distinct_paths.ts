import { basename, dirname, resolve } from "node:path";
import { UsageError } from "../../lib/model/mod.ts";

/** A path and the option that it was given to. */
export interface GivenPath {
  readonly option: string;
  readonly path: string;
}

/**
 * Checks that no output would replace an input or another output. Paths are compared by the file that they lead to,
 * through links. A folder as an input covers all files in it; outputs to devices may coincide.
 *
 * @throws {UsageError} naming both options and the path
 */
export function requireDistinctPaths(
  { inputs = [], outputs }: { inputs?: readonly GivenPath[]; outputs: readonly GivenPath[] },
): void {
  outputs.forEach((output, i) => {
    if (isDevice(output.path)) return;
    const real = realPath(output.path);
    const input = inputs.find(({ path }) => covers(path, output.path, real));
    if (input !== undefined) {
      throw new UsageError(
        `The option --${output.option} would replace the input of --${input.option}: "${output.path}"`,
      );
    }
    const other = outputs.slice(0, i).find(({ path }) =>
      realPath(path) === real || isSameFile(path, output.path)
    );
    if (other !== undefined) {
      throw new UsageError(
        other.option === output.option
          ? `The option --${output.option} would write the file "${output.path}" twice`
          : `The options --${other.option} and --${output.option} would write the same file: "${output.path}"`,
      );
    }
  });
}

/** Whether an output is an input, or an existing file in an input folder. */
function covers(input: string, output: string, realOutput: string): boolean {
  const real = realPath(input);
  const isInside = realOutput.startsWith(`${real.replace(/\/$/, "")}/`) && statOf(output) !== undefined;
  return real === realOutput || isInside || isSameFile(input, output);
}

/** The path behind all links; for a file that does not exist, the path that it would have. */
function realPath(path: string): string {
  const full = resolve(path);
  try {
    return Deno.realPathSync(full);
  } catch {
    const target = linkTarget(full);
    if (target !== undefined) return realPath(resolve(dirname(full), target));
    const parent = dirname(full);
    return parent === full ? full : `${realPath(parent).replace(/\/$/, "")}/${basename(full)}`;
  }
}

/** The target of a link to a file that does not exist; links in a circle have none. */
function linkTarget(path: string): string | undefined {
  try {
    const target = Deno.readLinkSync(path);
    Deno.statSync(path);
    return target;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return undefined;
    try {
      return Deno.readLinkSync(path);
    } catch {
      return undefined;
    }
  }
}

/** Whether two paths are hard links to one file. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statOf(a), statOf(b)];
  return one?.isFile === true && one.ino !== null && one.ino === other?.ino && one.dev === other.dev;
}

function isDevice(path: string): boolean {
  const info = statOf(path);
  return info !== undefined && !info.isFile && !info.isDirectory;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

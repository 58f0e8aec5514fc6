import { UsageError } from "../../lib/model/mod.ts";
import type { GivenPath } from "./distinct_paths.ts";
import { openWhole } from "./write_whole.ts";

/**
 * Checks that a picture can be written.
 *
 * @throws {UsageError} for another file extension, or a path that cannot be written
 */
export function requirePicture(path: string | undefined, option: string): void {
  if (path === undefined) return;
  requireEnding(path, { option, endings: [".svg", ".png"] });
  for (const each of bothOf(path)) openWhole(each, { option });
}

/** @throws {UsageError} unless the path has one of the endings */
export function requireEnding(
  path: string,
  { option, endings }: { option: string; endings: readonly string[] },
): void {
  if (endings.some((ending) => path.endsWith(ending))) return;
  throw new UsageError(
    `The option --${option} needs a file that ends in ${endings.join(" or ")}, found "${path}"`,
  );
}

/**
 * The two files of a picture.
 *
 * @param path ending in .svg or .png
 */
export function bothOf(path: string): string[] {
  const base = path.replace(/\.(?:svg|png)$/, "");
  return [`${base}.svg`, `${base}.png`];
}

/** The two files of a picture with their option; none for no picture. */
export function picturesOf(path: string | undefined, option: string): GivenPath[] {
  return path === undefined ? [] : bothOf(path).map((path) => ({ option, path }));
}

import { type Picture, toPng, toSvg } from "../../lib/plot/mod.ts";
import type { GivenPath } from "./distinct_paths.ts";
import { requireEnding } from "./endings.ts";
import { type Content, openWhole, type WholeFile } from "./write_whole.ts";

/**
 * Prepares to write a picture.
 *
 * @returns a function that gives the two files their contents, for `writeTogether`
 * @throws {UsageError} for another file extension, or a path that cannot be written
 */
export function openPicture(
  path: string,
  option: string,
): (picture: Picture) => Promise<{ readonly file: WholeFile; readonly content: Content }[]> {
  requireEnding(path, { option, endings: [".svg", ".png"] });
  const [svg, png] = bothOf(path).map((each) => openWhole(each, { option })) as [WholeFile, WholeFile];
  return async (picture) => [
    { file: svg, content: toSvg(picture) },
    { file: png, content: await toPng(picture) },
  ];
}

/**
 * The two files of a picture.
 *
 * @param path ending in .svg or .png
 */
export function bothOf(path: string): [string, string] {
  const base = path.replace(/\.(?:svg|png)$/, "");
  return [`${base}.svg`, `${base}.png`];
}

/** The two files of a picture with their option; none for no picture. */
export function picturesOf(path: string | undefined, option: string): GivenPath[] {
  return path === undefined ? [] : bothOf(path).map((path) => ({ option, path }));
}

/** Paths that are listed by name. */
const LISTED_PATHS = 6;

/** Which files were written; of many, as a folder of series has pictures, the first and how many more. */
export function writtenText(paths: readonly string[]): string {
  return paths.length <= LISTED_PATHS
    ? `Written: ${paths.join(", ")}`
    : `Written: ${paths.slice(0, 2).join(", ")} and ${paths.length - 2} more files`;
}

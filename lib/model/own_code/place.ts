import { showValue } from "../show_value.ts";

/** Where a part of one's own comes from, as far as messages say it. */
export interface OwnHome {
  /** Its file, as whoever chose it has written it: `./mine.ts`. */
  readonly path?: string;
  /** The address that it was imported from. */
  readonly url?: string;
  /** The text of the module, where it is a value of a notebook. */
  readonly source?: string;
}

/** A frame of a stack with its address, line and column. */
const FRAME = /^ {4}at .*?((?:file|https?|data):\S+?|[\w.]*<anonymous>):(\d+):(\d+)\)?$/;

/** The folders of this project's own code, and those of packages. */
const LIBRARY = [
  new URL("../../", import.meta.url).href,
  new URL("../../../experiments/", import.meta.url).href,
];
const PACKAGES = /\/(?:node_modules|deno\/npm)\//;

/**
 * Where an error arose in code of one's own, `./mine.ts:12:8`: the innermost frame of its stack that is neither this project's nor a package's.
 *
 * @param caller address of the module that has called that code: what lies outside of it was only on the way
 * @returns undefined where no such frame is known
 */
export function placeOf(error: unknown, { caller, home = {} }: {
  readonly caller: string;
  readonly home?: OwnHome | undefined;
}): string | undefined {
  const stack: unknown = error instanceof Error ? error.stack : undefined;
  if (typeof stack !== "string") return undefined;
  for (const line of stack.split("\n")) {
    const [, address, row, column] = FRAME.exec(line) ?? [];
    if (address === undefined) continue;
    if (address === caller) return undefined;
    if (PACKAGES.test(address) || LIBRARY.some((folder) => address.startsWith(folder))) continue;
    if (address.startsWith("data:")) return lineOf(home.source, Number(row));
    if (address.endsWith("<anonymous>")) return cellText(line);
    return `${fileText(address, home)}:${row}:${column}`;
  }
  return undefined;
}

/** A line of a captured value by its text, since the number is that of a module that nobody has seen. */
function lineOf(source: string | undefined, row: number): string | undefined {
  const text = source?.split("\n")[row - 1]?.trim();
  return text === undefined ? undefined : `at ${showValue(text)}`;
}

/** A function of a cell by its name: a kernel rewrites cells before they run, so that lines are not those that somebody has written. */
function cellText(frame: string): string {
  const name = /^ {4}at (?:async )?(?:new )?(?:[\w$]+\.)?([\w$]+) /.exec(frame)?.[1];
  return name === undefined ? "in a cell" : `in ${name}() of a cell`;
}

/** A file as its part's home is written, if it lies there; else its whole path. */
function fileText(address: string, { path, url }: OwnHome): string {
  const file = withoutQuery(address);
  if (path !== undefined && url !== undefined) {
    const home = withoutQuery(url);
    if (file === home) return path;
    const folder = home.slice(0, home.lastIndexOf("/") + 1);
    if (file.startsWith(folder)) {
      return path.slice(0, path.lastIndexOf("/") + 1) + decodeURI(file.slice(folder.length));
    }
  }
  return file.startsWith("file:") ? decodeURI(file).replace(/^file:\/\/(?:\/(?=[A-Za-z]:\/))?/, "") : file;
}

/** Modules are imported with a mark behind a `?`, so that a changed one is another one. */
function withoutQuery(address: string): string {
  return address.replace(/\?.*$/, "");
}

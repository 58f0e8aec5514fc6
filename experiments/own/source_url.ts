import { ROOT } from "../runner/identity.ts";

/** The text of a captured module as an address that can be imported: the entries of this project that it imports are those of this checkout. */
export function sourceUrl(source: string): string {
  const lines = source.split("\n");
  const first = lines.findIndex((line) => !IMPORT.test(line));
  const here = lines.map((line, i) =>
    i < first ? line.replace(IMPORT, (_, start, room = "") => `${start}"${entryUrl(room)}";`) : line
  );
  return `data:text/javascript,${encodeURIComponent(here.join("\n"))}`;
}

const IMPORT = /^(import .+ from )"aiops(?:\/(\w+))?";$/;

/** The address of an entry of this project: of a room, or the one of all for "". */
export function entryUrl(room: string): string {
  return new URL(room === "" ? "lib/mod.ts" : `lib/${room}/mod.ts`, ROOT).href;
}

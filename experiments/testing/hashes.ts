import { sha256 } from "../runner/identity.ts";

/** The hash of each file by path, but for the provenance, whose times differ; folders end in a slash. */
export function hashesIn(folder: string, under = ""): [string, string][] {
  return [...Deno.readDirSync(`${folder}/${under}`)].flatMap(({ name, isDirectory }): [string, string][] => {
    const path = `${under}${name}`;
    if (isDirectory) return [[`${path}/`, ""], ...hashesIn(folder, `${path}/`)];
    return [[path, name === "provenance.json" ? "" : sha256(Deno.readFileSync(`${folder}/${path}`))]];
  }).sort(([a], [b]) => a < b ? -1 : 1);
}

import { createHash } from "node:crypto";
import type { Experiment } from "../../lib/bench/agents/mod.ts";

/** The folder of the project, with a slash at the end. */
export const ROOT = new URL("../../", import.meta.url);

/** The name of a run: the first 12 hex digits of the SHA-256 of the resolved experiment. */
export function runName(experiment: Experiment): string {
  return sha256(JSON.stringify(experiment)).slice(0, 12);
}

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** What the results hang on besides the experiment: SHA-256 of all sources and of the packages' versions. */
export function codeHash(): string {
  const hash = createHash("sha256");
  for (const path of ["deno.lock", ...sources("lib/"), ...sources("experiments/")]) {
    hash.update(`${path}\0`).update(Deno.readFileSync(new URL(path, ROOT))).update("\0");
  }
  return hash.digest("hex");
}

function sources(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? sources(`${folder}${name}/`)
      : /(?<!_test|_bench)\.ts$/.test(name)
      ? [`${folder}${name}`]
      : []
  ).sort();
}

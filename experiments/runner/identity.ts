import { createHash } from "node:crypto";
import type { Experiment } from "../../lib/bench/agents/mod.ts";

/** URL of the project folder, with a trailing slash. */
export const ROOT = new URL("../../", import.meta.url);

/**
 * The name of a run: the first 12 hexadecimal digits of the SHA-256 of the resolved experiment and, where its agents go on from what they had
 * learnt, of that.
 *
 * @param statesHash hash of the states at the beginning; absent: the agents begin anew, and what they learn is not kept
 */
export function runName(experiment: Experiment, statesHash = ""): string {
  return sha256(JSON.stringify(experiment) + statesHash).slice(0, 12);
}

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * SHA-256 of all sources, trained weights and package versions, on which the results depend besides the experiment.
 * Tests and the folders `testing` do not count.
 */
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
      ? name === "testing" ? [] : sources(`${folder}${name}/`)
      : isSource(`${folder}${name}`)
      ? [`${folder}${name}`]
      : []
  ).sort();
}

/** Whether results depend on a file: JSON files under `lib` are trained weights, those of `experiments` are inputs. */
function isSource(path: string): boolean {
  return /(?<!_test|_bench)\.ts$/.test(path) || /^lib\/.*\.json$/.test(path);
}

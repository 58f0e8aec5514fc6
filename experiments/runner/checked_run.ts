import { basename } from "node:path";
import { z } from "zod";
import { UsageError } from "../../lib/model/mod.ts";
import { sha256 } from "./identity.ts";

/** What the check of a finished run reads of its provenance. */
const origin = z.object({ run: z.string(), codeHash: z.string(), episodesHash: z.string() });

/**
 * Checks that a finished run is whole: its provenance names it, its episodes have the hash of the provenance, and its
 * summary is JSON.
 *
 * @throws {UsageError} naming the file that is damaged
 */
export function checkedRun(folder: string): z.infer<typeof origin> {
  const read = <T>(file: string, check: (text: string) => T): T => {
    try {
      return check(Deno.readTextFileSync(`${folder}/${file}`));
    } catch {
      throw new UsageError(`${folder}/${file} is missing or damaged (--force runs the experiment again)`);
    }
  };
  const provenance = read("provenance.json", (text) => origin.parse(JSON.parse(text)));
  if (provenance.run !== basename(folder)) {
    throw new UsageError(`${folder} holds the run ${provenance.run} (--force runs the experiment again)`);
  }
  read("summary.json", (text) => z.object({}).parse(JSON.parse(text)));
  if (read("episodes.csv", sha256) !== provenance.episodesHash) {
    throw new UsageError(
      `${folder}/episodes.csv was cut or edited: its hash differs (--force runs the experiment again)`,
    );
  }
  return provenance;
}

import { normalize } from "node:path";
import { UsageError } from "../../model/mod.ts";
import { PART_ENDING, secretsOf, TORN_ENDING } from "./files.ts";
import type { LiveConfig } from "./schema.ts";

/**
 * Refuses a configuration in which a file that the loop writes is another of its files: the one would destroy the other.
 *
 * @param config its paths are absolute
 * @param readFrom files that were read for it: its own and that of the topology
 * @throws {UsageError} naming both and the path
 */
export function requireDistinctFiles(config: LiveConfig, readFrom: readonly string[]): void {
  const { audit, state, lease, stop, decisions, learnt, gate } = config.files;
  const read: [what: string, path: string][] = [
    ...readFrom.map((path, i): [string, string] => [i === 0 ? "the configuration" : "the topology", path]),
    ...secretsOf(config).flatMap((secret): [string, string][] =>
      "file" in secret ? [["a secret", secret.file]] : []
    ),
    ...config.actions.flatMap(({ by }): [string, string][] =>
      by.type === "kubernetes" && by.certificateAuthority !== undefined
        ? [["a certificate", by.certificateAuthority]]
        : []
    ),
    ...(learnt === undefined ? [] : [["files.learnt", learnt] as [string, string]]),
    ...(gate === undefined ? [] : [["files.gate", gate] as [string, string]]),
    ...(config.source.type === "recording"
      ? [["the recording", config.source.path] as [string, string]]
      : []),
  ];
  const written: [what: string, path: string][] = [
    ["files.audit", audit],
    [`files.audit (${TORN_ENDING})`, audit + TORN_ENDING],
    ["files.state", state],
    [`files.state (${PART_ENDING})`, state + PART_ENDING],
    ["files.lease", lease],
    [`files.lease (${PART_ENDING})`, lease + PART_ENDING],
    ["files.stop", stop],
    ...(decisions === undefined ? [] : [["files.decisions", decisions] as [string, string]]),
  ];
  const seen = new Map(read.map(([what, path]) => [realPath(path), what]));
  for (const [what, path] of written) {
    const real = realPath(path);
    const other = seen.get(real);
    if (other !== undefined) throw new UsageError(`${other} and ${what} are the same file, "${path}"`);
    seen.set(real, what);
  }
}

/** Where a path leads to, links followed as far as it can be seen. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return normalize(path);
  }
}

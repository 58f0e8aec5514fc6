import type { EpisodeOtlp } from "../../lib/report/mod.ts";
import { requireWritableFolder } from "./writable_folder.ts";
import { type Content, openWhole, type WholeFile, writeTogether } from "./write_whole.ts";

/** The files in the folder, by signal. */
const SIGNALS = ["traces", "logs", "metrics"] as const satisfies readonly (keyof EpisodeOtlp)[];

/** A folder for the signals of an episode, one file each. */
export interface OtlpFolder {
  /** The files with their contents, for `writeTogether`. */
  contents(episode: EpisodeOtlp): { readonly file: WholeFile; readonly content: Content }[];
  /**
   * Replaces all files.
   *
   * @throws if a file cannot be written; the old ones are kept then
   */
  write(episode: EpisodeOtlp): void;
}

/** The files that the folder is given. */
export function otlpPaths(folder: string): string[] {
  return SIGNALS.map((signal) => `${folder}/${signal}.json`);
}

/**
 * Prepares to write `traces.json`, `logs.json` and `metrics.json` to a folder, before the work starts. Each is one
 * document on one line, as the file exporter of the OpenTelemetry Collector writes it and its file receiver reads it.
 *
 * @throws {UsageError} if the folder cannot be created or written, or a folder has the name of a file
 */
export function openOtlpFolder(path: string, { option }: { option: string }): OtlpFolder {
  requireWritableFolder(path, { option });
  const paths = otlpPaths(path);
  const files = SIGNALS.map((signal, i) => ({ signal, file: openWhole(paths[i]!, { option }) }));
  const contents = (episode: EpisodeOtlp) =>
    files.map(({ signal, file }) => ({ file, content: `${JSON.stringify(episode[signal])}\n` }));
  return { contents, write: (episode) => writeTogether(contents(episode)) };
}

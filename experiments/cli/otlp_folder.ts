import type { EpisodeOtlp } from "../../lib/report/mod.ts";
import { requireWritableFolder } from "./writable_folder.ts";
import { openWhole } from "./write_whole.ts";

/** The files of a folder of OTLP/JSON. */
const SIGNALS = ["traces", "logs", "metrics"] as const satisfies readonly (keyof EpisodeOtlp)[];

/** A folder that takes an episode's signals, a file each. */
export interface OtlpFolder {
  /** Puts all files in place, each whole. @throws if the disk does not take one; its old file stays then */
  write(episode: EpisodeOtlp): void;
}

/**
 * Opens `traces.json`, `logs.json` and `metrics.json` in a folder before the work begins. Each is one document on one line, which is also
 * how the OpenTelemetry Collector's file exporter writes and its file receiver reads.
 *
 * @throws {UsageError} if the folder can't be made or written, or a file's place is taken by a folder
 */
export function openOtlpFolder(path: string, { option }: { option: string }): OtlpFolder {
  requireWritableFolder(path, { option });
  const files = SIGNALS.map((signal) => ({ signal, file: openWhole(`${path}/${signal}.json`, { option }) }));
  return {
    write: (episode) => {
      // All texts first: what can't be put in words leaves the old files alone.
      const texts = files.map(({ signal, file }) => ({ file, text: `${JSON.stringify(episode[signal])}\n` }));
      for (const { file, text } of texts) file.write(text);
    },
  };
}

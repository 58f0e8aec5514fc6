import { type LabelledIncident, UsageError } from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";

/** How incidents are read. */
export interface ReadOptions {
  /**
   * How much later than in truth the beginning is supposed to be (s, 0): what agents meet whose detector is slow. Early where
   * negative, if the recording goes on before the beginning.
   */
  readonly lateSeconds?: number;
  /** One part of a data set that is kept in parts, as "train". All of it if absent. */
  readonly split?: string;
}

/** Recorded incidents, one after another. */
export interface IncidentSource {
  /** How many will come, known beforehand for a progress bar. */
  readonly count: number;
  /** Each is read when it is asked for, so that never more than one is in memory. */
  readonly incidents: AsyncIterable<LabelledIncident>;
}

/** A kind of recording. */
export interface RecordedFormat {
  /** What it is, in one line. */
  readonly about: string;
  /** The paths that it is known by, for the error where there are none. */
  readonly layout: string;
  /** Matches a path that only recordings of this kind have. */
  readonly marks: RegExp;
  /** @throws {UsageError} for no incidents, or for a mistake in the files; the latter when that incident is asked for, too */
  open(files: RecordedFiles, options: ReadOptions): Promise<IncidentSource>;
}

/** @throws {UsageError} where a split is asked for of a format that has none */
export function requireNoSplit(format: string, { split }: ReadOptions): void {
  if (split === undefined) return;
  throw new UsageError(`The format "${format}" is not kept in splits, found split "${split}"`);
}

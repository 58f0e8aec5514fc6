import { type LabelledIncident, UsageError } from "../../model/mod.ts";
import type { Format } from "./format.ts";

/** How recorded incidents are read. */
export interface IncidentOptions {
  /**
   * Delay of the supposed beginning after the true one (s), default 0, as with a slow detector. A negative one is early,
   * if the recording contains that time.
   */
  readonly lateSeconds?: number;
  /** One split of a data set that has several, such as "train". Default: all of them. */
  readonly split?: string;
  /**
   * Whether a line, file or incident that can't be read is an error. Default false: it is left out and noted, and only if no incident can be
   * read there is an error.
   */
  readonly strict?: boolean;
}

/** Recorded incidents, one after another. */
export interface IncidentSource {
  /** Number of incidents, known before the first one is read; those that can't be read are among them. */
  readonly count: number;
  /** What could not be read and was left out, one line per file or incident. Grows while the incidents are read. */
  readonly notes: readonly string[];
  /**
   * Each incident is read when it is asked for, so that no more than one is in memory.
   *
   * @throws {UsageError} for a mistake in its files (path, line, what was expected and what was found) if reading is strict, or if no
   * incident can be read
   */
  readonly incidents: AsyncIterable<LabelledIncident>;
}

/** A format of recorded incidents. */
export type IncidentFormat = Format<IncidentSource, IncidentOptions>;

/** @throws {UsageError} if a split of a format without splits is asked for */
export function requireNoSplit(format: string, { split }: IncidentOptions): void {
  if (split === undefined) return;
  throw new UsageError(`The format "${format}" is not kept in splits, found split "${split}"`);
}

import type { CheckResult } from "../check/check_result.ts";
import type { Source } from "../contract.ts";

/** How a source is doing, as the page shows it. Free of secrets. */
export interface SourceState {
  /** Whether it answered when it was last asked. */
  readonly available: boolean;
  /** Unix seconds since which that holds; absent: it was not asked yet. */
  readonly sinceSeconds?: number;
  /** What went wrong when it was last asked, in one line; absent: nothing. */
  readonly trouble?: string;
  /** Requests that failed since the start, tries that were repeated included. */
  readonly failures: number;
  /** How far the server's clock is ahead of this one, in seconds; 0 where they agree within two seconds, or nobody can tell. */
  readonly skewSeconds: number;
  /** What a person should know of it: series that are nobody's, a clock that is off. */
  readonly notes: readonly string[];
}

/** A source that says how it is doing. */
export interface WatchedSource extends Source {
  /** How it is doing now. */
  readonly state: SourceState;
  /** Tries each of its queries once, and says what came of each, and what looks like a wrong unit in what they give now. */
  findings?(signal?: AbortSignal): Promise<readonly CheckResult[]>;
}

/** How a source is doing, where it says so. */
export function stateOfSource(source: Source): SourceState | undefined {
  return "state" in source ? (source as WatchedSource).state : undefined;
}

/** The state of a source that can't fail. */
export const ALWAYS_AVAILABLE: SourceState = Object.freeze({
  available: true,
  failures: 0,
  skewSeconds: 0,
  notes: Object.freeze([]),
});

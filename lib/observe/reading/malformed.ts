import { UsageError } from "../../model/mod.ts";

const MAX_SHOWN_LENGTH = 60;

/** A place in a file. */
export interface Place {
  readonly path: string;
  /** Line from 1; absent: the whole file. */
  readonly line?: number;
  /** Cell of that line, from 1; absent: the whole line. */
  readonly column?: number;
}

/** The error for a mistake in a file: the place, what was expected there, and what was found. */
export function malformed({ path, line, column }: Place, expected: string, found?: string): UsageError {
  const place = [path, line, column].filter((part) => part !== undefined).join(":");
  return new UsageError(
    `${place}: expected ${expected}${found === undefined ? "" : `, found ${shown(found)}`}`,
  );
}

/** A piece of a file for messages: quoted, on one line and not too long. */
function shown(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text);
}

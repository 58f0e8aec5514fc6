import { UsageError } from "../../model/mod.ts";

const LONGEST_SHOWN = 60;

/** Where in a recording something is. */
export interface Place {
  readonly path: string;
  /** From 1; absent where it is the whole file. */
  readonly line?: number;
  /** The cell of that line, from 1; absent where it is the whole line. */
  readonly column?: number;
}

/** A mistake in a recorded file: where, what was expected there, and what was found. */
export function malformed({ path, line, column }: Place, expected: string, found?: string): UsageError {
  const place = [path, line, column].filter((part) => part !== undefined).join(":");
  return new UsageError(
    `${place}: expected ${expected}${found === undefined ? "" : `, found ${shown(found)}`}`,
  );
}

/** A piece of a file for a person: quoted, on one line, not too long. */
function shown(text: string): string {
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}

import { UsageError } from "../../model/mod.ts";
import { type AuditEntry, type AuditHead, EMPTY_HEAD, readEntry } from "./chain.ts";
import { linesOf } from "./lines.ts";

/** What verifying a log finds. */
export interface AuditVerdict {
  /** Whether every line follows from the one before, and none is missing that the head has seen. */
  readonly whole: boolean;
  /** Where the log ends, or its last good entry. */
  readonly head: AuditHead;
  /** Number of the first bad line, from 1; absent where all lines are good. */
  readonly badLine?: number;
  /** What is wrong, in one line. */
  readonly problem?: string;
  /** Where the good part of the file ends, in bytes. */
  readonly goodBytes: number;
  /** Whether the bad line is the last and no line feed ends it: what a crash in the middle of a write leaves. */
  readonly torn: boolean;
}

/** How a log is verified. */
export interface VerifyOptions {
  /** The head that another file has kept: entries that it counts must be there, and the last of them have its hash. */
  readonly head?: AuditHead;
  /** Called with each good entry, in order. */
  readonly onEntry?: (entry: AuditEntry) => void;
}

/**
 * Verifies an audit log line by line.
 *
 * Without a head kept elsewhere, entries cut off at the end can't be noticed; whoever can rewrite both files can rewrite history.
 *
 * @throws {UsageError} for a file that can't be opened
 */
export function verifyAudit(path: string, options: VerifyOptions = {}): AuditVerdict {
  using file = openToRead(path);
  let head = EMPTY_HEAD;
  let goodBytes = 0;
  let line = 0;
  let anchored = (options.head?.count ?? 0) === 0;
  const verdict = (
    problem?: Pick<AuditVerdict, "badLine" | "problem"> & { torn?: boolean },
  ): AuditVerdict => ({
    whole: problem === undefined,
    head,
    goodBytes,
    torn: false,
    ...problem,
  });
  for (const { text, offset, ended } of linesOf(file)) {
    line++;
    let entry: AuditEntry;
    try {
      entry = readEntry(text, head);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const problem = ended ? `line ${line}: ${error.message}` : `line ${line} was not written to its end`;
      return verdict({ badLine: line, problem, torn: !ended });
    }
    if (!ended) {
      return verdict({ badLine: line, problem: `line ${line} has no line feed at its end`, torn: true });
    }
    if (options.head?.count === entry.sequence) {
      if (options.head.hash !== entry.hash) {
        return verdict({ badLine: line, problem: `line ${line} is not the entry that was written there` });
      }
      anchored = true;
    }
    options.onEntry?.(entry);
    head = { count: entry.sequence, hash: entry.hash };
    goodBytes = offset + new TextEncoder().encode(text).length + 1;
  }
  if (anchored) return verdict();
  return verdict({
    badLine: line + 1,
    problem: `line ${line + 1} is missing: ${
      options.head!.count
    } entries were written, ${head.count} are there`,
  });
}

function openToRead(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path);
  } catch (error) {
    throw new UsageError(`Cannot read the audit log ${path}: ${(error as Error).message}`);
  }
}

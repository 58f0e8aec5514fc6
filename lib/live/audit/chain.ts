import { createHash } from "node:crypto";
import { z } from "zod";
import { checkJson } from "../../model/check_options.ts";
import { canonicalJson, UsageError } from "../../model/mod.ts";
import type { AuditRecord } from "./record_types.ts";
import { RECORD_SCHEMA } from "./records.ts";

/** What the first entry names as its predecessor: 64 zeros. */
export const GENESIS: string = "0".repeat(64);

/** One line of the audit log. */
export interface AuditEntry {
  /** 1 for the first entry, then counting. */
  readonly sequence: number;
  /** When it was written: Unix seconds. */
  readonly timeSeconds: number;
  /** What happened. */
  readonly record: AuditRecord;
  /** Hash of the entry before, `GENESIS` for the first. */
  readonly previous: string;
  /** SHA-256, in hexadecimal, of the hash before and the canonical JSON of sequence, time and record. */
  readonly hash: string;
}

/** Where a log ends: kept in another file, it shows that entries were cut off. */
export interface AuditHead {
  /** Number of entries. */
  readonly count: number;
  /** Hash of the last one, `GENESIS` where there is none. */
  readonly hash: string;
}

/** The head of an empty log. */
export const EMPTY_HEAD: AuditHead = Object.freeze({ count: 0, hash: GENESIS });

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const ENTRY = z.strictObject({
  sequence: z.int().min(1),
  timeSeconds: z.number(),
  record: RECORD_SCHEMA,
  previous: digest,
  hash: digest,
});

/** The part of an entry that its hash is of. */
type Body = Pick<AuditEntry, "sequence" | "timeSeconds" | "record">;

/** The entry that follows a head, and its line without the line feed. */
export function nextEntry(
  head: AuditHead,
  timeSeconds: number,
  record: AuditRecord,
): { readonly entry: AuditEntry; readonly line: string } {
  const body = { sequence: head.count + 1, timeSeconds, record };
  const { hash, line } = written(head.hash, body);
  return { entry: { ...body, previous: head.hash, hash }, line };
}

/** The hash and the line of what follows an entry. The line is the canonical JSON of the entry, made of that of its body: both are needed for each. */
function written(previous: string, body: Body): { hash: string; line: string } {
  const text = canonicalJson(body);
  const hash = createHash("sha256").update(`${previous}\n${text}`).digest("hex");
  return { hash, line: `{"hash":"${hash}","previous":"${previous}",${text.slice(1)}` };
}

/**
 * Reads a line as the entry that follows a head.
 *
 * @throws {UsageError} that says why it does not
 */
export function readEntry(line: string, head: AuditHead): AuditEntry {
  const entry = parsed(line);
  if (entry.sequence !== head.count + 1) {
    throw new UsageError(`sequence must be ${head.count + 1}, found ${entry.sequence}`);
  }
  if (entry.previous !== head.hash) throw new UsageError("its previous hash is not that of the entry before");
  const { sequence, timeSeconds, record } = entry;
  const { hash, line: whole } = written(head.hash, { sequence, timeSeconds, record });
  if (hash !== entry.hash) throw new UsageError("its hash is not that of its content");
  if (whole !== line) throw new UsageError("its text is not as it was written");
  return entry;
}

function parsed(line: string): AuditEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError("it is not JSON");
  }
  return checkJson(ENTRY, value, "it");
}

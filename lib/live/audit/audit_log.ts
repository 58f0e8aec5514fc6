import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { TORN_ENDING } from "../config/files.ts";
import type { Clock } from "../contract.ts";
import { type AuditEntry, type AuditHead, EMPTY_HEAD, nextEntry } from "./chain.ts";
import type { AuditRecord } from "./record_types.ts";
import { RECORD_SCHEMA } from "./records.ts";
import { redactSecrets } from "../config/redact.ts";
import { type AuditVerdict, verifyAudit } from "./verify_audit.ts";

/** How an audit log is opened. */
export interface AuditLogOptions {
  /** When entries are written. */
  readonly clock: Pick<Clock, "now">;
  /** The head that the state file has kept: the log may have gone on from it, and must contain it. */
  readonly head?: AuditHead;
  /** Called with each entry that is there already, in order: in one pass the loop learns of open orders, cooldowns, attempts. */
  readonly onEntry?: (entry: AuditEntry) => void;
  /** Whether each entry is on the disk before `append` returns. Default true. */
  readonly flush?: boolean;
}

/** The log of what was seen, proposed, decided and done. Entries are only added, each bound to the one before by its hash. */
export interface AuditLog {
  /** Where it ends; to be kept in the state file. */
  readonly head: AuditHead;
  /**
   * Adds a record; it is on the disk when this returns.
   *
   * @throws {UsageError} for what is no record, a file that another program has written to, a disk that is full, a closed log: nothing
   * may be carried out whose order could not be written
   */
  append(record: AuditRecord): AuditEntry;
  /**
   * Looks whether the file is still there as it was left.
   *
   * @throws {UsageError} for one that was moved, removed, replaced, cut, or that another program has written to
   */
  check(): void;
  /** Closes the file. */
  close(): void;
}

/**
 * Opens an audit log, or begins one. A last line that a crash cut off is kept beside the log, in `PATH.torn`, and a `recovered` entry tells of
 * it.
 *
 * @throws {UsageError} for a log that was changed or cut: it names the first bad line
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { openAuditLog, verifyAudit } from "./mod.ts";
 * const path = `${Deno.makeTempDirSync()}/audit.jsonl`;
 * const log = openAuditLog(path, { clock: { now: () => 1_000 } });
 * log.append({ type: "stopped", reason: "asked to" });
 * log.close();
 * strictEqual(verifyAudit(path, { head: log.head }).whole, true);
 * ```
 */
export function openAuditLog(path: string, options: AuditLogOptions): AuditLog {
  checkOptions("openAuditLog", z.string().min(1), path, "the path");
  const { clock, flush = true } = checkOptions(
    "openAuditLog",
    objectWith<AuditLogOptions>({ clock: "object" }),
    options,
  );
  const recovered = recover(path, options);
  let { head, length } = recovered;
  const file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  let closed = false;

  function check(): void {
    const own = file.statSync();
    const there = statOf(path);
    // Where there are no numbers of inodes, only the size is compared.
    if (there === undefined || there.ino !== own.ino || there.dev !== own.dev) {
      throw new UsageError(`The audit log ${path} was moved, removed or replaced: put it back where it was`);
    }
    if (own.size !== length || there.size !== length) {
      throw new UsageError(`The audit log ${path} was changed by another program`);
    }
  }

  function append(record: AuditRecord): AuditEntry {
    if (closed) throw new UsageError(`The audit log ${path} is closed`);
    const checked = checkOptions("audit", RECORD_SCHEMA, redactSecrets(record), "a record");
    const { entry, line } = nextEntry(head, clock.now(), checked);
    const bytes = new TextEncoder().encode(`${line}\n`);
    check();
    try {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      if (flush) file.syncDataSync();
    } catch (error) {
      file.truncateSync(length);
      throw new UsageError(`Cannot write the audit log ${path}: ${(error as Error).message}`);
    }
    length += bytes.length;
    head = { count: entry.sequence, hash: entry.hash };
    return entry;
  }

  const log: AuditLog = {
    get head() {
      return head;
    },
    append,
    check: () => {
      if (!closed) check();
    },
    close: () => {
      if (!closed) file.close();
      closed = true;
    },
  };
  if (recovered.told !== undefined) log.append({ type: "recovered", reason: recovered.told });
  return log;
}

/** Verifies the log that is there, and takes a torn last line off it. */
function recover(path: string, options: AuditLogOptions): { head: AuditHead; length: number; told?: string } {
  if (!exists(path)) {
    if ((options.head?.count ?? 0) > 0) {
      throw new UsageError(
        `Cannot find the audit log ${path}, in which ${options.head!.count} entries were written`,
      );
    }
    return { head: EMPTY_HEAD, length: 0 };
  }
  const { head: anchor, onEntry } = options;
  const verdict = verifyAudit(path, { ...(anchor && { head: anchor }), ...(onEntry && { onEntry }) });
  const { head, goodBytes } = verdict;
  if (verdict.whole) return { head, length: goodBytes };
  if (!verdict.torn || head.count < (anchor?.count ?? 0)) {
    throw new UsageError(`The audit log ${path} is not whole: ${verdict.problem}`);
  }
  return { head, length: goodBytes, told: takeOff(path, verdict) };
}

const LINE_FEED = 10;

/** Moves a torn last line into a file of its own. @returns what happened, in words */
function takeOff(path: string, { goodBytes, badLine }: AuditVerdict): string {
  const all = Deno.statSync(path).size;
  const aside = path + TORN_ENDING;
  using file = Deno.openSync(path, { read: true, write: true });
  file.seekSync(goodBytes, Deno.SeekMode.Start);
  const torn = new Uint8Array(all - goodBytes);
  for (let at = 0; at < torn.length;) at += file.readSync(torn.subarray(at)) ?? torn.length;
  const kept = new Uint8Array(torn.length + 1);
  kept.set(torn);
  kept[torn.length] = LINE_FEED;
  Deno.writeFileSync(aside, kept, { append: true, mode: 0o600 });
  file.truncateSync(goodBytes);
  file.syncSync();
  return `line ${badLine} was not written to its end; its ${torn.length} bytes are kept in ${aside}`;
}

function exists(path: string): boolean {
  return statOf(path)?.isFile === true;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new UsageError(`Cannot read the audit log ${path}: ${(error as Error).message}`);
  }
}

import type { AuditHead, AuditLog, AuditRecord } from "../audit/mod.ts";
import { redactSecrets } from "../config/redact.ts";
import type { Clock } from "../contract.ts";

/** Something that happened, as the page shows it. */
export interface LiveEvent {
  /** Unix seconds. */
  readonly atSeconds: number;
  /** What it is about: a type of audit record, or `told` for what is in no record. */
  readonly type: AuditRecord["type"] | "told";
  /** What happened, in a line. */
  readonly text: string;
}

/** Largest number of events that are kept for the page. */
const MAX_EVENTS = 200;

/** Writes what happens into the audit log and keeps the latest of it for the page. */
export interface Journal {
  /** The latest events, oldest first. */
  readonly events: readonly LiveEvent[];
  /** Where the audit log ends; null without one. */
  readonly head: AuditHead | null;
  /** Whether the last record could not be written, or the file is not where it was: then nothing may be done. */
  readonly isBroken: boolean;
  /** Notes a record, in the audit log while this loop has one, and as an event unless its text is "". */
  note(record: AuditRecord, text: string): void;
  /** Looks whether the audit log is still there as it was left. */
  check(): void;
  /** Notes an event that is in no record. */
  tell(text: string): void;
  /** Goes on in a log, or in none: of several loops only the owner of the lease writes. */
  use(log: AuditLog | undefined): void;
}

/**
 * A journal without a log.
 *
 * @param say told in words of what a person at the console should see
 * @param onRecord told of each record that is shown, with its text
 */
export function createJournal(
  clock: Clock,
  say: (text: string) => void,
  onRecord: (record: AuditRecord, text: string) => void = () => {},
): Journal {
  const warn = (text: string) => say(redactSecrets(text));
  const events: LiveEvent[] = [];
  let log: AuditLog | undefined;
  let isBroken = false;
  let isMissing = false;

  function stopFor(error: unknown): void {
    if (!isBroken && !isMissing) {
      const text = `nothing is done until the audit log can be written: ${(error as Error).message}`;
      show("told", text);
      warn(text);
    }
  }

  function show(type: LiveEvent["type"], text: string): void {
    events.push({ atSeconds: clock.now(), type, text: redactSecrets(text) });
    if (events.length > MAX_EVENTS) events.shift();
  }

  return {
    events,
    get head() {
      return log?.head ?? null;
    },
    get isBroken() {
      return isBroken || isMissing;
    },
    check: () => {
      try {
        log?.check();
        // What could not be written while it was away says nothing of now.
        if (isMissing) isBroken = false;
        isMissing = false;
      } catch (error) {
        stopFor(error);
        isMissing = true;
      }
    },
    note: (record, text) => {
      if (text !== "") {
        show(record.type, text);
        onRecord(record, redactSecrets(text));
      }
      if (log === undefined) return;
      try {
        log.append(record);
        isBroken = false;
      } catch (error) {
        stopFor(error);
        isBroken = true;
      }
    },
    tell: (text) => {
      show("told", text);
      warn(text);
    },
    use: (next) => {
      log?.close();
      log = next;
      isBroken = isMissing = false;
    },
  };
}

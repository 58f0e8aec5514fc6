import type { JsonValue } from "../../model/mod.ts";
import type { Clock } from "../contract.ts";
import type { AuditTrail, RecordKind } from "./audit_trail.ts";

/** Something that happened, as the page shows it. */
export interface LiveEvent {
  /** Unix seconds. */
  readonly atSeconds: number;
  /** What it is about. */
  readonly kind: RecordKind;
  /** What happened, in a line. */
  readonly text: string;
}

/** Largest number of events that are kept for the page. */
const MAX_EVENTS = 200;

/** Writes what happens into the audit log, in order, and keeps the latest of it. */
export interface Journal {
  /** The latest events, oldest first. */
  readonly events: readonly LiveEvent[];
  /** Whether the last record could not be written: then nothing may be done. */
  readonly isBroken: boolean;
  /** Notes an event: as a record of the audit log while this loop has one, and for the page. A text of "" is for the log alone. */
  note(kind: RecordKind, text: string, body?: { readonly [key: string]: JsonValue }): void;
  /** Resolves when all that was noted is on the disk. */
  written(): Promise<void>;
  /** Goes on in a log, or in none: of several loops only the owner of the lease writes. */
  use(trail: AuditTrail | undefined): Promise<void>;
}

/** A journal without a log. */
export function createJournal(clock: Clock, onError: (text: string) => void): Journal {
  const events: LiveEvent[] = [];
  let trail: AuditTrail | undefined;
  let queue: Promise<void> = Promise.resolve();
  let isBroken = false;

  return {
    events,
    get isBroken() {
      return isBroken;
    },
    note: (kind, text, body = {}) => {
      if (text !== "") events.push({ atSeconds: clock.now(), kind, text });
      if (events.length > MAX_EVENTS) events.shift();
      const log = trail;
      if (log === undefined) return;
      const record = { ...body, ...(text !== "" && { text }), atSeconds: clock.now() };
      queue = queue.then(() => log.append(kind, record)).then(() => {
        isBroken = false;
      }, (error) => {
        if (!isBroken) {
          onError(`The audit log can't be written, nothing is done until it can: ${error.message}`);
        }
        isBroken = true;
      });
    },
    written: () => queue,
    use: async (next) => {
      await queue;
      const before = trail;
      trail = next;
      await before?.close();
      isBroken = false;
    },
  };
}

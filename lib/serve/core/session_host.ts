import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { createSession, type Session } from "./session.ts";
import { type TaskBook, taskBookSchema } from "./tasks.ts";

/** Limits that keep clients from each other. */
export interface SessionLimits {
  /** Sessions at once, 1 to 4096. Default 64. */
  readonly maxSessions?: number;
  /** Seconds without a message after which a session ends, 1 to 86,400. Default 600. */
  readonly idleSeconds?: number;
  /** Largest message, in bytes, 1024 to 16 MiB. Default 1 MiB. */
  readonly maxMessageBytes?: number;
  /** Messages of a client in a second, 1 to 1,000,000. Default 20,000. */
  readonly maxMessagesPerSecond?: number;
  /** Bytes of answers that a client has left unread, 64 KiB to 1 GiB. Default 16 MiB. */
  readonly maxUnreadBytes?: number;
  /** Copies of an environment in a batch, 1 to 65,536. Default 1024. */
  readonly maxCopies?: number;
}

/** The limits that hold where nothing else is said. */
export const DEFAULT_LIMITS: Required<SessionLimits> = Object.freeze({
  maxSessions: 64,
  idleSeconds: 600,
  maxMessageBytes: 1 << 20,
  maxMessagesPerSecond: 20_000,
  maxUnreadBytes: 1 << 24,
  maxCopies: 1024,
});

const LIMITS = z.strictObject({
  maxSessions: z.int().min(1).max(4096).optional(),
  idleSeconds: z.number().min(1).max(86_400).optional(),
  maxMessageBytes: z.int().min(1024).max(1 << 24).optional(),
  maxMessagesPerSecond: z.int().min(1).max(1_000_000).optional(),
  maxUnreadBytes: z.int().min(1 << 16).max(1 << 30).optional(),
  maxCopies: z.int().min(1).max(65_536).optional(),
});

const OPTIONS = z.strictObject({
  tasks: taskBookSchema,
  newId: z.custom<() => string>((value) => typeof value === "function", "must be a function"),
  now: z.custom<() => number>((value) => typeof value === "function", "must be a function"),
  limits: LIMITS.optional(),
});

/** A host of sessions. */
export const sessionHostSchema: z.ZodType<SessionHost> = objectWith<SessionHost>({
  tasks: "object",
  limits: "object",
  open: "function",
  get: "function",
});

/** That there are as many sessions as there may be. */
export class CapacityError extends Error {
  /** Sessions that there are, which is also how many there may be. */
  readonly active: number;

  /** Says how many there are. @param active sessions */
  constructor(active: number) {
    super(`There are ${active} sessions, which is as many as this server holds: try again later`);
    this.name = "CapacityError";
    this.active = active;
  }
}

/** The sessions of a server. */
export interface SessionHost {
  /** The episodes that can be played. */
  readonly tasks: TaskBook;
  /** The limits that hold. */
  readonly limits: Required<SessionLimits>;
  /** Sessions that are open. */
  readonly count: number;
  /** Opens a session. @throws {CapacityError} where there are as many as there may be */
  open(): Session;
  /** An open session; a look at it counts as a message. @throws {UsageError} for an id that nobody has */
  get(id: string): Session;
  /** Says that a client of a session is there. */
  touch(id: string): void;
  /** Closes a session; one that is closed stays so. */
  close(id: string): void;
  /** Closes the sessions that were idle for too long; returns their ids. Called before one is opened, too. */
  closeIdle(): string[];
}

/**
 * Creates the sessions of a server.
 *
 * @param options the tasks, `newId` for random names, `now` in seconds for idle times, and limits that differ from `DEFAULT_LIMITS`
 * @throws {UsageError} for an unknown option or a limit out of its range
 */
export function createSessionHost(options: {
  /** The episodes that sessions play. */
  readonly tasks: TaskBook;
  /** Makes the name of a session, which nobody can guess. */
  readonly newId: () => string;
  /** The time in ms, by which sessions are idle. */
  readonly now: () => number;
  /** What sessions may take (`DEFAULT_LIMITS`). */
  readonly limits?: SessionLimits;
}): SessionHost {
  checkOptions("createSessionHost", OPTIONS, options);
  const { tasks, newId, now } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sessions = new Map<string, { readonly session: Session; usedAt: number }>();

  function close(id: string): void {
    sessions.get(id)?.session.close();
    sessions.delete(id);
  }

  function closeIdle(): string[] {
    const since = now() - limits.idleSeconds;
    const idle = [...sessions].filter(([, { usedAt }]) => usedAt < since).map(([id]) => id);
    for (const id of idle) close(id);
    return idle;
  }

  return {
    tasks,
    limits,
    get count() {
      return sessions.size;
    },
    open() {
      if (sessions.size >= limits.maxSessions) closeIdle();
      if (sessions.size >= limits.maxSessions) throw new CapacityError(sessions.size);
      const session = createSession({ id: newId(), tasks });
      sessions.set(session.id, { session, usedAt: now() });
      return session;
    },
    get(id) {
      const found = sessions.get(id);
      if (found === undefined) throw new UsageError("There is no such session: it has ended, or never was");
      found.usedAt = now();
      return found.session;
    },
    touch(id) {
      const found = sessions.get(id);
      if (found !== undefined) found.usedAt = now();
    },
    close,
    closeIdle,
  };
}

import type { Clock } from "../../contract.ts";
import type { SpareServer } from "./writes.ts";

/** How HAProxy is steered. */
export interface HaproxyOptions {
  /** Path of the runtime socket, or `host:port`. */
  readonly socket: string;
  /** The backend of an action, as `be_{service}`; with `{callee}` in it, breakers are opened. */
  readonly backend: string;
  /** The frontend that `limit_traffic` limits. */
  readonly frontend?: string;
  /** Connections that the frontend may have without a limit. */
  readonly maxConnections?: number;
  /** Servers that `scale` may add, the first one first. */
  readonly spares?: readonly SpareServer[];
  /** Share of its weight that a drained server keeps; absent: it gets no new sessions at all. */
  readonly drainWeight?: number;
  readonly timeoutSeconds: number;
  readonly clock: Clock;
  /** What `restore` takes back: shared by all actuators of one socket, since an order to restore goes to one of them. */
  readonly changes?: HaproxyChanges;
}

/** What this process has changed at one HAProxy and not taken back. */
export interface HaproxyChange {
  /** The actions that hold it, as text: breakers of two callers may hold the same servers. It is taken back when none of them does any more. */
  readonly heldBy: Set<string>;
  /** Of a limit: the values that this process has written. */
  readonly written?: readonly number[];
  /** Takes back what still reads as this process has written it. @returns what it did, and what it left since somebody else had changed it */
  restore: () => Promise<string>;
}

/** The changes by what is changed, as `limit users` or `breaker be_db`. */
export type HaproxyChanges = Map<string, HaproxyChange>;

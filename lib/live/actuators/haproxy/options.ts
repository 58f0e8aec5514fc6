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

/** What this process has changed at one HAProxy and not taken back, in words, with what takes it back. */
export type HaproxyChanges = Map<string, () => Promise<unknown>>;

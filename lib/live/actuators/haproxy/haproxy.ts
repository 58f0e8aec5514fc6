import { describeAction, UsageError } from "../../../model/mod.ts";
import type { Clock, Order, Receipt } from "../../contract.ts";
import type { CheckedActuator } from "../checked_actuator.ts";
import { createHaproxySocket, NoAnswer, type ServerState } from "./socket.ts";
import {
  addServer,
  maxConnectionsOf,
  Refused,
  removeServer,
  setMaxConnections,
  setMode,
  setWeight,
  setWeightShare,
  type SpareServer,
} from "./writes.ts";
import { done, failed, planned, unknown } from "../receipts.ts";
import { fillTemplate, fits } from "../template.ts";

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

/** What an action comes to: what is told, what is done, and what is done to take it back. */
interface Plan {
  readonly detail: string;
  readonly write: () => Promise<string | void>;
  /** Added to what `restore` does. */
  readonly restore?: () => Promise<unknown>;
}

/**
 * Creates the actuator for HAProxy's runtime socket. After every write the state is read back; what reads otherwise is `unknown`.
 *
 * - `drain`: the ready server with the longest mean response time gets no new sessions, or less weight; one other must be left.
 * - `scale`: a spare server is added or let in, or taken out again.
 * - `limit_traffic`: the frontend takes a share of its connections; further ones wait in the kernel's queue.
 * - `open_breaker`: every server of the callee's backend goes into maintenance, so that calls fail at once.
 * - `restore`: takes all limits, drains and breakers of this process back, the last one first. After a restart of the process the limit alone is
 *   known, and where there is none the order fails.
 */
export function createHaproxy(options: HaproxyOptions): CheckedActuator {
  const { backend, frontend, maxConnections, spares = [], drainWeight } = options;
  const haproxy = createHaproxySocket(options);
  const changes: HaproxyChanges = options.changes ?? new Map();

  function supports(action: Order["action"]): boolean {
    switch (action.kind) {
      case "restore":
        return true;
      case "limit_traffic":
        return frontend !== undefined && maxConnections !== undefined;
      case "scale":
        return spares.length > 0 && fits(backend, action);
      case "drain":
      case "open_breaker":
        return fits(backend, action);
      default:
        return false;
    }
  }

  function plan(order: Order): Promise<Plan> {
    const { action } = order;
    switch (action.kind) {
      case "drain":
        return planDrain(fillTemplate(backend, order));
      case "scale":
        return planScale(fillTemplate(backend, order), action.delta);
      case "limit_traffic":
        return planLimit(action.factor);
      case "open_breaker":
        return planBreaker(fillTemplate(backend, order));
      case "restore":
        return planRestore();
      default:
        throw new UsageError(`haproxy can't carry out ${describeAction(action)}`);
    }
  }

  async function planDrain(of: string): Promise<Plan> {
    const ready = (await haproxy.servers(of)).filter(({ mode, up, weight }) =>
      mode === "ready" && up && weight > 0
    );
    if (ready.length < 2) {
      throw new UsageError(`${of} has ${ready.length} ready servers, and one other must be left`);
    }
    const times = new Map((await haproxy.stats(of)).map((row) => [row["svname"], Number(row["rtime"] || 0)]));
    const slowest = ready.reduce((a, b) => times.get(b.name)! >= times.get(a.name)! ? b : a);
    const { name, weight } = slowest;
    const why = `the slowest of ${ready.length}, ${times.get(name)} ms`;
    return drainWeight === undefined
      ? {
        detail: `${of}/${name} (${why}) to drain`,
        write: () => setMode(haproxy, of, name, "drain"),
        restore: () => setMode(haproxy, of, name, "ready"),
      }
      : {
        detail: `${of}/${name} (${why}) to ${Math.round(100 * drainWeight)} % of its weight`,
        write: async () => `now ${await setWeightShare(haproxy, of, name, drainWeight)}`,
        restore: () => setWeight(haproxy, of, name, weight),
      };
  }

  async function planScale(of: string, delta: 1 | -1): Promise<Plan> {
    const servers = await haproxy.servers(of);
    const isIn = ({ name }: SpareServer) =>
      servers.some((server) => server.name === name && server.mode !== "maint");
    if (delta === 1) {
      const spare = spares.find((one) => !isIn(one));
      if (spare === undefined) {
        throw new UsageError(`${of}: every one of the ${spares.length} spare servers is in use`);
      }
      return {
        detail: `${of}/${spare.name} ${spare.address} in`,
        write: () => addServer(haproxy, of, spare),
      };
    }
    const last = spares.findLast(isIn);
    if (last === undefined) throw new UsageError(`${of}: no spare server is in use`);
    const write = async () =>
      await removeServer(haproxy, of, last.name) ? "deleted" : "in maintenance until its connections end";
    return { detail: `${of}/${last.name} out`, write };
  }

  async function planLimit(factor: number): Promise<Plan> {
    const limit = limitOf(factor);
    const before = await maxConnectionsOf(haproxy, frontend!);
    return {
      detail: `${frontend} maxconn ${before} -> ${limit}`,
      write: () => setMaxConnections(haproxy, frontend!, limit),
      restore: () => setMaxConnections(haproxy, frontend!, maxConnections!),
    };
  }

  function limitOf(factor: number): number {
    return Math.max(1, Math.round(maxConnections! * factor));
  }

  async function planBreaker(of: string): Promise<Plan> {
    const open = (await haproxy.servers(of)).filter(({ mode }) => mode !== "maint");
    return {
      detail: `${of}: ${open.length} servers to maint`,
      write: () => eachServer(open, (server) => setMode(haproxy, of, server.name, "maint")),
      restore: () => eachServer(open, (server) => setMode(haproxy, of, server.name, server.mode)),
    };
  }

  async function planRestore(): Promise<Plan> {
    const steps = [...changes].reverse();
    if (frontend !== undefined && maxConnections !== undefined && changes.size === 0) {
      const before = await maxConnectionsOf(haproxy, frontend);
      const restore = () => setMaxConnections(haproxy, frontend, maxConnections);
      steps.push([`${frontend} maxconn ${before} -> ${maxConnections}`, restore]);
    }
    if (steps.length === 0) throw new UsageError("this process has limited, drained and held back nothing");
    const write = async () => {
      for (const [what, restore] of steps) {
        await restore();
        changes.delete(what);
      }
    };
    return { detail: `back: ${steps.map(([what]) => what).join("; ")}`, write };
  }

  async function carryOut(order: Order): Promise<Receipt> {
    let ready: Plan;
    try {
      ready = await plan(order);
    } catch (error) {
      return failed((error as Error).message);
    }
    const { detail, write, restore } = ready;
    if (order.dryRun) return planned(detail);
    // Noted first: what was written in part is taken back too.
    if (restore !== undefined) changes.set(detail, restore);
    try {
      const more = await write();
      return done(order, more === undefined ? detail : `${detail}: ${more}`);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof NoAnswer || error instanceof UsageError)) {
        throw error;
      }
      const untouched = error instanceof Refused && !error.changed;
      if (untouched) changes.delete(detail);
      return (untouched ? failed : unknown)(`${detail}: ${error.message}`);
    }
  }

  /** What the state says of an order, after a restart. */
  async function find(order: Order): Promise<Receipt> {
    const { action } = order;
    try {
      if (action.kind === "limit_traffic") {
        const now = await maxConnectionsOf(haproxy, frontend!);
        const detail = `${frontend} maxconn reads ${now}`;
        return now === limitOf(action.factor) ? done(order, detail) : failed(detail);
      }
      if (action.kind === "drain" || action.kind === "open_breaker") {
        const of = fillTemplate(backend, order);
        const servers = await haproxy.servers(of);
        const mode = action.kind === "drain" ? "drain" : "maint";
        const count = servers.filter((server) => server.mode === mode).length;
        const detail = `${of}: ${count} of ${servers.length} servers in ${mode}`;
        if (count === 0 && drainWeight === undefined) return failed(detail);
        return count === (action.kind === "drain" ? 1 : servers.length)
          ? done(order, detail)
          : unknown(detail);
      }
    } catch (error) {
      return unknown((error as Error).message);
    }
    return unknown("HAProxy's state does not tell");
  }

  return {
    kind: "haproxy",
    supports,
    carryOut,
    find,
    check: async (signal) => {
      await haproxy.send("show info", signal).then((text) => {
        if (!text.includes("Name: HAProxy")) {
          throw new UsageError(`${options.socket} does not answer as HAProxy`);
        }
      });
      if (frontend !== undefined) await maxConnectionsOf(haproxy, frontend);
      if (!backend.includes("{")) await haproxy.servers(backend, signal);
    },
    close: () => Promise.resolve(),
  };
}

/** @throws {Refused} that knows whether a server before the refused one was changed */
async function eachServer(
  servers: readonly ServerState[],
  write: (server: ServerState) => Promise<void>,
): Promise<void> {
  for (const [i, server] of servers.entries()) {
    try {
      await write(server);
    } catch (error) {
      if (error instanceof Refused && i > 0) throw new Refused(error.message, { changed: true });
      throw error;
    }
  }
}

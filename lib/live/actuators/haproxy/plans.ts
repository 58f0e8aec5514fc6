import { describeAction, UsageError } from "../../../model/mod.ts";
import type { Order } from "../../contract.ts";
import { fillTemplate } from "../template.ts";
import type { HaproxyChanges, HaproxyOptions } from "./options.ts";
import type { HaproxySocket, ServerState } from "./socket.ts";
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

/** What an action comes to: what is told, what is done, and what is done to take it back. */
export interface Plan {
  readonly detail: string;
  readonly write: () => Promise<string | void>;
  /** Added to what `restore` does. */
  readonly restore?: () => Promise<unknown>;
}

/** What plans are made with. */
export interface PlanOptions {
  readonly haproxy: HaproxySocket;
  readonly options: Pick<
    HaproxyOptions,
    "backend" | "frontend" | "maxConnections" | "spares" | "drainWeight"
  >;
  readonly changes: HaproxyChanges;
}

/**
 * Creates what reads HAProxy's state and says what an order comes to.
 *
 * The plans throw a UsageError where nothing can be done: a server too few, no backend of that name, nothing to restore.
 */
export function createPlans({ haproxy, options, changes }: PlanOptions): (order: Order) => Promise<Plan> {
  const { backend, frontend, maxConnections, spares = [], drainWeight } = options;

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
    const limit = limitedTo(maxConnections!, factor);
    const before = await maxConnectionsOf(haproxy, frontend!);
    return {
      detail: `${frontend} maxconn ${before} -> ${limit}`,
      write: () => setMaxConnections(haproxy, frontend!, limit),
      restore: () => setMaxConnections(haproxy, frontend!, maxConnections!),
    };
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

  return plan;
}

/** The connections that a share of the traffic is let in by. */
export function limitedTo(maxConnections: number, factor: number): number {
  return Math.max(1, Math.round(maxConnections * factor));
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

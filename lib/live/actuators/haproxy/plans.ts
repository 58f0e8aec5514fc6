import { describeAction, UsageError } from "../../../model/mod.ts";
import type { Order } from "../../contract.ts";
import { fillTemplate, fits } from "../template.ts";
import type { HaproxyChange, HaproxyChanges, HaproxyOptions } from "./options.ts";
import type { HaproxySocket, ServerState } from "./socket.ts";
import { backToMode, backToWeight, liftLimit } from "./taking_back.ts";
import {
  addServer,
  maxConnectionsOf,
  Refused,
  removeServer,
  setMaxConnections,
  setMode,
  setWeightShare,
  type SpareServer,
} from "./writes.ts";

/** What an action comes to: what is told, what is done, and what is done to take it back. */
export interface Plan {
  readonly detail: string;
  readonly write: () => Promise<string | void>;
  /** What it changes, as `HaproxyChanges` calls it; absent: nothing that `restore` takes back. */
  readonly changes?: string;
  /** The values that it has then, as `HaproxyChange` has them. */
  readonly written?: readonly number[];
  /** Takes it back. */
  readonly restore?: HaproxyChange["restore"];
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
        return planRestore(order);
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
    const changes = `drain ${of}/${name}`;
    if (drainWeight === undefined) {
      return {
        detail: `${of}/${name} (${why}) to drain`,
        changes,
        write: () => setMode(haproxy, of, name, "drain"),
        restore: () => backToMode(haproxy, { of, servers: [slowest], written: "drain" }),
      };
    }
    let written = NaN;
    return {
      detail: `${of}/${name} (${why}) to ${Math.round(100 * drainWeight)} % of its weight`,
      changes,
      write: async () => {
        written = await setWeightShare(haproxy, of, name, drainWeight);
        return `now ${written}`;
      },
      restore: () => backToWeight(haproxy, { of, name, weight, written }),
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
    const key = `limit ${frontend}`;
    if (before < limit && !changes.has(key)) {
      throw new UsageError(`${frontend} maxconn reads ${before}, less than ${limit}: it is limited already`);
    }
    // What was written before counts too: of the last value nobody may know whether it has arrived.
    const written = [...changes.get(key)?.written ?? [], limit];
    return {
      detail: `${frontend} maxconn ${before} -> ${limit}`,
      changes: key,
      written,
      write: () => setMaxConnections(haproxy, frontend!, limit),
      restore: () => liftLimit(haproxy, { frontend: frontend!, written, usual: maxConnections! }),
    };
  }

  async function planBreaker(of: string): Promise<Plan> {
    const open = (await haproxy.servers(of)).filter(({ mode }) => mode !== "maint");
    const key = `breaker ${of}`;
    const earlier = changes.get(key)?.restore;
    return {
      detail: `${of}: ${open.length} servers to maint`,
      changes: key,
      write: () => eachServer(open, (server) => setMode(haproxy, of, server.name, "maint")),
      restore: async () => {
        // Given again, it has the servers of before and those that have come since.
        const before = await earlier?.();
        if (before !== undefined && open.length === 0) return before;
        const now = await backToMode(haproxy, { of, servers: open, written: "maint" });
        return before === undefined ? now : `${before}, ${now}`;
      },
    };
  }

  /** Where a breaker or drain of an earlier process reads as if it were over, what reads so. */
  async function overAlready(order: Order): Promise<string | undefined> {
    const { action } = order;
    if (action.kind !== "open_breaker" && (action.kind !== "drain" || drainWeight !== undefined)) {
      return undefined;
    }
    if (!fits(backend, action)) return undefined;
    const of = fillTemplate(backend, order);
    const mode = action.kind === "drain" ? "drain" : "maint";
    const isOver = (await haproxy.servers(of)).every((server) => server.mode !== mode);
    return isOver ? `${of} has no server in ${mode} any more` : undefined;
  }

  /** What is to be taken back that this process has changed, and a limit of an earlier process, which the order alone knows. */
  async function planRestore(order: Order): Promise<Plan> {
    const { measures, isPartial } = order;
    const steps: { readonly key: string; readonly change: HaproxyChange }[] = [];
    const kept: string[] = [];
    const names = isPartial ? measures?.map(describeAction) : undefined;
    for (const [key, change] of [...changes].reverse()) {
      if (names !== undefined && !names.some((name) => change.heldBy.has(name))) continue;
      const others = names === undefined ? [] : [...change.heldBy].filter((name) => !names.includes(name));
      // A limit is one, by whatever share; a backend may be held back for several callers.
      if (others.length > 0 && !key.startsWith("limit ")) kept.push(`${key} stays for ${others.join(", ")}`);
      else steps.push({ key, change });
    }
    for (const measure of isPartial ? measures ?? [] : []) {
      const isKnown = [...changes.values()].some(({ heldBy }) => heldBy.has(describeAction(measure)));
      const over = isKnown ? undefined : await overAlready({ ...order, action: measure });
      if (over !== undefined) kept.push(over);
    }
    const limit = measures?.findLast(({ kind }) => kind === "limit_traffic");
    if (
      limit?.kind === "limit_traffic" && frontend !== undefined && maxConnections !== undefined &&
      !changes.has(`limit ${frontend}`)
    ) {
      const written = [limitedTo(maxConnections, limit.factor)];
      const restore = () => liftLimit(haproxy, { frontend, written, usual: maxConnections });
      steps.push({ key: `limit ${frontend}`, change: { heldBy: new Set(), restore } });
      await maxConnectionsOf(haproxy, frontend);
    }
    if (steps.length === 0 && kept.length === 0) {
      throw new UsageError(
        `this process has not done what is to be taken back: ${
          names?.join(", ") ?? "no limit, drain or breaker"
        }`,
      );
    }
    const write = async () => {
      const told = [...kept];
      for (const { key, change } of steps) {
        told.push(await change.restore());
        changes.delete(key);
      }
      for (const { heldBy } of changes.values()) for (const name of names ?? []) heldBy.delete(name);
      return told.join("; ");
    };
    return { detail: `back: ${[...steps.map(({ key }) => key), ...kept].join("; ")}`, write };
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

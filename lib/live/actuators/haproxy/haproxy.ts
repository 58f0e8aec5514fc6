import { describeAction, UsageError } from "../../../model/mod.ts";
import type { Order, Receipt } from "../../contract.ts";
import { Away, type CheckedActuator } from "../checked_actuator.ts";
import { done, failed, notSent, planned, unknown } from "../receipts.ts";
import { fillTemplate, fits } from "../template.ts";
import type { HaproxyChanges, HaproxyOptions } from "./options.ts";
import { createPlans, limitedTo, type Plan } from "./plans.ts";
import { createHaproxySocket, NoAnswer } from "./socket.ts";
import { maxConnectionsOf, Refused } from "./writes.ts";

/**
 * Creates the actuator for HAProxy's runtime socket. After every write the state is read back; what reads otherwise is `unknown`.
 *
 * - `drain`: the ready server with the longest mean response time gets no new sessions, or less weight; one other must be left.
 * - `scale`: a spare server is added or let in, or taken out again.
 * - `limit_traffic`: the frontend takes a share of its connections; further ones wait in the kernel's queue.
 * - `open_breaker`: every server of the callee's backend goes into maintenance, so that calls fail at once.
 * - `restore`: takes back the `measures` of its order, or else all limits, drains and breakers of this process, the last one first; what no longer reads
 *   as this process has written it is left. Of an earlier process the limit alone is known, by the order's `measures`.
 */
export function createHaproxy(options: HaproxyOptions): CheckedActuator {
  const { backend, frontend, maxConnections, spares = [], drainWeight } = options;
  const haproxy = createHaproxySocket(options);
  const changes: HaproxyChanges = options.changes ?? new Map();
  const plan = createPlans({ haproxy, options, changes });

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

  async function carryOut(order: Order, maySend: () => boolean): Promise<Receipt> {
    let ready: Plan;
    try {
      ready = await plan(order);
    } catch (error) {
      return failed((error as Error).message);
    }
    const { detail, write, changes: key, written, restore } = ready;
    if (order.dryRun) return planned(detail);
    if (!maySend()) return notSent(detail);
    // Noted first: what was written in part is taken back too.
    const before = key === undefined ? undefined : changes.get(key);
    if (key !== undefined && restore !== undefined) {
      const heldBy = new Set([...before?.heldBy ?? [], describeAction(order.action)]);
      changes.set(key, { heldBy, restore, ...(written && { written }) });
    }
    try {
      const more = await write();
      return done(order, more === undefined ? detail : `${detail}: ${more}`);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof NoAnswer || error instanceof UsageError)) {
        throw error;
      }
      const untouched = error instanceof Refused && !error.changed;
      if (untouched && key !== undefined) {
        if (before === undefined) changes.delete(key);
        else changes.set(key, before);
      }
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
        return now === limitedTo(maxConnections!, action.factor) ? done(order, detail) : failed(detail);
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
    restoresSingly: true,
    carryOut: (order, _signal, maySend = () => true) => carryOut(order, maySend),
    find,
    check: async (signal) => {
      const info = await haproxy.send("show info", signal).catch((error) => {
        throw error instanceof NoAnswer
          ? new Away(`${options.socket} does not answer: ${error.message}`)
          : error;
      });
      if (!info.includes("Name: HAProxy")) {
        throw new UsageError(`${options.socket} does not answer as HAProxy`);
      }
      if (frontend !== undefined) await maxConnectionsOf(haproxy, frontend);
      if (!backend.includes("{")) await haproxy.servers(backend, signal);
      return `${options.socket} answers, HAProxy ${/^Version: (\S+)/m.exec(info)?.[1] ?? ""}`.trim();
    },
    dryRuns: "of each service",
    close: () => Promise.resolve(),
  };
}

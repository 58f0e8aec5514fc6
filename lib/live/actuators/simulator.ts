import { type Action, describeAction, serviceIndex, type Topology } from "../../model/mod.ts";
import type { Clock, Order } from "../contract.ts";
import type { CheckedActuator } from "./checked_actuator.ts";
import { requireAnswer, sendRequest } from "./http_request.ts";
import { done, failed, oneLine, planned, unknown } from "./receipts.ts";

/** A simulated system in this process: the source that steps it. */
export interface ActionInbox {
  /** Hands an action over; it takes effect at the system's next step. */
  submit(action: Action): void;
}

/** Which simulated system is acted on. */
export interface SimulatorOptions {
  /** Its service graph: what can be restarted, drained, failed over. */
  readonly topology: Topology;
  /** A system in this process… */
  readonly system?: ActionInbox;
  /** …or the address of one that `deno task simulate --serve` serves. */
  readonly url?: string;
  readonly timeoutSeconds: number;
  readonly clock: Clock;
}

/** Creates the actuator that acts on a simulated system: handed over in this process, or by `POST URL/actions` to one that is served. */
export function createSimulator(options: SimulatorOptions): CheckedActuator {
  const { topology, system, url, timeoutSeconds, clock } = options;
  return {
    kind: "simulator",
    supports: (action) => hasEffect(action, topology),
    carryOut: async (order, signal) => {
      const { action, idempotencyKey, dryRun } = order;
      const what = describeAction(action);
      if (dryRun) return planned(what);
      if (url === undefined) {
        if (system === undefined) return failed(`${what}: there is no simulated system`);
        try {
          system.submit(action);
        } catch (error) {
          return failed(`${what}: ${(error as Error).message}`);
        }
        return done(order, what);
      }
      const answer = await sendRequest({
        url: `${url}/actions`,
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": idempotencyKey },
        body: JSON.stringify({ action, idempotencyKey }),
        timeoutSeconds,
        clock,
        signal,
      });
      const detail = `${what} POST ${url}/actions`;
      if (answer.kind !== "answered") {
        return (answer.kind === "lost" ? unknown : failed)(`${detail}: ${answer.reason}`);
      }
      const { status, body } = answer;
      return status < 300
        ? done(order, `${detail}: ${status}`)
        : failed(`${detail}: ${status} ${oneLine(body, 100)}`);
    },
    check: async (signal) =>
      url === undefined
        ? "acts on the simulated system of the source"
        : await requireAnswer(url, { timeoutSeconds, clock, signal }),
    close: () => Promise.resolve(),
  };
}

/** Whether an action changes anything in the simulator: a failover of a database, a rollback of a service, a drain behind a balancer. */
function hasEffect(action: Order["action"], topology: Topology): boolean {
  if (!("service" in action)) return true;
  const service = topology.services[serviceIndex(topology, action.service)];
  if (action.kind === "failover") return service?.kind === "database";
  if (action.kind === "rollback") return service?.kind === "service";
  return action.kind !== "drain" || service?.balancer !== undefined;
}

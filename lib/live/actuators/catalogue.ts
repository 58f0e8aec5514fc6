import { z } from "zod";
import { type Topology, UsageError } from "../../model/mod.ts";
import { checkOptions, objectWith, underPath } from "../../model/check_options.ts";
import type { ActuatorConfig } from "../config/actuator_schema.ts";
import type { RouteConfig } from "../config/schema.ts";
import { readHeaders, readReference, readSecret, revealHeaders } from "../config/secret.ts";
import type { Clock, Order } from "../contract.ts";
import type { CheckedActuator } from "./checked_actuator.ts";
import { createCommand } from "./command/command.ts";
import { createDryRun } from "./dry_run.ts";
import { guarded } from "./guarded.ts";
import { createHaproxy } from "./haproxy/haproxy.ts";
import type { HaproxyChanges } from "./haproxy/options.ts";
import { createKubernetes } from "./kubernetes/kubernetes.ts";
import { createRouting, type Routing } from "./routing.ts";
import { type ActionInbox, createSimulator } from "./simulator.ts";
import { createWebhook } from "./webhook/webhook.ts";

/** What actuators are made with. */
export interface ActuatorsOptions {
  /** Whose services are acted on. */
  readonly topology: Topology;
  /** For time-outs, waits and signatures. */
  readonly clock: Clock;
  /** The simulated system of this process, for actions by `simulator` without an address. */
  readonly simulated?: ActionInbox;
}

/** The actuators of a configuration. */
export interface Actuators {
  /** Sends each action to one of them. */
  readonly routing: Routing;
  /** What was made of each entry of `actions`, in their order. */
  readonly entries: readonly { readonly name: string; readonly actuator: CheckedActuator }[];
  /**
   * Tries what each of them needs, and changes nothing.
   *
   * @throws {UsageError} that names the entry and what is missing
   */
  check(signal?: AbortSignal): Promise<void>;
}

/** What makes one actuator. */
interface Making extends ActuatorsOptions {
  /** Which entry of `actions` it is. */
  readonly index: number;
  /** What was changed at the HAProxy of a socket. */
  readonly changesOf: (socket: string) => HaproxyChanges;
}

/**
 * Makes the actuators of the configuration's `actions`, their secrets read.
 *
 * @throws {UsageError} for actions that are none, a secret or certificate that can't be read, and for a command whose arguments could be read as options
 */
export async function createActuators(
  actions: readonly RouteConfig[],
  options: ActuatorsOptions,
): Promise<Actuators> {
  checkOptions(
    "createActuators",
    z.array(objectWith({ match: "object", by: "object" })),
    actions,
    "the actions",
  );
  checkOptions("createActuators", objectWith({ topology: "object", clock: "object" }), options);
  const changes = new Map<string, HaproxyChanges>();
  const changesOf = (socket: string) => {
    if (!changes.has(socket)) changes.set(socket, new Map());
    return changes.get(socket)!;
  };
  const made = await Promise.all(actions.map(async ({ match, by }, i) => {
    const actuator = await createActuator(by, { ...options, index: i, changesOf });
    return { name: `actions[${i}] ${by.type}`, match, actuator };
  }));
  const routing = createRouting(
    made.map((route) => ({ ...route, actuator: guarded(route.actuator) })),
  );
  requireRestore(routing, options.topology);
  return {
    routing,
    entries: made,
    check: async (signal) => {
      for (const { actuator, name } of made) {
        await actuator.check?.(signal).catch((error: Error) => {
          throw new UsageError(`${name}: ${error.message}`);
        });
      }
    },
  };
}

/** @throws {UsageError} where something is limited, held back or drained that no entry could take back */
function requireRestore({ route, routes }: Routing, { services, calls }: Topology): void {
  if ("route" in route({ kind: "restore" })) return;
  const temporary: readonly Order["action"][] = [
    { kind: "limit_traffic", factor: 0.5 },
    ...calls.map(({ caller, callee }) => ({ kind: "open_breaker", caller, callee } as const)),
    ...services.map(({ name }) => ({ kind: "drain", service: name } as const)),
  ];
  for (const action of temporary) {
    const routed = route(action);
    // A pod that was evicted is replaced by its deployment.
    if ("refused" in routed || action.kind === "drain" && routed.route.actuator.kind === "kubernetes") {
      continue;
    }
    const index = routes.findIndex(({ name }) => name === routed.route.name);
    throw new UsageError(
      `actions[${index}] carries out ${action.kind}, and no entry can carry out restore, which takes it back: name restore too`,
    );
  }
}

async function createActuator(by: ActuatorConfig, making: Making): Promise<CheckedActuator> {
  const { topology, clock, index, simulated, changesOf } = making;
  const path = `actions[${index}].by`;
  const context = { topology, clock };
  switch (by.type) {
    case "dry-run":
      return createDryRun();
    case "simulator":
      return createSimulator({ ...by, ...context, ...(simulated && { system: simulated }) });
    case "webhook": {
      const headers = await readHeaders(by.headers, `${path}.headers`);
      const { secret, headers: _, sendDryRuns, ...rest } = by;
      return createWebhook({
        ...rest,
        clock,
        sendsDryRuns: sendDryRuns,
        headers: revealHeaders(headers),
        ...(secret && { secret: (await readSecret(secret, `${path}.secret`)).reveal() }),
      });
    }
    case "command":
      return underPath(
        ["actions", index, "by"],
        () => createCommand({ ...by, ...context, environment: handedOn(by.environment) }),
      );
    case "haproxy":
      return createHaproxy({ ...by, clock, changes: changesOf(by.socket) });
    case "kubernetes": {
      const { token, certificateAuthority: file, ...rest } = by;
      const readToken = token && (async () => (await readSecret(token, `${path}.token`)).reveal());
      await readToken?.();
      return createKubernetes({
        ...rest,
        clock,
        ...(readToken && { token: readToken }),
        ...(file !== undefined && { certificateAuthority: await readCertificate(file, path) }),
      });
    }
  }
}

async function readCertificate(file: string, path: string): Promise<string> {
  return await readReference({ file }, `${path}.certificateAuthority`);
}

/** The environment variables that a program is given, as far as they are set. */
function handedOn(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

import { dirname } from "node:path";
import { KILL } from "../actuators/command/run_program.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { ActuatorConfig } from "./actuator_schema.ts";
import type { LiveSettings } from "./read.ts";
import type { LiveConfig } from "./schema.ts";
import { PART_ENDING, secretsOf, TORN_ENDING } from "./files.ts";

/** All that the live loop may touch: lists of what Deno's flags take. */
export interface Permissions {
  /** `host:port` that may be spoken to or listened on. */
  readonly net: readonly string[];
  /** Programs that may be started. */
  readonly run: readonly string[];
  /** Files that may be read. */
  readonly read: readonly string[];
  /** Files that may be written. */
  readonly write: readonly string[];
  /** Environment variables that may be read. */
  readonly env: readonly string[];
}

/**
 * What a configuration needs, and no more: the loop is started with exactly these.
 *
 * @throws {UsageError} for what is not as `readLiveConfig` hands it out
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { createTopology } from "../../simulator/mod.ts";
 * import { parseLiveConfig } from "./parse.ts";
 * import { permissionsOf } from "./permissions.ts";
 * const config = parseLiveConfig({
 *   name: "shop",
 *   topology: "three-tier",
 *   slo: { latencyP95Ms: 300, errorRate: 0.02 },
 *   source: { type: "prometheus", url: "https://metrics.example", queries: { latencyP95Ms: "a", errorRate: "b" } },
 *   actions: [{ by: { type: "command", argv: ["/usr/local/bin/ctl", "{kind}", "{service}"] } }],
 * });
 * const topology = createTopology("three-tier");
 * const { net, run } = permissionsOf({ config, topology, readFrom: [] });
 * deepStrictEqual(net, ["127.0.0.1:8940", "metrics.example:443"]);
 * deepStrictEqual(run, ["/bin/kill", "/usr/local/bin/ctl"]);
 * ```
 */
export function permissionsOf(settings: LiveSettings): Permissions {
  const { config, readFrom } = checkOptions(
    "permissionsOf",
    objectWith<LiveSettings>({ config: "object", readFrom: "list" }),
    settings,
    "the settings",
  );
  const actuators = config.actions.map(({ by }) => by);
  const secrets = secretsOf(config);
  const sockets = actuators.flatMap((by) =>
    by.type === "haproxy" && by.socket.includes("/") ? [by.socket] : []
  );
  const programs = actuators.flatMap((by) =>
    by.type === "command"
      ? [by.argv, by.dryRunArgv, by.findArgv].flatMap((argv) => argv?.slice(0, 1) ?? [])
      : []
  );
  const { audit, state, stop, lease, decisions, learnt, gate } = config.files;
  const written = [
    ...[audit, state, lease].flatMap((path) => [path, path + PART_ENDING]),
    audit + TORN_ENDING,
    // The check tries the folder of a log that is not there yet.
    ...(decisions === undefined ? [] : [decisions, decisions + PART_ENDING]),
  ];
  // The folders are opened to make a new name in them last.
  const folders = [audit, state, lease, ...(decisions === undefined ? [] : [decisions])].map((path) =>
    dirname(path)
  );
  return {
    net: sorted([listenAt(config), ...urlsOf(config).map(hostOf), ...actuators.flatMap(socketOf)]),
    run: sorted(programs.length === 0 ? [] : [KILL, ...programs]),
    read: sorted([
      ...readFrom,
      ...secrets.flatMap((secret) => "file" in secret ? [secret.file] : []),
      ...(config.source.type === "recording" ? [config.source.path] : []),
      ...actuators.flatMap((by) =>
        by.type === "kubernetes" && by.certificateAuthority !== undefined ? [by.certificateAuthority] : []
      ),
      // The check looks whether they are there.
      ...programs.filter((program) => program.includes("/")),
      ...[learnt, gate].filter((path) => path !== undefined),
      ...[stop, ...written, ...folders, ...sockets],
    ]),
    // The kill switch is pulled by a signal, too.
    write: sorted([...written, stop, ...sockets]),
    env: sorted([
      ...secrets.flatMap((secret) => "env" in secret ? [secret.env] : []),
      ...actuators.flatMap((by) => by.type === "command" ? by.environment : []),
    ]),
  };
}

/** Permissions as flags of `deno run`; what is not needed has no flag, so that it is refused. */
export function permissionFlags(permissions: Permissions): string[] {
  return Object.entries(permissions).flatMap(([name, values]: [string, readonly string[]]) =>
    values.length === 0
      ? []
      : [`--allow-${name}=${values.map((value) => value.replaceAll(",", ",,")).join(",")}`]
  );
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function listenAt({ listen: { hostname, port } }: LiveConfig): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return port === 0 ? host : `${host}:${port}`;
}

/** Addresses that requests go to. */
function urlsOf({ source, actions, alertmanager }: LiveConfig): string[] {
  return [
    ...(source.type === "prometheus" ? [source.url] : []),
    ...(alertmanager ? [alertmanager.url] : []),
    ...actions.flatMap(({ by }) => "url" in by && by.url !== undefined ? [by.url] : []),
    ...actions.flatMap(({ by }) => by.type === "webhook" && by.statusUrl !== undefined ? [by.statusUrl] : []),
  ];
}

function hostOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

function socketOf(by: ActuatorConfig): string[] {
  if (by.type !== "haproxy") return [];
  return [by.socket.includes("/") ? `unix:${by.socket}` : by.socket];
}

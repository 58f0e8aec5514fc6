import { basename, dirname, isAbsolute, resolve } from "node:path";
import { checkTopology, type Topology, UsageError } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { requireShallowJson } from "../../observe/reading/json.ts";
import type { ActuatorConfig } from "./actuator_schema.ts";
import { requireDistinctFiles } from "./distinct_files.ts";
import { checkAgainstTopology, parseLiveConfig } from "./parse.ts";
import type { LiveConfig } from "./schema.ts";
import type { HeaderValue, SecretReference } from "./secret.ts";

/** A configuration that was read, and what it refers to. */
export interface LiveSettings {
  /** The configuration; its paths are absolute. */
  readonly config: LiveConfig;
  /** Its service graph. */
  readonly topology: Topology;
  /** Files that were read for it: its own, and that of the topology where it has one. */
  readonly readFrom: readonly string[];
}

/** The largest file of a configuration or topology. */
const MAX_BYTES = 100_000_000;

/**
 * Reads a configuration from its file, and the topology that it names. Paths in it are relative to its folder.
 *
 * @throws {UsageError} in one line that begins with the path of the file that is wrong
 */
export async function readLiveConfig(path: string): Promise<LiveSettings> {
  const input = await readJson(path, "configuration");
  const folder = dirname(resolve(path));
  const config = withAbsolutePaths(under(path, () => parseLiveConfig(input)), folder);
  const file = typeof config.topology === "string" && isFile(config.topology)
    ? resolve(folder, config.topology)
    : undefined;
  const topology = file === undefined
    ? under(path, () => topologyOf(config.topology))
    : await readTopology(file);
  const readFrom = [resolve(path), ...(file === undefined ? [] : [file])];
  under(path, () => {
    checkAgainstTopology(config, topology);
    requireDistinctFiles(config, readFrom);
  });
  return { config, topology, readFrom };
}

/** Whether a text is a path and not the name of a topology. */
function isFile(text: string): boolean {
  return /\.json$/i.test(text) || /[/\\]/.test(text);
}

function topologyOf(given: LiveConfig["topology"]): Topology {
  return typeof given === "string" ? createTopology(given) : checkTopology(given);
}

async function readTopology(path: string): Promise<Topology> {
  const input = await readJson(path, "topology");
  const named = typeof input === "object" && input !== null && !Array.isArray(input)
    ? { name: basename(path).replace(/\.json$/i, "").slice(0, 200) || "own", ...input }
    : input;
  return under(path, () => checkTopology(named));
}

async function readJson(path: string, thing: string): Promise<unknown> {
  let text;
  try {
    if ((await Deno.stat(path)).size > MAX_BYTES) throw new UsageError("too large");
    text = (await Deno.readTextFile(path)).replace(/^\uFEFF/, "");
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? `it is not there${thing === "configuration" ? ": docs/live.md has one to begin with" : ""}`
      : "it is not a file that may be read";
    throw new UsageError(`Cannot read the ${thing}'s file "${path}": ${why}`);
  }
  requireShallowJson(text, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${withoutExcerpt((error as Error).message)}`);
  }
}

/** What V8 says of a mistake in JSON, without the piece of the text that it quotes: a secret may stand there. */
function withoutExcerpt(message: string): string {
  return message.replaceAll(/\s+/g, " ").replace(/, (\.\.\.)?".*is not valid JSON$/, "");
}

function under<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The configuration with all its paths resolved against a folder. */
export function withAbsolutePaths(config: LiveConfig, folder: string): LiveConfig {
  const absolute = (path: string) => isAbsolute(path) ? path : resolve(folder, path);
  const secret = (reference: SecretReference): SecretReference =>
    "file" in reference ? { file: absolute(reference.file) } : reference;
  const headers = (given: Readonly<Record<string, HeaderValue>>) =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, typeof value === "string" ? value : secret(value)]),
    );
  const { source, approval, files, actions, alertmanager } = config;
  const withSource = source.type === "recording"
    ? { ...source, path: absolute(source.path) }
    : source.type === "prometheus"
    ? { ...source, headers: headers(source.headers) }
    : source;
  const actuator = (by: ActuatorConfig): ActuatorConfig => {
    if (by.type === "webhook") {
      return { ...by, headers: headers(by.headers), ...(by.secret && { secret: secret(by.secret) }) };
    }
    if (by.type === "haproxy") {
      return { ...by, socket: by.socket.includes("/") ? absolute(by.socket) : by.socket };
    }
    if (by.type !== "kubernetes") return by;
    const { token, certificateAuthority: file } = by;
    return {
      ...by,
      ...(token && { token: secret(token) }),
      ...(file !== undefined && { certificateAuthority: absolute(file) }),
    };
  };
  return {
    ...config,
    source: withSource,
    approval: { ...approval, ...(approval.secret && { secret: secret(approval.secret) }) },
    files: {
      audit: absolute(files.audit),
      state: absolute(files.state),
      stop: absolute(files.stop),
      lease: absolute(files.lease),
      ...(files.decisions !== undefined && { decisions: absolute(files.decisions) }),
      ...(files.learnt !== undefined && { learnt: absolute(files.learnt) }),
      ...(files.gate !== undefined && { gate: absolute(files.gate) }),
    },
    actions: actions.map((route) => ({ ...route, by: actuator(route.by) })),
    ...(alertmanager && { alertmanager: { ...alertmanager, headers: headers(alertmanager.headers) } }),
  };
}

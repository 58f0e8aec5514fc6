import { UsageError } from "../../../model/mod.ts";
import type { Clock } from "../../contract.ts";
import { startDeadline } from "../deadline.ts";

/** Maximum size of an answer, in bytes. */
const MAX_ANSWER_BYTES = 1 << 22;
/** What a name of HAProxy's can hold; nothing in it ends a command or begins another. */
const NAME = /^[\w.:-]{1,200}$/;

/** The bits of a server's administrative state that a drain sets: by a command, or by inheritance (`SRV_ADMF_*` in HAProxy's sources). */
const DRAIN_BITS = 0x08 | 0x10;
/** The bits of maintenance: by a command, by inheritance, by the configuration, by an unresolved name. */
const MAINTENANCE_BITS = 0x01 | 0x02 | 0x04 | 0x20;

/** What nobody can tell: the socket did not answer in time, or the connection broke after the command was sent. */
export class NoAnswer extends Error {
  /** The name of the class. */
  override readonly name = "NoAnswer";
}

/** A server of a backend as HAProxy sees it. */
export interface ServerState {
  readonly name: string;
  readonly address: string;
  /** Whether a health check, or the lack of one, holds it to be up. */
  readonly up: boolean;
  readonly mode: "ready" | "drain" | "maint";
  /** Its weight now, as it was set, and as the configuration has it. */
  readonly weight: number;
  readonly baseWeight: number;
}

/** A row of `show stat` by column, as `rtime` or `slim`. */
export type StatRow = Readonly<Record<string, string>>;

/** HAProxy's runtime API, one connection a command. */
export interface HaproxySocket {
  /**
   * Sends a command.
   *
   * @returns the answer without white space around it
   * @throws {NoAnswer} if nothing comes in time after the command was sent
   * @throws {UsageError} if there is no connection: HAProxy has not seen the command
   */
  send(command: string, signal?: AbortSignal): Promise<string>;
  /** The servers of a backend. @throws {UsageError} if there is no such backend */
  servers(backend: string, signal?: AbortSignal): Promise<readonly ServerState[]>;
  /** The rows of `show stat` whose proxy has a name. */
  stats(proxy: string, signal?: AbortSignal): Promise<readonly StatRow[]>;
}

/** Checks that a name can stand in a command. @throws {UsageError} */
export function requireHaproxyName(name: string): string {
  if (NAME.test(name)) return name;
  throw new UsageError(
    `HAProxy's names are letters, digits, ".", ":", "_" and "-", found ${JSON.stringify(name)}`,
  );
}

/** Speaks to a runtime socket: a path, or `host:port`. */
export function createHaproxySocket(
  options: { readonly socket: string; readonly timeoutSeconds: number; readonly clock: Clock },
): HaproxySocket {
  const { socket, timeoutSeconds, clock } = options;

  async function send(command: string, signal?: AbortSignal): Promise<string> {
    using deadline = startDeadline(timeoutSeconds, { clock, signal });
    const connection = await connect(socket);
    const close = () => {
      try {
        connection.close();
      } catch {
        // Closed already.
      }
    };
    deadline.signal.addEventListener("abort", close, { once: true });
    try {
      if (deadline.signal.aborted) throw new Error("given up");
      await writeAll(connection, new TextEncoder().encode(`${command}\n`));
      return (await readAll(connection)).trim();
    } catch (error) {
      const why = deadline.passed ? `no answer after ${timeoutSeconds} s` : (error as Error).message;
      throw new NoAnswer(`${command}: ${why}`);
    } finally {
      deadline.signal.removeEventListener("abort", close);
      close();
    }
  }

  return {
    send,
    servers: async (backend, signal) => {
      const answer = await send(`show servers state ${requireHaproxyName(backend)}`, signal);
      const rows = table(answer, " ");
      if (rows === undefined) {
        throw new UsageError(`HAProxy has no backend ${backend}: ${answer.split("\n")[0]}`);
      }
      return rows.map(serverOf);
    },
    stats: async (proxy, signal) => {
      const rows = table(await send("show stat", signal), ",") ?? [];
      return rows.filter((row) => row["pxname"] === proxy);
    },
  };
}

async function connect(socket: string): Promise<Deno.Conn> {
  try {
    if (socket.includes("/")) return await Deno.connect({ transport: "unix", path: socket });
    const [, hostname, port] = socket.match(/^\[?(.+?)\]?:(\d+)$/) ?? [];
    if (hostname === undefined) throw new UsageError(`A socket is a path or host:port, found "${socket}"`);
    return await Deno.connect({ hostname, port: Number(port) });
  } catch (error) {
    throw new UsageError(`No connection to HAProxy at ${socket}: ${(error as Error).message}`);
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readAll(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of connection.readable) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The rows under the line that names the columns, which begins with `# `. */
function table(answer: string, separator: string): StatRow[] | undefined {
  const lines = answer.split("\n");
  const header = lines.findIndex((line) => line.startsWith("# "));
  if (header < 0) return undefined;
  const columns = lines[header]!.slice(2).trim().split(separator);
  return lines.slice(header + 1).filter((line) => line.trim() !== "").map((line) => {
    const cells = line.split(separator);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
  });
}

function serverOf(row: StatRow): ServerState {
  const admin = Number(row["srv_admin_state"]);
  return {
    name: row["srv_name"]!,
    address: `${row["srv_addr"]}:${row["srv_port"]}`,
    up: Number(row["srv_op_state"]) > 0,
    mode: (admin & MAINTENANCE_BITS) !== 0 ? "maint" : (admin & DRAIN_BITS) !== 0 ? "drain" : "ready",
    weight: Number(row["srv_uweight"]),
    baseWeight: Number(row["srv_iweight"]),
  };
}

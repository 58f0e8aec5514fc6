import { UsageError } from "../../lib/model/mod.ts";

/** Where a Redis is. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Number of the database. */
  readonly db: number;
  /** The address without its user and password, which is all that is ever printed. */
  readonly shown: string;
}

const DEFAULT_PORT = 6379;

/**
 * Reads the address of a Redis: `redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]`, or `rediss://` for one behind TLS.
 *
 * @throws {UsageError} for anything else; the message never holds a password
 */
export function readRedisAddress(text: string): RedisAddress {
  const url = URL.parse(text);
  const db = /^\/?(\d{0,3})$/.exec(url?.pathname ?? "-")?.[1];
  const isRedis = url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== "" && url.port !== "0";
  if (!isRedis || db === undefined || url.search !== "" || url.hash !== "") {
    const shown = text.slice(text.lastIndexOf("@") + 1).replace(/[?#].*/s, "?…");
    throw new UsageError(`The option --queue needs redis://HOST:PORT, found "${shown}"`);
  }
  const port = Number(url.port || DEFAULT_PORT);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    tls: url.protocol === "rediss:",
    ...(url.username !== "" && { username: decoded(url.username) }),
    ...(url.password !== "" && { password: decoded(url.password) }),
    db: Number(db),
    shown: `${url.protocol}//${url.hostname}:${port}${db === "" ? "" : `/${db}`}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError("The option --queue needs user and password with % as %25");
  }
}

import "./empty_environment.ts";
import { Redis } from "ioredis";
import type { RedisAddress } from "./redis_address.ts";

const CONNECT_MS = 5000;
/** Longer than any blocking command: a connection that says nothing for so long is dead and is made anew. */
const SILENCE_MS = 15_000;
const MAX_RETRY_MS = 2000;

/**
 * Connects to Redis. Whoever is connected waits out any later outage, of which `say` hears in a line.
 *
 * @throws {Error} in one line if there is none, or if it refuses the login
 */
export async function connectRedis(address: RedisAddress, say: (line: string) => void): Promise<Redis> {
  await requireRedis(address);
  const redis = new Redis({
    ...optionsOf(address),
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(200 * times, MAX_RETRY_MS),
    socketTimeout: SILENCE_MS,
  });
  let away = false;
  redis.on("error", () => {});
  redis.on("reconnecting", () => {
    if (!away) say(`Redis at ${address.shown} is away: waiting for it`);
    away = true;
  });
  redis.on("ready", () => {
    if (away) say(`Redis at ${address.shown} is back`);
    away = false;
  });
  return redis;
}

/** One attempt, so that a wrong address is an error at once. */
async function requireRedis(address: RedisAddress): Promise<void> {
  let cause: Error | undefined;
  const redis = new Redis({
    ...optionsOf(address),
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    commandTimeout: CONNECT_MS,
  });
  redis.on("error", (error: Error) => cause = error);
  try {
    await redis.connect();
    await redis.ping();
    // A database that is not there is told to nobody: commands would go to the first.
    await redis.select(address.db);
  } catch (error) {
    throw new Error(`Cannot use Redis at ${address.shown}: ${reasonOf(cause ?? error, address)}`);
  } finally {
    redis.disconnect();
  }
}

function reasonOf(error: unknown, { port, db }: RedisAddress): string {
  const { message, code } = error as { message: string; code?: string };
  if (/NOAUTH|WRONGPASS|AUTH/.test(message)) {
    return "it refuses the login (redis://USER:PASSWORD@HOST:PORT)";
  }
  if (/DB index/.test(message)) return `it has no database ${db}`;
  const why = code === "ECONNREFUSED"
    ? "nothing listens there"
    : code === "ENOTFOUND"
    ? "no such host"
    : message.split("\n")[0];
  return `${why}; one starts by: redis-server --save '' --port ${port}`;
}

function optionsOf({ host, port, tls, username, password, db }: RedisAddress) {
  return {
    ...{ host, port, db, connectTimeout: CONNECT_MS },
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  };
}
